import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Canaries, findSecrets, type Place } from './canaries.ts';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'main.ts');
/** Real milliseconds: until one that started is stopped again, and until one that says nothing is given up. */
const LOOK_ROUND = 1_000;
const PATIENCE = 60_000;

/** `npm start` with secrets and settings that cannot be; and with an identity, asked by forged tokens. */
export async function startCanaries(canaries: Canaries, short: boolean) {
  const folder = await mkdtemp(join(tmpdir(), 'leaver-starts-'));
  try {
    const starts = Object.entries(await settingsThatLeak(canaries, folder));
    const places: Place[] = [];
    for (const [name, environment] of short ? starts.slice(0, 3) : starts)
      places.push(...(await start(name, environment, canaries)));
    return { places: places.length, found: findSecrets(Object.values(canaries), places) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Environment = Readonly<Record<string, string>>;

async function settingsThatLeak(canaries: Canaries, folder: string): Promise<Readonly<Record<string, Environment>>> {
  const { botPassword, graphSecret, certificatePassword, databasePassword, snapshotKey, bindPassword } = canaries;
  const file = async (name: string, content: string) => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const alone = { PLAYGROUND: 'off', GRAPH_BASE_URL: 'http://127.0.0.1:9', PORT: '0', DATA_DIR: 'memory' };
  const tenantId = randomUUID();
  const identity = {
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppId: randomUUID(),
    MicrosoftAppPassword: botPassword,
    MicrosoftAppTenantId: tenantId,
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: randomUUID(),
    AZURE_CLIENT_SECRET: graphSecret,
    AZURE_AUTHORITY_HOST: 'https://127.0.0.1:9',
    APPROVER_GROUP_ID: randomUUID(),
    HOST: '127.0.0.1',
    PORT: '0',
    OPS_PORT: '0',
    DATABASE: 'embedded',
    DATA_DIR: 'memory',
  };
  const key = `0123456789abcdef.${canaries.connectorSecret}`;
  const domains = JSON.stringify({ domains: [{ name: 'a.example', way: 'ldaps', bind: { password: bindPassword } }] });
  return {
    'a bot with an identity': identity,
    'a key that is not obeyed': { ...identity, SNAPSHOT_KEY: snapshotKey },
    'settings that are wrong': {
      MicrosoftAppPassword: botPassword,
      AZURE_CLIENT_SECRET: graphSecret,
      AZURE_CLIENT_CERTIFICATE_PASSWORD: certificatePassword,
      AZURE_CLIENT_CERTIFICATE_PATH: graphSecret,
      AZURE_AUTHORITY_HOST: graphSecret,
      DATABASE_URL: `mysql://leaver:${databasePassword}@127.0.0.1/leaver`,
      CONNECTOR_KEY: `${canaries.connectorSecret}.`,
      GRAPH_BASE_URL: `https://leaver:${graphSecret}@graph.example`,
      AD_DOMAINS_FILE: await file('domains.json', domains),
      PORT: 'x',
    },
    'a database that is not there': {
      ...alone,
      DATABASE_URL: `postgres://leaver:${databasePassword}@127.0.0.1:9/leaver`,
    },
    'a database address that is none': { ...alone, DATABASE_URL: `postgres://leaver:${databasePassword}@[::x/leaver` },
    'domains that are no JSON': {
      ...alone,
      AD_DOMAINS_FILE: await file('broken.json', `{"password": ${bindPassword}`),
    },
    'a connector without its bot': {
      ROLE: 'connector',
      CONNECTOR_URL: 'http://127.0.0.1:9',
      CONNECTOR_KEY: key,
      AD_DOMAINS_FILE: await file('ways.json', domains),
    },
    'secrets of the bot on a connector': {
      ROLE: 'connector',
      CONNECTOR_URL: 'http://127.0.0.1:9',
      CONNECTOR_KEY: key,
      MicrosoftAppPassword: botPassword,
      AZURE_CLIENT_SECRET: graphSecret,
      DATABASE_URL: `postgres://leaver:${databasePassword}@127.0.0.1:9/leaver`,
    },
  };
}

async function start(name: string, environment: Environment, canaries: Canaries): Promise<readonly Place[]> {
  const env = { PATH: process.env.PATH ?? '', LOG_LEVEL: 'trace', ...environment };
  const child = spawn(process.execPath, [MAIN], { cwd: tmpdir(), env, stdio: ['ignore', 'pipe', 'pipe'] });
  const places: Place[] = [];
  let output = '';
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const listening = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (output.includes('Ctrl-C stops it.')) setTimeout(resolve, LOOK_ROUND);
      });
    }
    void closed.then(resolve);
    setTimeout(resolve, PATIENCE).unref();
  });
  await listening;
  const [, ops] = /your probes: (http:\/\/127\.0\.0\.1:\d+)\//.exec(output) ?? [];
  if (ops !== undefined) places.push(...(await show(ops)));
  const [, port] = /listens on 127\.0\.0\.1:(\d+)/.exec(output) ?? [];
  if (port !== undefined) places.push(...(await forge(`http://127.0.0.1:${port}`, canaries)));
  child.kill('SIGTERM');
  await closed;
  if (output === '') throw new Error(`the start with ${name} said nothing`);
  return [...places, ...output.split('\n').map((text) => ({ where: `the start with ${name}`, text }))];
}

/** A bot with an identity, asked by whoever has no token of Microsoft's. */
async function forge(url: string, { bearer, body, personToken }: Canaries): Promise<readonly Place[]> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = `${part({ alg: 'RS256', typ: 'JWT', kid: body })}.${part({ iss: 'https://api.botframework.com', secret: body })}.${part({ personToken })}`;
  const activity = JSON.stringify({
    type: 'message',
    text: body,
    serviceUrl: 'https://smba.trafficmanager.net/teams/',
  });
  const headers = (token: string) => ({ 'content-type': 'application/json', authorization: `Bearer ${token}` });
  const answers = await Promise.all(
    [bearer, forged].map((token) =>
      fetch(`${url}/api/messages`, { method: 'POST', headers: headers(token), body: activity }),
    ),
  );
  return [...(await placesOf(answers)), ...(await show(url))];
}

async function show(url: string): Promise<readonly Place[]> {
  return placesOf(await Promise.all(['/readyz', '/metrics', '/healthz'].map((path) => fetch(`${url}${path}`))));
}

function placesOf(answers: readonly Response[]): Promise<readonly Place[]> {
  return Promise.all(
    answers.map(async (answer) => ({
      where: `an answer of ${new URL(answer.url).pathname}`,
      text: `${JSON.stringify([...answer.headers])} ${await answer.text()}`,
    })),
  );
}
