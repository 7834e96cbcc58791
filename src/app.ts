import { randomUUID } from 'node:crypto';
import { belongingOf } from './app/belonging-of.ts';
import { checkGroups, stateOfGroups } from './app/check-groups.ts';
import { checkTaskGroups } from './app/check-task-groups.ts';
import { groupIds } from './app/group-ids.ts';
import { knownAdDomains } from './app/known-ad-domains.ts';
import { openAd } from './app/open-ad.ts';
import { openConnectors } from './app/open-connectors.ts';
import { openStores } from './app/open-stores.ts';
import { openTenant } from './app/open-tenant.ts';
import { createReadiness } from './app/readiness.ts';
import { settingsInUse } from './app/settings-in-use.ts';
import { watchGroups } from './app/watch-groups.ts';
import { createGate } from './bot/gate.ts';
import type { Listening } from './bot/http-listener.ts';
import type { BotIdentity } from './bot/identity.ts';
import type { BotLog } from './bot/log.ts';
import { type Operations, startOpsServer } from './bot/ops-server.ts';
import { REFUSALS } from './bot/refusals.ts';
import { startServer } from './bot/server.ts';
import { createTeams } from './bot/teams.ts';
import type { Config } from './config.ts';
import { codeOf, StartError } from './domain/errors.ts';
import type { Policy } from './domain/policy.ts';

import { createAdvance } from './flow/advance-request.ts';
import type { FlowContext } from './flow/context.ts';
import { createFlow } from './flow/create-flow.ts';
import { createClickExpiry } from './flow/forget-clicks.ts';
import type { Clock, Conversations, Ports } from './flow/ports.ts';
import { createHeadPost } from './flow/post-head.ts';
import { createSettingsPost } from './flow/post-settings.ts';
import { createStopReminder } from './flow/remind-of-stops.ts';
import { type Sweep, startSweep } from './flow/sweep.ts';
import { createTeller } from './flow/teller.ts';
import { hearMissing } from './locales/translate.ts';
import { createLog, type Log } from './log.ts';
import { createQueue } from './queue/queue.ts';
import type { ChatClient } from './sandbox/chat-clients.ts';
import { contoso } from './sandbox/contoso.ts';
import { type FollowedClock, followClock } from './sandbox/follow-clock.ts';
import { hearEvents } from './sandbox/hear-events.ts';
import { createConversations } from './store/conversations.ts';
import { type Database, openDatabase } from './store/database.ts';
import { createDialogStates } from './store/dialog-states.ts';
import { forgetRequests } from './store/forget-requests.ts';
import { readSecret } from './store/secrets.ts';
import { createSettingsTrail } from './store/settings-trail.ts';
import { showReplica } from './store/show-replica.ts';
import { takeIntoUse } from './store/take-into-use.ts';

export type AppParts = {
  /** Origin of the sandbox that runs beside the bot; null = none. */
  readonly sandboxUrl: string | null;
  /** Chat clients whose personas can be reached before anybody opened them. */
  readonly chatClients?: readonly ChatClient[];
  /** For proofs and tests: puts something else in place of a port. */
  readonly replace?: (ports: Ports) => Ports;
};

export type App = {
  readonly url: string;
  /** 0 for a worker, which takes no messages. */
  readonly port: number;
  /** Origin of `/healthz`, `/readyz` and `/metrics`. */
  readonly opsUrl: string;
  /** Sentences for the person who starts. */
  readonly notices: readonly string[];
  stop(): Promise<void>;
};

/** Real milliseconds between two looks at what is due. */
const SWEEP = 500;
/** Through this connector a chat with somebody who never spoke is opened (teams.md 3.4). */
const LIVE_SERVICE_URL = 'https://smba.trafficmanager.net/teams';

/**
 * The composition root: chooses live or sandbox adapters once and wires everything; nothing below it knows which.
 * Throws `StartError`, one clear sentence, when something outside is not there; nothing is left running then.
 */
