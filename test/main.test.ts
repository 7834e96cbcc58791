import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../src/commands/prove/free-port.ts';
import { startPostgres } from '../src/commands/prove/postgres-server.ts';

// Each start is four processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const MAIN = join(process.cwd(), 'src/main.ts');

let folder: string;
const processes: ChildProcess[] = [];
const stops: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaver-main-'));
});
afterEach(async () => {
  for (const child of processes.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
    }
  }
  for (const stop of stops.splice(0)) await stop();
  await expect.poll(() => childrenIn(folder)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

type Ports = { PORT: string; SANDBOX_PORT: string; PLAYGROUND_PORT: string };

/** Two ports in a row for the Playgrounds, and two more. */
async function freePorts(): Promise<Ports> {
  const first = await freePort(4);
  return { PORT: `${first + 2}`, SANDBOX_PORT: `${first + 3}`, PLAYGROUND_PORT: `${first}` };
}

/** Starts `src/main.ts` in the test's folder, with nothing of this machine's environment that Leaver reads. */
function launch(environment: Readonly<Record<string, string>>) {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [MAIN], { cwd: folder, env: { PATH, HOME, ...environment } });
  processes.push(child);
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ended, out: () => out, errors: () => errors };
}

async function started(environment: Readonly<Record<string, string>>) {
  const run = launch(environment);
  await expect.poll(() => run.out() + run.errors(), { interval: 100 }).toContain('Ctrl-C stops it.');
  return run;
}

async function answers(port: string): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}

/** Processes whose environment names this folder (Linux); elsewhere none can be told. */
function childrenIn(path: string): readonly string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(path);
    } catch {
      return false;
    }
  });
}

describe('npm start with nothing configured', () => {
  it('runs the bot, the sandbox and two chats, says where they are and what to type, and ends with Ctrl-C', async () => {
    const ports = await freePorts();
    const { child, ended, out } = await started({ ...ports, DATA_DIR: join(folder, 'data') });
    expect(out()).toContain(`Manager’s chat    http://127.0.0.1:${ports.PLAYGROUND_PORT}    (Megan Bowen)`);
    expect(out()).toContain(`Helpdesk’s chat   http://127.0.0.1:${Number(ports.PLAYGROUND_PORT) + 1}`);
    expect(out()).toContain(`Tenant view       http://127.0.0.1:${ports.SANDBOX_PORT}`);
    expect(out().match(/^ {2}(offboard|block sign-in|restore user) \w+/gm)).toHaveLength(3);
    const page = await (await fetch(`http://127.0.0.1:${ports.SANDBOX_PORT}/`)).text();
    expect(page).toContain('Adele Vance');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(childrenIn(folder)).toEqual([]);
    for (const port of Object.values(ports)) expect(await answers(port)).toBe(false);
  });

  it('leaves nothing behind when it is killed, and starts again right after', async () => {
    const settings = { ...(await freePorts()), DATA_DIR: join(folder, 'data') };
    const first = await started(settings);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await started(settings);
    expect(second.out()).not.toContain('running already');
    expect(second.errors()).toBe('');
  });

  it('keeps nothing on disk with DATA_DIR=memory', async () => {
    const { child, ended } = await started({ ...(await freePorts()), DATA_DIR: 'memory', TMPDIR: folder });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ends when its sandbox does, and says so', async () => {
    const { ended, errors } = await started({ ...(await freePorts()), DATA_DIR: join(folder, 'data') });
    const sandbox = childrenIn(folder).find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('commands/sandbox'),
    );
    process.kill(Number(sandbox), 'SIGKILL');
    expect(await ended).toBe(1);
    expect(errors()).toContain('The sandbox ended by itself');
  });
});

const TENANT = '7a0626ea-c858-4feb-9f99-77f1b73ff1d9';
const LIVE = {
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: 'b7b8a275-30e6-4a08-ad53-1975d2d38d92',
  MicrosoftAppPassword: 'not-used',
  MicrosoftAppTenantId: TENANT,
  AZURE_TENANT_ID: TENANT,
  AZURE_CLIENT_ID: 'c1d7f1f0-3a5b-4f64-8f0b-0b8d5f5c9a11',
  AZURE_CLIENT_SECRET: 'nor-this',
  APPROVER_GROUP_ID: 'a9928632-610b-4a01-b187-bc2f5cc23ccd',
  HOST: '127.0.0.1',
  PORT: '0',
  OPS_PORT: '0',
  LOG_LEVEL: 'error',
};

