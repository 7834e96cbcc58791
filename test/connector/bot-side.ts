import { randomBytes } from 'node:crypto';
import { createConnectorDoor } from '../../src/bot/connector-door.ts';
import { createGate } from '../../src/bot/gate.ts';
import type { BotEvent } from '../../src/bot/log.ts';
import { startServer } from '../../src/bot/server.ts';
import type { ConnectorEvent } from '../../src/connector/connector-event.ts';
import { startConnector } from '../../src/connector/start-connector.ts';
import type { ConnectorKey } from '../../src/domain/connector-key.ts';
import { CONNECTOR_HEADERS, signRequest } from '../../src/domain/connector-signature.ts';
import { createConnectorWay } from '../../src/lanes/on-premises/connector-way.ts';
import { resultReader } from '../../src/lanes/on-premises/connector-words.ts';
import type { WayTo } from '../../src/lanes/on-premises/way.ts';
import { canSay } from '../../src/locales/translate.ts';
import { createConnectorJobs } from '../../src/store/connector-jobs.ts';
import { createConnectorKeys } from '../../src/store/connector-keys.ts';
import { openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { DOMAIN } from './memory-way.ts';

const LIVE = {
  mode: 'live',
  tenantId: '7f3c0000-0000-4000-8000-00000000c0de',
  appId: '7f3c0000-0000-4000-8000-00000000b07b',
  appType: 'SingleTenant',
  appPassword: 'only-for-this-run',
} as const;

/** The bot's real listener with the door in it, on a database in memory, and connectors that come to it over HTTP. */
export async function startBotSide({ leaseSeconds = 30 } = {}) {
  const database = await openDatabase({ kind: 'pglite', dataDir: 'memory' }, { owner: 'test' });
  await migrate(database);
  const jobs = createConnectorJobs(database);
  const keys = createConnectorKeys(database);
  let keyReads = 0;
  const counted = new Proxy(keys, {
    get(target, name, receiver) {
      keyReads += 1;
      return Reflect.get(target, name, receiver);
    },
  });
  const events: BotEvent[] = [];
  const connectorEvents: ConnectorEvent[] = [];
  const connectors: { stop(): Promise<void> }[] = [];
  const log = (event: BotEvent) => void events.push(event);
  const messages: unknown[] = [];
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    gate: createGate(LIVE),
    handle: async (activity) => {
      messages.push(activity);
      return { status: 200 };
    },
    operations: null,
    connectors: createConnectorDoor({
      keys: counted,
      leases: jobs,
      readResult: resultReader(canSay),
      log,
      leaseSeconds,
    }),
    log,
  });
  const url = `http://127.0.0.1:${server.port}`;

  async function newKey(domains: readonly string[] = [DOMAIN], connector: string = crypto.randomUUID()) {
    const key = await keys.add(connector, domains);
    if (key === null) throw new Error('no key');
    return key;
  }

  return {
    url,
    database,
    jobs,
    keys,
    events,
    messages,
    connectorEvents,
    /** How often the door asked the store about keys. */
    keyReads: () => keyReads,
    newKey,
    way: (settings: { readonly waitSeconds?: number; readonly answerSeconds?: number } = {}) =>
      createConnectorWay({ jobs, ...settings }),
    connect(key: ConnectorKey, wayTo: WayTo, to = url) {
      const log = (event: ConnectorEvent) => void connectorEvents.push(event);
      const connector = startConnector({ url: to, key, wayTo, log, pause: 20 });
      connectors.push(connector);
      return connector;
    },
    /** Marks the domain as listened to, as a connector does that just asked. */
    knock: (key: ConnectorKey) => post(url, key, '/connector/lease', { wait: 0 }),
    post: (key: ConnectorKey, path: string, body: unknown) => post(url, key, path, body),
    /** As before the first connector: none runs, and no key is valid. */
    async disconnect() {
      await Promise.all(connectors.splice(0).map((connector) => connector.stop()));
      for (const { id } of await keys.list()) await keys.revoke(id);
      connectorEvents.length = 0;
    },
    async stop() {
      await Promise.all(connectors.map((connector) => connector.stop()));
      await server.close();
      await database.close();
    },
  };
}

export type BotSide = Awaited<ReturnType<typeof startBotSide>>;

export function signedHeaders(
  key: ConnectorKey,
  path: string,
  body: string,
  change: { time?: number; nonce?: string } = {},
) {
  const time = String(Math.floor(change.time ?? Date.now() / 1000));
  const nonce = change.nonce ?? randomBytes(18).toString('base64url');
  const signed = { method: 'POST', path, time, nonce, body: Buffer.from(body) };
  return {
    'content-type': 'application/json',
    [CONNECTOR_HEADERS.key]: key.id,
    [CONNECTOR_HEADERS.time]: time,
    [CONNECTOR_HEADERS.nonce]: nonce,
    [CONNECTOR_HEADERS.signature]: signRequest(key.secret, signed),
  };
}

export async function post(url: string, key: ConnectorKey, path: string, said: unknown) {
  const body = JSON.stringify(said);
  const response = await fetch(`${url}${path}`, { method: 'POST', headers: signedHeaders(key, path, body), body });
  const answer = await response.text();
  return { status: response.status, body: answer === '' ? null : JSON.parse(answer) };
}