export async function startApp(config: Config, parts: AppParts): Promise<App> {
  const owner = randomUUID();
  const log = createLog(config.logLevel, REFUSALS);
  hearMissing((code) => log.write('cards', { kind: 'sentence-lost', code }));
  const opened: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const sandbox = await joinSandbox(config, parts);
    if (sandbox !== null) opened.push(sandbox.clock.stop);
    const clock = sandbox?.clock ?? { now: () => new Date() };
    const database = await openDatabase(config.database, { owner, log: (event) => log.write('store', event) });
    opened.push(() => database.close());
    const belonging = belongingOf(config, sandbox !== null);
    const adopted = await takeIntoUse(database, config.database, belonging);
    if (sandbox !== null) opened.push(forgetAtReset(sandbox.origin, database, log));
    const { port, opsPort, notices } = await wire({ config, parts, owner, log, clock, database, opened });
    const opsUrl = opsPort === null ? null : originOf((config.ops ?? config.listen).host, opsPort);
    const url = port === null ? (opsUrl ?? '') : originOf(config.listen.host, port);
    return {
      url,
      port: port ?? 0,
      opsUrl: opsUrl ?? url,
      notices: [...(adopted === null ? [] : [adopted]), ...notices],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Wiring = {
  readonly config: Config;
  readonly parts: AppParts;
  readonly owner: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly database: Database;
  readonly opened: (() => Promise<void> | void)[];
};

/** Ports, null for a listener that this process has not; and what the person who starts has to read. */
type Doors = {
  readonly port: number | null;
  readonly opsPort: number | null;
  readonly notices: readonly string[];
};

/** From the outside in: Graph, store and queue, the bot's way out, the flow, the bot's way in. */
async function wire(wiring: Wiring): Promise<Doors> {
  const { config, parts, owner, log, clock, database, opened } = wiring;
  const botLog: BotLog = (event) => log.write('bot', event);
  const domains = knownAdDomains(config, parts.sandboxUrl);
  const connectors = openConnectors(database, domains, botLog);
  const ad = openAd({ adDomains: domains, connectors: connectors.way, log: (event) => log.write('ad', event) });
  opened.push(() => ad.close());
  const tenant = openTenant(config, { sandboxUrl: parts.sandboxUrl, clock, ad });
  const { notices: ofGroups, state: first } = await checkGroups(config, tenant.readGroups);
  const notices = [...ofGroups, ...(await checkTaskGroups(config, tenant.readGroups))];
  const groups = watchGroups({
    first,
    look: () => stateOfGroups(config, tenant.readGroups),
    changed: (state) => log.write('app', { kind: 'groups-changed', code: state.replaceAll(/[^\w:]+/g, '-') }),
  });
  opened.push(groups.stop);
  await createSettingsTrail(database).takeIntoUse(settingsInUse(config, parts.sandboxUrl), clock.now().toISOString());
  const identity = botIdentity(config);
  const conversations = createConversations(database);
  await registerPersonas(conversations, parts.chatClients ?? [], identity.tenantId);
  const teams = createTeams({
    identity,
    conversations,
    dialogStates: createDialogStates(database),
    cardKey: await readSecret(database, 'card-key'),
    clock,
    defaults: { locale: config.defaultLocale, timeZone: config.defaultTimeZone },
    serviceUrlFor: () => (identity.mode === 'live' ? LIVE_SERVICE_URL : null),
    log: botLog,
  });
  const teller = createTeller(() => context, owner);
  opened.push(() => teller.quiet());
  const queue = await createQueue(database, { log: (event) => log.write('queue', event) });
  opened.push(() => queue.stop());
  const { messenger } = teams;
  const ports = { clock, ...tenant.ports, ...openStores(database), queue, messenger } satisfies Ports;
  let wake: FlowContext['wake'] = () => {};
  const context: FlowContext = {
    ports: parts.replace?.(ports) ?? ports,
    settings: flowSettings(config),
    newId: randomUUID,
    log: (event) => log.write('flow', event),
    wake: (requestId) => wake(requestId),
    nudge: (requestId) => teller.nudge(requestId),
  };
  const working = config.role === 'bot' ? null : await startWorking(context, wiring);
  if (working !== null) wake = working.wake;
  const operations = {
    readiness: createReadiness({
      write: () => showReplica(database, owner),
      queue: queue.look,
      graph: tenant.isReachable,
      groups: groups.state,
      sweepAge: () => working?.sweep.age() ?? null,
    }),
    metrics: () => log.metrics(),
  };
  const ownOps = config.ops ?? (config.role === 'worker' ? config.listen : null);
  const ops = ownOps === null ? null : await openOps(ownOps, config, operations, botLog);
  if (ops !== null) opened.push(() => ops.close());
  log.write('app', { kind: 'listening', code: owner });
  if (config.role === 'worker') return { port: null, opsPort: ops?.port ?? null, notices };
  const server = await startServer({
    ...config.listen,
    gate: createGate(identity),
    ...(connectors.door === null ? {} : { connectors: connectors.door }),
    handle: teams.answerWith(createFlow(context)),
    operations: ops === null ? operations : null,
    log: botLog,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new StartError(`Port ${config.listen.port} is in use by something else: stop it, or set PORT to a free one.`);
  });
  opened.push(() => server.close());
  return { port: server.port, opsPort: ops?.port ?? null, notices };
}

function openOps(place: Place, { ops }: Config, operations: Operations, log: BotLog): Promise<Listening> {
  return startOpsServer(place, operations, log).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    const key = ops === null ? 'PORT' : 'OPS_PORT';
    throw new StartError(`Port ${place.port} is in use by something else: stop it, or set ${key} to a free one.`);
  });
}

