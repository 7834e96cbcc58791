import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newConnectorKey, writeConnectorKey } from '../../src/domain/connector-key.ts';
import { createConnectorWay } from '../../src/lanes/on-premises/connector-way.ts';
import { type BotSide, startBotSide } from './bot-side.ts';
import { anOrder, aTarget, createMemoryWay, DOMAIN } from './memory-way.ts';

let bot: BotSide;
const stops: (() => unknown)[] = [];
beforeAll(async () => {
  bot = await startBotSide({ leaseSeconds: 2 });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await bot.disconnect();
});
afterAll(() => bot.stop());

const done = { status: 'done', reading: { found: 'active', disabled: true } };
const nobody = { status: 'unreachable', note: { key: 'on-premises.connector.nobody', values: { domain: DOMAIN } } };

describe('the way through a connector', () => {
  it('reads and performs inside the network, awkward names and all', async () => {
    const memory = createMemoryWay();
    const key = await bot.newKey();
    bot.connect(key, memory.wayTo);
    const order = { ...anOrder('disable-account'), parameters: { snapshot: { groups: ['CN=ö,DC=x'], none: null } } };
    expect(await bot.way().read(order)).toMatchObject({
      status: 'read',
      reading: { disabled: false },
      atSyncServer: null,
    });
    expect(await bot.way().perform(order)).toMatchObject(done);
    expect(await bot.way().read(order)).toMatchObject({ reading: { disabled: true } });
    expect(memory.seen).toEqual([order, order, order]);
  });

  it('hands on what the way refused, in its own words', async () => {
    bot.connect(await bot.newKey(), createMemoryWay().wayTo);
    expect(await bot.way().perform(anOrder('delete-account'))).toEqual({
      status: 'refused',
      note: { key: 'on-premises.refused.protected' },
    });
  });

  it('is unreachable when nobody takes the work, and nobody is given it later', async () => {
    const memory = createMemoryWay();
    expect(await bot.way({ waitSeconds: 0.3 }).perform(anOrder('disable-account'))).toEqual(nobody);
    const connector = bot.connect(await bot.newKey(), memory.wayTo);
    await bot.way().perform(anOrder('disable-account', aTarget(2)));
    await connector.stop();
    expect(memory.performed.map(({ target }) => target.samAccountName)).toEqual(['zoe2']);
  });

  it('keeps a reader waiting for long only where a connector asked lately', async () => {
    const asked: number[] = [];
    const { put, ...others } = bot.jobs;
    const stopped: typeof put = async (work) => {
      asked.push(work.waitSeconds);
      return await put({ ...work, waitSeconds: 0 });
    };
    const way = createConnectorWay({ jobs: { ...others, put: stopped }, waitSeconds: 3 });
    expect(await way.read(anOrder('disable-account'))).toEqual(nobody);
    await bot.knock(await bot.newKey());
    expect(await way.read(anOrder('disable-account'))).toEqual(nobody);
    expect(asked).toEqual([2, 3]);
  });

  it('is ambiguous for a change, and unreachable for a look, when the connector fell silent', async () => {
    const memory = createMemoryWay();
    memory.hold();
    stops.push(memory.letGo);
    const key = await bot.newKey();
    bot.connect(key, memory.wayTo);
    const way = bot.way({ waitSeconds: 5, answerSeconds: 0.5 });
    const order = anOrder('disable-account');
    expect(await way.perform(order)).toEqual({ status: 'ambiguous' });
    expect(await way.read(anOrder('disable-account', aTarget(2)))).toMatchObject({
      status: 'unreachable',
      note: { key: 'on-premises.connector.silent' },
    });
  });

  it('joins the job of the same change while its lease lasts, however often it is asked', async () => {
    const memory = createMemoryWay();
    memory.hold();
    bot.connect(await bot.newKey(), memory.wayTo);
    const order = anOrder('disable-account');
    const early = bot.way({ waitSeconds: 5, answerSeconds: 0.3 });
    expect(await early.perform(order)).toEqual({ status: 'ambiguous' });
    const later = [1, 2, 3].map(() => bot.way().perform({ ...order, server: 'dc1.contoso.local' }));
    await expect.poll(() => memory.seen.length).toBe(1);
    memory.letGo();
    for (const end of await Promise.all(later)) expect(end).toMatchObject(done);
    expect(memory.performed).toHaveLength(1);
    expect(await bot.way().perform(order)).toMatchObject(done);
    expect(memory.performed).toHaveLength(2);
  });

  it('is done by the next connector when the one that was offered it died before it began', async () => {
    const key = await bot.newKey();
    const memory = createMemoryWay();
    const performing = bot.way().perform(anOrder('disable-account'));
    await expect.poll(async () => (await bot.knock(key)).body.job).not.toBeNull();
    bot.connect(await bot.newKey(), memory.wayTo);
    expect(await performing).toMatchObject(done);
    expect(memory.performed).toHaveLength(1);
  });

  it('keeps the lease of an order that takes long', async () => {
    const memory = createMemoryWay();
    memory.hold();
    bot.connect(await bot.newKey(), memory.wayTo);
    const performing = bot.way().perform(anOrder('disable-account'));
    await expect.poll(() => memory.seen.length).toBe(1);
    // Longer than the lease of two seconds.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    memory.letGo();
    expect(await performing).toMatchObject(done);
  });

  it('works on one order of an account at a time, over all connectors', async () => {
    const memory = createMemoryWay();
    for (let number = 0; number < 3; number += 1) bot.connect(await bot.newKey(), memory.wayTo);
    const orders = Array.from({ length: 12 }, (_, at) => anOrder('disable-account', aTarget(at % 2)));
    const ends = await Promise.all(orders.map((order) => bot.way({ waitSeconds: 25 }).perform(order)));
    for (const end of ends) expect(end).toMatchObject(done);
    expect(memory.performed).toHaveLength(12);
    expect(memory.most()).toBe(1);
  });

  it('refuses on the connector what it has no settings for, and does not know', async () => {
    const memory = createMemoryWay();
    bot.connect(await bot.newKey([DOMAIN, 'other.local']), memory.wayTo);
    const other = await bot.way().perform(anOrder('disable-account', aTarget(1, 'other.local')));
    expect(other).toMatchObject({ status: 'refused', note: { key: 'on-premises.connector.other-domain' } });
    const unknown = await bot
      .way()
      .perform({ ...anOrder('disable-account'), kind: 'format-disk' as 'disable-account' });
    expect(unknown).toEqual({ status: 'refused', note: { key: 'on-premises.connector.unknown-order' } });
    const id = await bot.jobs.put({
      domainName: DOMAIN,
      account: 'a',
      call: 'perform',
      order: anOrder('disable-account', aTarget(1, 'other.local')),
      key: null,
      waitSeconds: 20,
    });
    await expect.poll(async () => (await bot.jobs.read(id)).result).toMatchObject({ status: 'refused' });
    expect(memory.seen).toEqual([]);
  });

  it('says nothing of what was done when the way behind it breaks', async () => {
    const memory = createMemoryWay();
    const key = await bot.newKey();
    bot.connect(key, memory.wayTo);
    memory.answers(() => {
      throw new Error('secret');
    });
    expect(await bot.way().perform(anOrder('disable-account'))).toEqual({ status: 'ambiguous' });
    expect(await bot.way().read(anOrder('disable-account'))).toEqual({
      status: 'unreachable',
      note: { key: 'on-premises.connector.failed' },
    });
    expect(JSON.stringify(bot.connectorEvents)).not.toContain('secret');
  });

  it('carries what fits: too large a reading is refused, too large a proof of a change is cut', async () => {
    const memory = createMemoryWay();
    const key = await bot.newKey();
    bot.connect(key, memory.wayTo);
    memory.holds(Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`info${at}`, ['x'.repeat(30_000)]])));
    expect(await bot.way().read(anOrder('disable-account'))).toMatchObject({
      note: { key: 'on-premises.connector.too-large' },
    });
    expect(await bot.way().perform(anOrder('disable-account'))).toMatchObject({ ...done, reading: { attributes: {} } });
  });

  it('obeys nobody who cannot sign, and goes on asking', async () => {
    const memory = createMemoryWay();
    const job = {
      id: crypto.randomUUID(),
      call: 'perform',
      domain: DOMAIN,
      order: anOrder('disable-account'),
      seconds: 30,
    };
    let asked = 0;
    const stranger = createServer((request, response) => {
      asked += 1;
      request.resume();
      const signature = request.headers['leaver-signature'] as string;
      response.writeHead(asked === 2 ? 302 : 200, {
        'content-type': 'application/json',
        // The second and later times: our own signature back, and another place to go to.
        'leaver-signature': asked === 1 ? '' : signature,
        location: bot.url,
      });
      response.end(JSON.stringify({ job }));
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    stops.push(() => stranger.close());
    const to = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    const connector = bot.connect(await bot.newKey(), memory.wayTo, to);
    await expect.poll(() => asked).toBeGreaterThan(4);
    await connector.stop();
    expect(memory.seen).toEqual([]);
    expect(bot.connectorEvents.map(({ reason }) => reason)).toContain('not-signed');
  });

  it('says that its key is refused, also from the moment that it is revoked', async () => {
    const connector = bot.connect(newConnectorKey(), createMemoryWay().wayTo);
    await expect.poll(() => bot.connectorEvents.length).toBeGreaterThan(1);
    expect(bot.connectorEvents[0]).toEqual({ kind: 'connector-refused', reason: 'key' });
    await connector.stop();
    bot.connectorEvents.length = 0;
    const key = await bot.newKey();
    const memory = createMemoryWay();
    bot.connect(key, memory.wayTo);
    expect(await bot.way().perform(anOrder('disable-account'))).toMatchObject(done);
    await bot.keys.revoke(key.id);
    expect(await bot.way({ waitSeconds: 0.5 }).perform(anOrder('disable-account'))).toEqual(nobody);
    expect(memory.performed).toHaveLength(1);
  });

  it('finishes what it does before it stops, and takes nothing new', async () => {
    const memory = createMemoryWay();
    memory.hold();
    const connector = bot.connect(await bot.newKey(), memory.wayTo);
    const performing = bot.way().perform(anOrder('disable-account'));
    await expect.poll(() => memory.seen.length).toBe(1);
    const stopping = connector.stop();
    const late = bot.way({ waitSeconds: 0.5 }).perform(anOrder('disable-account', aTarget(2)));
    expect(await late).toEqual(nobody);
    memory.letGo();
    await stopping;
    expect(await performing).toMatchObject(done);
  });
});

