import { afterEach, describe, expect, it } from 'vitest';
import { contosoPerson } from '../../src/sandbox/contoso.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { createTenantView } from '../../src/sandbox/tenant-view.ts';
import { type BlockClock, blockClock } from '../../src/sandbox/view/block-clock.ts';
import { clockFigure } from '../../src/sandbox/view/clock-figure.ts';
import { createWords } from '../../src/sandbox/view/words.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.stop());

async function start(): Promise<Sandbox> {
  sandbox = await startSandbox({ port: 0, dataDir: null, speed: 0, lag: 0, pages: createTenantView });
  return sandbox;
}

const HEADERS = { authorization: 'Bearer sandbox', 'content-type': 'application/json' };

async function graph(person: string, method: string, path: string, body: object = {}) {
  const url = `${sandbox.url}/v1.0/users/${contosoPerson(person).id}${path}`;
  await fetch(url, { method, headers: HEADERS, body: JSON.stringify(body) });
}

async function block(person: string) {
  await graph(person, 'PATCH', '', { accountEnabled: false });
  await graph(person, 'POST', '/revokeSignInSessions');
}

function control(path: string, body: object = {}) {
  return fetch(`${sandbox.url}/sandbox/${path}`, { method: 'POST', headers: HEADERS, body: JSON.stringify(body) });
}

const jump = (minutes: number) => control('clock/jump', { minutes });
const now = () => sandbox.tenant.clock.now().toISOString();

function personOf(key: string) {
  const person = sandbox.tenant.state().people[contosoPerson(key).id];
  if (person === undefined) throw new Error(`${key} is not in the tenant`);
  return person;
}

function clockOf(key: string): BlockClock | null {
  return blockClock(sandbox.tenant.state(), personOf(key), now());
}

/** Lanes as words: how many spans, and whether the last is still so. */
function lanes(key: string) {
  return Object.fromEntries(
    (clockOf(key)?.lanes ?? []).map(({ id, spans }) => [
      id,
      `${spans.length}${spans.at(-1)?.to === null ? ' still' : ''}`,
    ]),
  );
}

describe('the story of a block', () => {
  it('is none for somebody who was never blocked', async () => {
    await start();
    expect(clockOf('adele')).toBeNull();
  });

  it('has no Active Directory for somebody in the cloud', async () => {
    await start();
    await block('adele');
    expect(lanes('adele')).toEqual({ cloud: '1 still', sessions: '1' });
    expect(clockOf('adele')?.threat).toBeNull();
  });

  it('names the sync that will turn back a block in the cloud alone', async () => {
    await start();
    await block('alex');
    expect(lanes('alex')).toEqual({ cloud: '1 still', sessions: '1', ad: '0', lasting: '0' });
    expect(clockOf('alex')?.threat).toBe(sandbox.tenant.state().sync.nextCycleAt);
  });

  it('tells of a block that was turned back and made again as one story', async () => {
    await start();
    await block('alex');
    await jump(35);
    await block('alex');
    await control('ad/disable/alex');
    await jump(35);
    expect(lanes('alex')).toEqual({ cloud: '2 still', sessions: '1', ad: '1 still', lasting: '1 still' });
    expect(clockOf('alex')?.lanes[0]?.turnedBack).toHaveLength(1);
    expect(clockOf('alex')?.threat).toBeNull();
  });

  it('lasts only from the sync on that carried the disable', async () => {
    await start();
    await block('emma');
    await control('ad/disable/emma');
    expect(lanes('emma').lasting).toBe('0');
    await jump(35);
    const lasting = clockOf('emma')?.lanes.find(({ id }) => id === 'lasting')?.spans[0];
    expect(lasting?.from).toBe(sandbox.tenant.state().people[contosoPerson('emma').id]?.ad?.exported.at);
  });

  it('begins anew when the person was let in again in between', async () => {
    await start();
    await block('adele');
    await jump(10);
    await graph('adele', 'PATCH', '', { accountEnabled: true });
    await jump(600);
    const again = now();
    await block('adele');
    expect(clockOf('adele')?.from.slice(0, 16)).toBe(again.slice(0, 16));
    expect(lanes('adele').cloud).toBe('1 still');
  });

  it('is not squashed by a clock that jumps for days', async () => {
    await start();
    await block('adele');
    await jump(3 * 24 * 60);
    const clock = clockOf('adele');
    expect(clock === null ? 0 : Date.parse(clock.to) - Date.parse(clock.from)).toBeLessThan(4 * 3_600_000);
  });
});

describe('the picture of it', () => {
  it.each(['en', 'nl'] as const)(
    'stands on the page of people who were blocked, without inline style (%s)',
    async (lang) => {
      await start();
      for (const person of ['alex', 'bidi', 'html']) await block(person);
      const page = await (await fetch(`${sandbox.url}/?lang=${lang}`)).text();
      expect(page.match(/<figure class="block-clock">/g)).toHaveLength(3);
      expect(/ style="|<img/.test(page)).toBe(false);
    },
  );

  it('says in words what its bars show, and hides the bars from those who listen', async () => {
    await start();
    await block('alex');
    await jump(35);
    const figure = clockFigure(sandbox.tenant.state(), personOf('alex'), now(), createWords('en'))?.html ?? '';
    expect(figure.match(/<svg/g)).toHaveLength(figure.match(/aria-hidden="true"/g)?.length ?? 0);
    expect(figure.replace(/<[^>]*>/g, '')).toMatch(/Sign-in blocked\s+.* – .*turned back by sync/);
    expect(figure).toContain('class="turned-back"');
  });
});
