import { type AdDomainSettings, readAdDomains } from './config/ad-domains.ts';
import { type Database, readDatabase } from './config/database-settings.ts';
import { foreignGraphKeys, type Graph, type Identity, readGraph, readIdentity } from './config/identity.ts';
import type { ConfigKey } from './config/keys.ts';
import { readPolicy } from './config/policy-file.ts';
import { type Reading, startReading } from './config/reading.ts';
import { ConfigError } from './domain/errors.ts';
import type { Policy } from './domain/policy.ts';

export type { Database } from './config/database-settings.ts';
export type { Graph, GraphCredential, Identity } from './config/identity.ts';

/** How Leaver runs. Nulls mean "not said": `app.ts` fills in what the sandbox knows. */
export type Config = {
  readonly identity: Identity;
  readonly graph: Graph;
  readonly listen: { readonly host: string; readonly port: number };
  readonly database: Database;
  /** Where readiness and metrics are, beside a live bot; null = where the bot listens. */
  readonly ops: { readonly host: string; readonly port: number } | null;
  /** Where local files may be written; null = nothing on disk. */
  readonly dataDir: string | null;
  readonly role: 'all' | 'bot' | 'worker';
  readonly groups: {
    readonly approver: string | null;
    readonly escalation: string | null;
    readonly emergency: string | null;
    readonly protected: string | null;
    readonly requester: string | null;
  };
  /** What the organisation decided about asking, approving and limits. */
  readonly policy: Policy;
  /** The domains of AD DS that work is done in; for any other it goes to people. */
  readonly adDomains: readonly AdDomainSettings[];
  readonly approvals: 'direct' | 'channel';
  readonly defaultLocale: 'en' | 'nl';
  readonly defaultTimeZone: string;
  readonly sandbox: { readonly port: number; readonly speed: number; readonly ad: 'memory' | 'samba' };
  /** How many chat clients to start beside the bot. */
  readonly playground: { readonly clients: 0 | 2 | 3; readonly port: number };
  readonly chromium: string | null;
  /** Sentences for the person who starts; none stops the start. */
  readonly warnings: readonly string[];
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
};

/**
 * Reads the environment (design, section 6) into a frozen Config; an empty value counts as not set. `inFile` are the
 * keys that `.env` sets (`config/env-file.ts`).
 *
 * Throws `ConfigError` with every problem at once, each with the key, what is wrong and where to get the value, and
 * never with a value.
 */
export function readConfig(
  said: Readonly<Record<string, string | undefined>>,
  inFile: ReadonlySet<string> = new Set(),
): Config {
  const foreign = foreignGraphKeys((key) => (said[key]?.trim() ?? '') !== '', inFile);
  const environment = { ...said, ...Object.fromEntries(foreign.ignored.map((key) => [key, undefined])) };
  const reading = startReading(environment, inFile);
  const { values } = reading;
  sayForeign(reading, foreign);
  const identity = readIdentity(reading, environment.NODE_ENV === 'production');
  const graph = readGraph(reading, identity);
  refuseWhatIsNotBuilt(reading);
  const config: Config = {
    identity,
    graph,
    listen: readListen(reading, identity),
    database: readDatabase(reading, identity),
    ops: readOps(reading, identity),
    dataDir: values.DATA_DIR === 'memory' ? null : (values.DATA_DIR ?? '.data'),
    role: readRole(reading),
    groups: readGroups(reading, identity),
    policy: readPolicy(reading),
    adDomains: readAdDomains(reading),
    approvals: values.APPROVALS ?? 'direct',
    defaultLocale: values.DEFAULT_LOCALE ?? 'en',
    defaultTimeZone: values.DEFAULT_TIME_ZONE ?? 'UTC',
    sandbox: {
      port: values.SANDBOX_PORT ?? 3979,
      speed: values.SANDBOX_SPEED ?? 60,
      ad: values.SANDBOX_AD ?? 'memory',
    },
    playground: readPlayground(reading, identity, graph),
    chromium: values.CHROMIUM ?? null,
    warnings: reading.warnings,
    // In the sandbox a person reads the terminal.
    logLevel: values.LOG_LEVEL ?? (graph.kind === 'sandbox' ? 'warn' : 'info'),
  };
  checkPorts(reading, config);
  checkEscalation(reading, config);
  if (reading.problems.length > 0) throw new ConfigError(reading.problems);
  return freeze(config);
}

function sayForeign({ problem, warnings }: Reading, { refused, ignored }: ReturnType<typeof foreignGraphKeys>): void {
  for (const key of refused)
    problem(
      key,
      'stands in .env, and no MicrosoftApp… key does: without a bot identity Leaver runs in local mode, never with a real Graph; set the identity too, or take this line out',
    );
  if (ignored.length > 0)
    warnings.push(
      `Ignored, since Leaver runs in local mode without a bot identity: ${ignored.join(', ')} of the environment.`,
    );
}

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

