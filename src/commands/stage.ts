import { type AppParts, startApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { contoso } from '../sandbox/contoso.ts';
import { startMiniTeams } from '../sandbox/mini-teams/mini-teams.ts';
import { type SandboxOptions, startSandbox } from '../sandbox/server.ts';
import type { TenantPerson } from '../sandbox/tenant.ts';
import { isComing } from './is-coming.ts';

export type Stage = Awaited<ReturnType<typeof startStage>>;

export type StageSettings = Pick<SandboxOptions, 'speed'> &
  Partial<Pick<SandboxOptions, 'onExchange' | 'lag' | 'startAt'>> & {
    /** More of the environment, such as `DATABASE_URL`. */
    readonly environment?: Readonly<Record<string, string>>;
    readonly locale?: string;
    /** `samba`: a real directory, which the bot works in over LDAPS. */
    readonly ad?: 'memory' | 'samba';
    readonly replace?: AppParts['replace'];
    /**
     * What a jump of tenant time waits for: a look that is under way asks for its next one by the hour before the jump.
     */
    readonly rest?: () => Promise<void>;
  };

/**
 * The whole product in one process and its people at their chats: sandbox tenant, bot on a free port with nothing on
 * disk, and Teams clients for the personas, all speaking HTTP over loopback. What the tour and the journeys play on.
 */
export async function startStage(settings: StageSettings) {
  const { environment = {}, replace, rest, locale = 'en-US', ...sandboxSettings } = settings;
  const sandbox = await startSandbox({ port: 0, dataDir: null, ...sandboxSettings });
  const { directory } = sandbox;
  const base = { DATA_DIR: 'memory', PORT: '0', GRAPH_BASE_URL: sandbox.url, LOG_LEVEL: 'silent' };
  const ad = directory === null ? {} : { AD_DOMAINS_FILE: directory.adDomainsFile };
  const start = (more: Readonly<Record<string, string>> = {}) =>
    startApp(readConfig({ ...base, ...ad, ...environment, ...more }), {
      sandboxUrl: null,
      ...(replace === undefined ? {} : { replace }),
    });
  let app = await start();
  const teams = await startMiniTeams({
    endpoint: `${app.url}/api/messages`,
    tenantId: contoso.tenantId,
    botId: contoso.bot.id,
    isComing,
  });
  const chatOf = (key: keyof typeof contoso.personas) =>
    teams.as({ id: contoso.personas[key].id, name: contoso.people[key]?.displayName ?? key }, { locale });
  const [manager, helpdesk, secondHelpdesk] = [chatOf('manager'), chatOf('helpdesk'), chatOf('secondHelpdesk')];
  await Promise.all([manager.install(), helpdesk.install()]);

  return {
    sandbox,
    teams,
    manager,
    helpdesk,
    secondHelpdesk,
    /** Messages that closed a request, so that the next one is told apart. */
    ended: new Set<string>(),
    get app() {
      return app;
    },
    /**
     * Stops the bot and starts it again on the same database, which has to outlive it; with more of the environment.
     */
    async restart(more?: Readonly<Record<string, string>>): Promise<void> {
      await app.stop();
      app = await start(more);
      teams.connect(`${app.url}/api/messages`);
    },
    /** Anybody of the company in Teams, by key. */
    as(key: string) {
      const person = contoso.people[key];
      if (person === undefined) throw new Error(`nobody in the sandbox is called ${key}`);
      return teams.as({ id: person.id, name: person.displayName }, { locale });
    },
    person(key: string): TenantPerson {
      const person = sandbox.tenant.state().people[contoso.people[key]?.id ?? ''];
      if (person === undefined) throw new Error(`nobody in the sandbox is called ${key}`);
      return person;
    },
    groupsOf(key: string): number {
      const { id } = this.person(key);
      return Object.values(sandbox.tenant.state().groups).filter(({ members }) => members.includes(id)).length;
    },
    /** Tenant minutes forward; everything in between happens. */
    async jump(minutes: number): Promise<string> {
      await rest?.();
      return control(sandbox.url, 'clock/jump', { minutes });
    },
    sync: () => control(sandbox.url, 'sync', {}),
    act: (action: 'disable' | 'enable' | 'delete' | 'restore' | 'reset-password', key: string) =>
      control(sandbox.url, `ad/${action}/${key}`, {}),
    /** What goes wrong at the sync server: `pause`, `resume`, `hold-deletions`, `release-deletions`. */
    syncServer: (what: string) => control(sandbox.url, `sync/${what}`, {}),
    /** An administrator in the admin center, beside Leaver. */
    entra: (action: 'disable' | 'enable', key: string) => control(sandbox.url, `entra/${action}/${key}`, {}),
    faults: (order: object) => control(sandbox.url, 'faults', order),
    /** Runs the script of a runbook card in the sandbox's Active Directory; gives the line that it prints. */
    runRunbook: (script: string) => control(sandbox.url, 'ad/run-runbook', { script }),
    async stop(): Promise<void> {
      await app.stop();
      await teams.stop();
      await sandbox.stop();
    },
  };
}

async function control(origin: string, path: string, body: object): Promise<string> {
  const response = await fetch(`${origin}/sandbox/${path}`, {
    method: 'POST',
    // As in `mini-teams.ts`: between two of these calls the sandbox may close what was kept open.
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the sandbox refused ${path}: ${text}`);
  return text;
}
