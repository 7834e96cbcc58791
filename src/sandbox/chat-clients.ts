import { createRequire } from 'node:module';
import { join } from 'node:path';
import { StartError } from '../domain/errors.ts';
import { type Child, startChild } from './child-process.ts';
import { claimPorts } from './claim-ports.ts';
import { contoso, type Persona } from './contoso.ts';
import { writePlaygroundFile } from './playground-files.ts';

export type ChatClient = {
  readonly persona: 'manager' | 'helpdesk' | 'secondHelpdesk';
  readonly person: Persona;
  readonly port: number;
  /** What a person opens. */
  readonly url: string;
  /** The connector of this client: `serviceUrl` of its activities. */
  readonly serviceUrl: string;
};

const PERSONAS = ['manager', 'helpdesk', 'secondHelpdesk'] as const;
const CHATS = {
  manager: 'the manager’s chat',
  helpdesk: 'the helpdesk’s chat',
  secondHelpdesk: 'the second helpdesk chat',
};

/**
 * Which chat clients will run where, before any is started: the bot must know their connectors when it starts, and they
 * must know the bot's address. None, with a sentence why, when the Playground is not installed (`npm ci --omit=dev`).
 *
 * Throws `StartError` when a port is taken: the Playground itself would silently take another (design, section 5).
 */
export async function planChatClients({
  clients,
  port,
}: {
  readonly clients: 0 | 2 | 3;
  readonly port: number;
}): Promise<{ readonly clients: readonly ChatClient[]; readonly notice: string | null }> {
  if (clients === 0) return { clients: [], notice: null };
  if (playgroundProgram() === null) return { clients: [], notice: NOT_INSTALLED };
  const personas = PERSONAS.slice(0, clients);
  const ports = await claimPorts(
    personas.map((persona, index) => ({
      port: port === 0 ? 0 : port + index,
      what: CHATS[persona],
      key: 'PLAYGROUND_PORT',
    })),
  );
  return { clients: personas.map((persona, index) => plan(persona, ports[index] ?? 0)), notice: null };
}

const NOT_INSTALLED =
  'There are no chat clients: Microsoft’s Agents Playground is not installed (npm ci without --omit=dev installs it).';

function plan(persona: ChatClient['persona'], port: number): ChatClient {
  const url = `http://127.0.0.1:${port}`;
  return { persona, person: contoso.personas[persona], port, url, serviceUrl: `${url}/_connector` };
}

/**
 * Starts Microsoft's Agents Playground once per persona, on 127.0.0.1 only, speaking to the bot at `messagesUrl`.
 *
 * What the bot posts to a client's connector (`serviceUrl`, conversation id = the persona's `chatId`) before anybody
 * opened the page is accepted (201), kept, and shown when the page is opened, updates included (measured with 0.2.28;
 * `createConversation` with the persona's channel user id gives that same `chatId`). So an approver is reachable from
 * the first moment. A page that is loaded again starts empty: updates of earlier messages answer 200 and show nothing.
 *
 * Throws `StartError` when one does not start or takes another port; none is left running then.
 */
export async function startChatClients({
  clients,
  messagesUrl,
  folder,
  tenantId = contoso.tenantId,
  botId = contoso.bot.id,
}: {
  readonly clients: readonly ChatClient[];
  readonly messagesUrl: string;
  /** Where the Playground's files and logs go. */
  readonly folder: string;
  readonly tenantId?: string;
  readonly botId?: string;
}): Promise<{ readonly clients: readonly ChatClient[]; stop(): Promise<void> }> {
  const starts = await Promise.allSettled(
    clients.map(async (client) => {
      const file = await writePlaygroundFile(folder, { contoso, persona: client.person, tenantId, botId });
      return startPlayground(client, messagesUrl, folder, file);
    }),
  );
  const children = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
  };
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return { clients, stop };
}

function startPlayground(client: ChatClient, messagesUrl: string, folder: string, file: string): Promise<Child> {
  const program = playgroundProgram();
  if (program === null) throw new StartError(NOT_INSTALLED);
  return startChild({
    name: CHATS[client.persona],
    program,
    parameters: [
      'start',
      '--app-endpoint',
      messagesUrl,
      '--channel-id',
      'msteams',
      '--port',
      String(client.port),
      '--service-url',
      client.serviceUrl,
      '--disable-telemetry',
    ],
    folder,
    environment: playgroundEnvironment(client, folder, file),
    loopback: true,
    ready: (lines) => isReady(client, lines),
  });
}

/** Little of ours: it is another company's program, and a proxy setting would send its loopback calls away. */
function playgroundEnvironment(
  { person }: ChatClient,
  folder: string,
  file: string,
): Record<string, string | undefined> {
  const { PATH, HOME, USERPROFILE, SystemRoot, TEMP, TMPDIR, TZ, LANG } = process.env;
  return {
    ...{ PATH, HOME, USERPROFILE, SystemRoot, TEMP, TMPDIR, TZ, LANG },
    TEAMSAPPTESTER_BROWSER: 'none',
    M365_AGENTS_PLAYGROUND_CONFIG_PATH: file,
    M365_AGENTS_PLAYGROUND_LOGFILE: join(folder, `${person.key}.log`),
  };
}

async function isReady(client: ChatClient, lines: readonly string[]): Promise<boolean> {
  const listening = lines.map((line) => /^Listening on (\d+)$/.exec(line)?.[1]).find((port) => port !== undefined);
  if (listening === undefined) return false;
  if (Number(listening) !== client.port) {
    throw new StartError(
      `Port ${client.port} for ${CHATS[client.persona]} was taken by another program meanwhile. Start again, or set PLAYGROUND_PORT.`,
    );
  }
  return isOurs(client);
}

async function isOurs({ url, person }: ChatClient): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_internal/v1/config`, { signal: AbortSignal.timeout(2_000) });
    const answer = (await response.json()) as { config?: { currentUser?: { id?: unknown } } };
    return answer.config?.currentUser?.id === person.channelUserId;
  } catch {
    return false;
  }
}

function playgroundProgram(): string | null {
  try {
    return createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js');
  } catch {
    return null;
  }
}