function readListen({ values, problem }: Reading, identity: Identity): Config['listen'] {
  const host = values.HOST ?? (identity.kind === 'local' ? '127.0.0.1' : '0.0.0.0');
  if (identity.kind === 'local' && !LOOPBACK.includes(host)) {
    problem('HOST', 'must be 127.0.0.1, localhost or ::1 in local mode, where unsigned messages are accepted');
  }
  // A worker has only its health to show, and stands beside a bot that has the usual port.
  return { host, port: values.PORT ?? (identity.kind === 'local' && values.ROLE === 'worker' ? 0 : 3978) };
}

function readOps({ values, given, warnings }: Reading, identity: Identity): Config['ops'] {
  if (identity.kind === 'live') return { host: values.OPS_HOST ?? '127.0.0.1', port: values.OPS_PORT ?? 3980 };
  const said = (['OPS_HOST', 'OPS_PORT'] as const).filter(given);
  if (said.length > 0)
    warnings.push(`Ignored in local mode: ${said.join(' and ')}; /readyz and /metrics are where the bot listens.`);
  return null;
}

function readRole({ values, given, problem }: Reading): Config['role'] {
  const role = values.ROLE ?? 'all';
  // A connector has settings of its own (`config/connector.ts`); every other command runs beside the bot.
  if (role === 'connector') {
    problem('ROLE', 'is connector, which only “npm start” can be');
    return 'all';
  }
  for (const key of ['CONNECTOR_URL', 'CONNECTOR_KEY'] as const)
    if (given(key)) problem(key, 'is for ROLE=connector only: leave it out here');
  if (role !== 'all' && !given('DATABASE_URL')) {
    problem('DATABASE_URL', `is missing: ROLE=${role} shares a PostgreSQL database with the other replicas`);
  }
  return role;
}

function readGroups({ values, given, problem }: Reading, identity: Identity): Config['groups'] {
  if (identity.kind === 'live' && !given('APPROVER_GROUP_ID')) {
    problem('APPROVER_GROUP_ID', 'is missing: without it nobody could approve a request');
  }
  return {
    approver: values.APPROVER_GROUP_ID ?? null,
    escalation: values.ESCALATION_GROUP_ID ?? null,
    emergency: values.EMERGENCY_GROUP_ID ?? null,
    protected: values.PROTECTED_GROUP_ID ?? null,
    requester: values.REQUESTER_GROUP_ID ?? null,
  };
}

function readPlayground({ values, problem }: Reading, identity: Identity, graph: Graph): Config['playground'] {
  const port = values.PLAYGROUND_PORT ?? 56150;
  const said = values.PLAYGROUND ?? (graph.kind === 'sandbox' && values.ROLE !== 'worker' ? 'on' : 'off');
  if (identity.kind === 'live' && said !== 'off') {
    problem(
      'PLAYGROUND',
      'must be off with a live identity: the Playground sends unsigned messages, which are refused',
    );
  }
  return { clients: said === 'off' ? 0 : said === '3' ? 3 : 2, port };
}

/** A key that is set and silently not obeyed would be a lie. */
function refuseWhatIsNotBuilt({ values, given, problem }: Reading): void {
  if (values.APPROVALS === 'channel') problem('APPROVALS', 'channel is not obeyed by this version yet: leave it out');
  if (given('EXCHANGE_BASE_URL')) problem('EXCHANGE_BASE_URL', 'is not obeyed by this version yet: leave it out');
  if (given('SNAPSHOT_KEY')) problem('SNAPSHOT_KEY', 'is not obeyed by this version yet: leave it out');
}

/** A rule whose people are nobody would leave every request it is about undecided. */
function checkEscalation({ problem }: Reading, { identity, groups, policy }: Config): void {
  const isNamed = policy.approvals.rules.some(({ by }) => by === 'escalation');
  if (identity.kind === 'live' && isNamed && groups.escalation === null)
    problem('ESCALATION_GROUP_ID', 'is missing: a rule of the policy lets that group decide');
}

function checkPorts({ problem }: Reading, { listen, ops, role, graph, sandbox, playground }: Config): void {
  const taken = new Map<number, ConfigKey>();
  const take = (key: ConfigKey, port: number) => {
    const other = taken.get(port);
    if (port !== 0 && other !== undefined) problem(key, `needs port ${port}, which ${other} uses too`);
    taken.set(port, key);
  };
  // The worker of a live tenant takes no messages, so that it opens no public port.
  if (ops === null || role !== 'worker') take('PORT', listen.port);
  if (ops !== null) take('OPS_PORT', ops.port);
  if (graph.kind === 'sandbox') take('SANDBOX_PORT', sandbox.port);
  for (let index = 0; index < playground.clients && playground.port !== 0; index++) {
    take('PLAYGROUND_PORT', playground.port + index);
  }
}

function freeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) freeze(part);
  return Object.freeze(value);
}