describe('a start with a bot identity', () => {
  it('shows the world that it lives and its probes how, keeps its files to itself, and its database from a sandbox', async () => {
    const data = join(folder, 'data');
    const run = await started({ ...LIVE, DATABASE: 'embedded', DATA_DIR: data });
    expect(run.errors()).toContain('a power cut');
    const [, port] = /listens on 127\.0\.0\.1:(\d+)/.exec(run.out()) ?? [];
    const [, probes] = /your probes: (\S+)\/healthz/.exec(run.out()) ?? [];
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    expect([await status('/healthz'), await status('/readyz'), await status('/metrics')]).toEqual([200, 404, 404]);
    expect((await fetch(`${probes}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${probes}/readyz`)).json()).toMatchObject({ database: 'ok', queue: 'ok', sweep: 'ok' });
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(statSync(data).mode & 0o077).toBe(0);
    const sandbox = launch({ ...(await freePorts()), PLAYGROUND: 'off', DATA_DIR: data });
    expect(await sandbox.ended).toBe(1);
    expect(sandbox.errors()).toContain(`This database belongs to the live tenant ${TENANT}`);
  });

  it('as a worker listens to nobody but its probes, and says so', async () => {
    const server = await startPostgres();
    stops.push(server.stop);
    const { errors, out } = await started({ ...LIVE, ROLE: 'worker', DATABASE_URL: await server.createDatabase() });
    const [, probes] = /your probes: (\S+)\/healthz/.exec(out()) ?? [];
    const status = async (path: string) => (await fetch(`${probes}${path}`)).status;
    expect([await status('/healthz'), await status('/metrics')], errors()).toEqual([200, 200]);
    expect(await (await fetch(`${probes}/readyz`)).json()).toMatchObject({ database: 'ok', queue: 'ok', sweep: 'ok' });
    expect(out()).not.toMatch(/listens|api\/messages/);
  });

  it('does not become a sandbox where its own identity is missing from .env', async () => {
    writeFileSync(join(folder, '.env'), `AZURE_TENANT_ID=${TENANT}\n`);
    const { ended, errors } = launch({ APPROVER_GROUP_ID: LIVE.APPROVER_GROUP_ID });
    expect(await ended).toBe(78);
    expect(errors()).toContain('AZURE_TENANT_ID stands in .env');
  });
});

describe('a start that cannot be', () => {
  it('names every wrong setting on a line of its own, with code 78', async () => {
    const { ended, errors } = launch({ PORT: 'x', HOST: '0.0.0.0', LOG_LEVEL: 'loud' });
    expect(await ended).toBe(78);
    const lines = errors().trim().split('\n');
    expect(lines.map((line) => line.split(' ')[1])).toEqual(['does', 'PORT', 'LOG_LEVEL', 'HOST']);
  });

  it('names groups that the built-in sandbox lacks: the identity of a real tenant’s bot is missing', async () => {
    const ids = { APPROVER_GROUP_ID: LIVE.AZURE_CLIENT_ID, EMERGENCY_GROUP_ID: TENANT };
    const { ended, errors } = launch({ ...(await freePorts()), ...ids, PLAYGROUND: 'off', DATA_DIR: 'memory' });
    expect(await ended).toBe(78);
    for (const key of Object.keys(ids)) expect(errors()).toContain(`${key} is no group of the sandbox`);
  });

  it('reads the settings of .env in its folder', async () => {
    writeFileSync(join(folder, '.env'), 'PLAYGROUND_PORT=65535\n');
    const { ended, errors } = launch({});
    expect(await ended).toBe(78);
    expect(errors()).toContain('PLAYGROUND_PORT must be a port number from 0 to 65533');
  });

  it('names a misspelt key of .env, and the one it is nearest to', async () => {
    writeFileSync(join(folder, '.env'), `PROTECTED_GROUPID=${TENANT}\n`);
    const { ended, errors } = launch({});
    expect(await ended).toBe(78);
    expect(errors()).toContain('PROTECTED_GROUPID stands in .env and is no key of Leaver’s');
    expect(errors()).toContain('the nearest is PROTECTED_GROUP_ID');
  });

  it.each(['PORT', 'SANDBOX_PORT', 'PLAYGROUND_PORT'])('says in one sentence that %s is taken', async (key) => {
    const ports = await freePorts();
    const other = createServer((_, response) => response.end('{}')).listen(
      Number(ports[key as keyof Ports]),
      '127.0.0.1',
    );
    stops.push(() => new Promise((resolve) => other.close(resolve)));
    const { ended, errors } = launch({ ...ports, DATA_DIR: join(folder, 'data') });
    expect(await ended).toBe(1);
    expect(errors().trim().split('\n')).toHaveLength(1);
    expect(errors()).toMatch(
      new RegExp(
        `^Port \\d+ for .+ is in use by another program\\. Stop that program, or set ${key} to a free port\\.`,
      ),
    );
    expect(childrenIn(folder)).toEqual([]);
  });

  it('says in one sentence that the data folder cannot be used', async () => {
    writeFileSync(join(folder, 'data'), 'a file, not a folder');
    const { ended, errors } = launch({ ...(await freePorts()), DATA_DIR: join(folder, 'data') });
    expect(await ended).toBe(1);
    expect(errors().trim().split('\n')).toHaveLength(1);
    expect(errors()).toContain(join(folder, 'data'));
  });
});