type Place = { readonly host: string; readonly port: number };

function originOf(host: string, port: number): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

type Working = { readonly wake: FlowContext['wake']; readonly sweep: Sweep };

/** Gives the way to look at one request at once, and the sweep. */
async function startWorking(context: FlowContext, { config, owner, opened, database }: Wiring): Promise<Working> {
  const { leases, queue } = context.ports;
  // PGlite belongs to this process alone, so nobody else can hold a lease; on PostgreSQL a dead worker's runs out.
  if (config.database.kind === 'pglite') await leases.releaseAll(null);
  const advance = createAdvance(context, owner);
  await queue.work('advance-request', advance);
  const sweep = await startSweep(context, advance, SWEEP, everySweep(context, owner, database));
  opened.push(() => sweep.stop());
  const wake = (requestId: string) => {
    advance(requestId).catch((error: unknown) =>
      context.log({ kind: 'advance-failed', requestId, code: String(error) }),
    );
  };
  return { wake, sweep };
}

function everySweep(context: FlowContext, owner: string, database: Database): () => Promise<void> {
  const settings = createSettingsPost(context, owner, createSettingsTrail(database));
  const tasks = [createHeadPost(context, owner), createStopReminder(context), createClickExpiry(context), settings];
  return async () => {
    for (const task of tasks) await task();
  };
}

/**
 * The sandbox beside us or behind a stand-in address, when what answers there is one; null = the machine's own time.
 */
async function joinSandbox(config: Config, parts: AppParts): Promise<{ origin: string; clock: FollowedClock } | null> {
  const origin = parts.sandboxUrl ?? (config.graph.kind === 'stand-in' ? config.graph.baseUrl : null);
  const clock = origin === null ? null : await followClock(origin);
  return origin === null || clock === null ? null : { origin, clock };
}

/** A sandbox that starts anew takes our requests with it: they were about people of before. */
function forgetAtReset(origin: string, database: Database, log: Log): () => void {
  return hearEvents<{ readonly event: string }>(`${origin}/sandbox/events`, ({ event }) => {
    if (event !== 'reset') return;
    forgetRequests(database).then(
      (forgot) => log.write('app', { kind: forgot ? 'sandbox-reset' : 'reset-refused' }),
      (error: unknown) => log.write('app', { kind: 'reset-failed', code: codeOf(error) }),
    );
  });
}

function botIdentity({ identity }: Config): BotIdentity {
  return identity.kind === 'live'
    ? {
        mode: 'live',
        tenantId: identity.tenantId,
        appId: identity.appId,
        appType: identity.type,
        appPassword: identity.password,
        ...(identity.extraIssuer === null ? {} : { extraIssuer: identity.extraIssuer }),
      }
    : { mode: 'local', tenantId: identity.tenantId ?? contoso.tenantId, botId: identity.botId ?? contoso.bot.id };
}

function flowSettings(config: Config) {
  const { approver, emergency, escalation, protected: guarded, requester } = groupIds(config);
  return {
    approverGroupId: approver,
    escalationGroupId: escalation,
    emergencyGroupId: emergency,
    requesterGroupId: requester,
    protectedGroupId: guarded,
    policy: escalation === null ? withoutEscalation(config.policy) : config.policy,
  };
}

/** Nobody is told that others were asked where there is no group of others. */
function withoutEscalation(policy: Policy): Policy {
  return { ...policy, approvals: { ...policy.approvals, escalateAfter: null } };
}

/** So that approvers are reachable from the first moment; what a person chose before (language) is kept. */
async function registerPersonas(
  conversations: Conversations,
  chatClients: readonly ChatClient[],
  tenantId: string,
): Promise<void> {
  for (const { person, serviceUrl } of chatClients) {
    const known = await conversations.read(person.id);
    await conversations.put({
      clientLocale: null,
      chosenLocale: null,
      // The Playground says the machine's zone, but only once its person speaks; the first card may come before that.
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      welcomed: false,
      ...known,
      personId: person.id,
      conversationId: person.chatId,
      serviceUrl,
      tenantId,
      channelUserId: person.channelUserId,
      unreachableSince: null,
    });
  }
}
