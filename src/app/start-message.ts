import type { App } from '../app.ts';
import type { Config } from '../config.ts';
import type { ChatClient } from '../sandbox/chat-clients.ts';
import { contoso } from '../sandbox/contoso.ts';
import type { SandboxProcess } from '../sandbox/sandbox-process.ts';

export type Running = {
  readonly config: Config;
  readonly app: App;
  readonly host: string;
  readonly sandbox: SandboxProcess | null;
  readonly clients: readonly ChatClient[];
  /** Why there are no chat clients, where that needs a word. */
  readonly notice: string | null;
};

/** What the person who started Leaver reads: where everything is, and what to do first. */
export function startMessage(running: Running): string {
  const { config, app, sandbox } = running;
  const lines =
    config.identity.kind === 'live'
      ? liveLines(running)
      : config.role === 'worker'
        ? workerLines(app)
        : sandbox === null
          ? [`Leaver listens at ${app.url}/api/messages, for this machine only; its Graph is ${graphOf(config)}.`]
          : sandboxLines(running, sandbox);
  return ['', ...lines, ...(running.notice === null ? [] : ['', running.notice]), '', 'Ctrl-C stops it.', ''].join(
    '\n',
  );
}

function graphOf({ graph }: Config): string {
  return graph.kind === 'sandbox' ? 'the sandbox' : graph.baseUrl;
}

function liveLines({ config, app, host }: Running): readonly string[] {
  if (config.role === 'worker') return workerLines(app);
  return [`Leaver listens on ${host}:${app.port}; Teams sends to /api/messages.`, opsLine(app)];
}

function workerLines(app: App): readonly string[] {
  return ['Leaver works on what was approved (ROLE=worker), and takes no messages.', opsLine(app)];
}

function opsLine({ opsUrl }: App): string {
  return `For your probes: ${opsUrl}/healthz, /readyz and /metrics.`;
}

const NAMES = { manager: 'Manager’s chat', helpdesk: 'Helpdesk’s chat', secondHelpdesk: 'Second helpdesk' } as const;

function sandboxLines({ app, clients }: Running, sandbox: SandboxProcess): readonly string[] {
  const places = [
    ...clients.map(({ persona, url, person }) => place(NAMES[persona], url, contoso.people[person.key]?.displayName)),
    place('Tenant view', sandbox.url, sandbox.origin === 'joined' ? 'a sandbox that was running already' : undefined),
    place('Bot', `${app.url}/api/messages`),
  ];
  return [
    'Leaver is running in its sandbox: a made-up company, on this machine only.',
    '',
    ...places,
    ...(clients.length === 0
      ? []
      : ['', 'Type in the manager’s chat, and watch the helpdesk’s chat and the tenant view:', ...TO_TYPE]),
  ];
}

const TO_TYPE = [
  '  offboard adele            she exists in the cloud only: all of it happens by itself',
  '  block sign-in wilber      he is synced from Active Directory, where the cloud alone cannot keep him out',
  '  restore user nadia        she was deleted three days ago, and can still come back',
];

function place(name: string, url: string, remark?: string): string {
  const line = `  ${name.padEnd(18)}${url}`;
  return remark === undefined ? line : `${line.padEnd(44)}  (${remark})`;
}