describe('a connector that is another process', () => {
  const start = async (task: string) => {
    const key = writeConnectorKey(await bot.newKey());
    const script = join(import.meta.dirname, 'connector-process.ts');
    const child = spawn(process.execPath, [script, bot.url, key, task], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said: string[] = [];
    child.stdout.on('data', (chunk) => said.push(...String(chunk).trim().split('\n')));
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    stops.push(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    return { child, said, ended };
  };

  it('does the work, and ends cleanly when it is told to', async () => {
    const { child, ended } = await start('work');
    expect(await bot.way().perform(anOrder('disable-account'))).toMatchObject(done);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('leaves an ambiguous change when it is killed at work; the next one may do it again after the lease', async () => {
    const { child, said, ended } = await start('hang');
    const order = anOrder('disable-account');
    const performing = bot.way().perform(order);
    await expect.poll(() => said).toContain('at work');
    child.kill('SIGKILL');
    await ended;
    expect(await performing).toEqual({ status: 'ambiguous' });
    const memory = createMemoryWay();
    bot.connect(await bot.newKey(), memory.wayTo);
    expect(await bot.way().perform(order)).toMatchObject(done);
    expect(memory.performed).toHaveLength(1);
  });
});

describe('npm start with ROLE=connector', () => {
  it('works for the bot without database, bot or listener, and ends with Ctrl-C', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leaver-connector-'));
    stops.push(() => rmSync(folder, { recursive: true }));
    const key = await bot.newKey();
    const child = spawn(process.execPath, [join(process.cwd(), 'src/main.ts')], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        ROLE: 'connector',
        CONNECTOR_URL: bot.url,
        CONNECTOR_KEY: writeConnectorKey(key),
        AD_DOMAINS_FILE: writeDomains(folder),
      },
    });
    stops.push(() => child.kill('SIGKILL'));
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
      });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await expect.poll(() => said).toContain(`works for ${bot.url}`);
    // Its domain controller is nowhere: that is what its own LDAPS way says.
    expect(await bot.way().perform(anOrder('disable-account'))).toEqual({
      status: 'unreachable',
      note: { key: 'on-premises.unreachable.no-answer' },
    });
    await expect.poll(() => said).toContain('"status":"unreachable"');
    for (const secret of [key.secret, 'zoe1', 'S-1-5-21']) expect(said).not.toContain(secret);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['ca.key', 'ca.pem', 'domains.json', 'password']);
  });
});

function writeDomains(folder: string): string {
  const made = [
    'req',
    '-x509',
    '-subj',
    '/CN=ca',
    '-days',
    '2',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
  ];
  const files = ['-nodes', '-keyout', join(folder, 'ca.key'), '-out', join(folder, 'ca.pem')];
  execFileSync('openssl', [...made, ...files], { stdio: 'ignore' });
  writeFileSync(join(folder, 'password'), 'only-for-this-run');
  const bind = { name: 'svc@contoso.local', passwordFile: 'password' };
  const ldaps = { way: 'ldaps', servers: ['ldaps://127.0.0.1:1'], caFile: 'ca.pem', bind };
  const domain = { name: DOMAIN, signIn: 'phs', sync: { client: 'connect' }, ...ldaps };
  writeFileSync(join(folder, 'domains.json'), JSON.stringify({ domains: [domain] }));
  return join(folder, 'domains.json');
}
