import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contosoPerson } from '../../src/sandbox/contoso.ts';
import { forgetTenant } from '../../src/sandbox/persistence.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';

const ADELE = contosoPerson('adele').id;

describe('the sandbox tenant on disk', () => {
  let dataDir: string;
  const running: Sandbox[] = [];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'sandbox-'));
  });
  afterEach(async () => {
    for (const sandbox of running.splice(0)) await sandbox.stop();
    rmSync(dataDir, { recursive: true });
  });

  const start = async (speed = 60) => {
    const sandbox = await startSandbox({ port: 0, dataDir, speed, lag: 0 });
    running.push(sandbox);
    return sandbox;
  };
  const block = (sandbox: { url: string }) =>
    fetch(`${sandbox.url}/v1.0/users/${ADELE}`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: '{"accountEnabled":false}',
    });

  it('goes on after a stop where it was: people, timeline and clock', async () => {
    const first = await start();
    await block(first);
    first.tenant.jump(new Date(first.tenant.clock.now().getTime() + 5 * 24 * 60 * 60_000));
    const then = first.tenant.clock.now();
    await first.stop();
    running.pop();
    const second = await start();
    expect(second.tenant.state().people[ADELE]?.cloud?.accountEnabled).toBe(false);
    expect(second.tenant.state().timeline.some((entry) => entry.what === 'blocked')).toBe(true);
    const ahead = second.tenant.clock.now().getTime() - then.getTime();
    expect(ahead).toBeGreaterThanOrEqual(0);
    expect(ahead).toBeLessThan(60 * 60_000);
  });

  it('survives being killed at any moment: a whole file, and a clock that never goes back', async () => {
    let latest = 0;
    for (let round = 0; round < 4; round += 1) {
      const child = await startChild();
      const { now } = (await (await fetch(`${child.url}/sandbox/clock`)).json()) as { now: string };
      expect(Date.parse(now)).toBeGreaterThanOrEqual(latest);
      if (round > 0) expect(await isBlocked(child.url)).toBe(true);
      await block(child);
      for (let writes = 0; writes < 20 + round * 13; writes += 1) {
        await fetch(`${child.url}/sandbox/ad/${writes % 2 === 0 ? 'disable' : 'enable'}/alex`, { method: 'POST' });
        await wait(writes === 5 ? 250 : 5);
      }
      const last = (await (await fetch(`${child.url}/sandbox/clock`)).json()) as { now: string };
      latest = Date.parse(last.now);
      await child.kill();
    }
  });

  async function isBlocked(url: string): Promise<boolean> {
    const state = (await (await fetch(`${url}/sandbox/state`)).json()) as {
      people: Record<string, { cloud: { accountEnabled: boolean } }>;
    };
    return state.people[ADELE]?.cloud.accountEnabled === false;
  }

  async function startChild() {
    const program = `
      const { startSandbox } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/sandbox/server.ts'))});
      const sandbox = await startSandbox({ port: 0, dataDir: ${JSON.stringify(dataDir)}, speed: 60 });
      console.log(sandbox.url);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (data) => resolve(String(data).trim()));
      child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
    });
    const kill = () => new Promise((resolve) => child.once('exit', resolve) && child.kill('SIGKILL'));
    return { url, kill };
  }

  it('begins anew after a reset', async () => {
    const first = await start();
    await block(first);
    await first.stop();
    running.pop();
    forgetTenant(dataDir);
    const second = await start();
    expect(second.tenant.state().people[ADELE]?.cloud?.accountEnabled).toBe(true);
  });

  it.each(['{"format":1', '{"format":3,"state":{}}', ''])('refuses a file that is not its own: %s', async (text) => {
    await (await start()).stop();
    running.pop();
    writeFileSync(join(dataDir, 'sandbox', 'tenant.json'), text);
    await expect(start()).rejects.toThrow('npm run sandbox -- --reset');
  });

  it('writes nothing when it is told to keep nothing', async () => {
    const sandbox = await startSandbox({ port: 0, dataDir: null, speed: 60 });
    await block(sandbox);
    await sandbox.stop();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('holds no password', async () => {
    const sandbox = await start();
    await fetch(`${sandbox.url}/v1.0/users/${ADELE}`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: '{"passwordProfile":{"password":"Only-4-this-test"}}',
    });
    await sandbox.stop();
    running.pop();
    expect(readFileSync(join(dataDir, 'sandbox', 'tenant.json'), 'utf8')).not.toContain('Only-4-this-test');
  });
});
