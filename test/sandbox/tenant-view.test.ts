import { afterEach, describe, expect, it } from 'vitest';
import { contosoPerson } from '../../src/sandbox/contoso.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { noted } from '../../src/sandbox/tenant-record.ts';
import { TIMELINE_ACTORS, TIMELINE_CHANGES } from '../../src/sandbox/tenant-state.ts';
import { createTenantView } from '../../src/sandbox/tenant-view.ts';
import { personState } from '../../src/sandbox/view/person-state.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function start(): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: 0, dataDir: null, speed: 0, lag: 0, pages: createTenantView });
  stops.push(sandbox.stop);
  return sandbox;
}

async function read(sandbox: Sandbox, path = '/', headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${sandbox.url}${path}`, { headers });
  expect(response.status).toBe(200);
  return response.text();
}

function act(sandbox: Sandbox, action: string, person: string) {
  return fetch(`${sandbox.url}/sandbox/ad/${action}/${person}`, { method: 'POST' });
}

/** Blocks somebody in the cloud alone, as Leaver does through Graph. */
async function blockInCloud(sandbox: Sandbox, person: string) {
  const response = await fetch(`${sandbox.url}/v1.0/users/${contosoPerson(person).id}`, {
    method: 'PATCH',
    headers: { authorization: 'Bearer sandbox', 'content-type': 'application/json' },
    body: JSON.stringify({ accountEnabled: false }),
  });
  expect(response.status).toBe(204);
}

/** The row of one person, without markup. */
function rowOf(page: string, person: string): string {
  const id = contosoPerson(person).id;
  const row = page.split('<details class="person"').find((part) => part.includes(`data-person="${id}"`)) ?? '';
  return row
    .split('<div class="detail">')[0]
    ?.replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ') as string;
}

function stateOf({ tenant }: Sandbox, person: string) {
  const found = tenant.state().people[contosoPerson(person).id];
  if (found === undefined) throw new Error(`${person} is not in the tenant`);
  return personState(found);
}

describe('a person', () => {
  it.each([
    ['adele', { cloud: 'enabled', ad: 'none', agreement: 'one-sided' }],
    ['alex', { cloud: 'enabled', ad: 'enabled', agreement: 'in-step' }],
    ['mohamed', { cloud: 'blocked', ad: 'disabled', agreement: 'in-step' }],
    ['henrietta', { ad: 'detached', agreement: 'one-sided' }],
    ['nadia', { cloud: 'deleted', ad: 'none' }],
    ['pieter', { cloud: 'purged', restorableUntil: null }],
    ['quinten', { cloud: 'deleted', ad: 'deleted', agreement: 'in-step' }],
    ['ines', { guest: true }],
  ])('is seen on both sides: %s', async (person, expected) => {
    expect(stateOf(await start(), person)).toMatchObject(expected);
  });

  it('who is blocked in the cloud alone is shown as turned back, at the next sync or when AD changes', async () => {
    const sandbox = await start();
    await blockInCloud(sandbox, 'alex');
    await blockInCloud(sandbox, 'bram');
    expect(stateOf(sandbox, 'alex').agreement).toBe('turned-back');
    expect(stateOf(sandbox, 'bram').agreement).toBe('turned-back-later');
    expect(rowOf(await read(sandbox), 'alex')).toContain('the next directory sync turns it back');
  });

  it('who was disabled in AD is on the way until the sync, and in step after it', async () => {
    const sandbox = await start();
    // Tenant time stands still here, and a change is newer than the last export only when time went on.
    sandbox.tenant.jump(new Date(sandbox.tenant.clock.now().getTime() + 1_000));
    await act(sandbox, 'disable', 'alex');
    expect(stateOf(sandbox, 'alex')).toMatchObject({ cloud: 'enabled', ad: 'disabled', agreement: 'on-its-way' });
    sandbox.tenant.sync();
    expect(stateOf(sandbox, 'alex')).toMatchObject({ cloud: 'blocked', ad: 'disabled', agreement: 'in-step' });
  });
});

describe('the page', () => {
  it('shows cloud and Active Directory side by side', async () => {
    const page = await read(await start());
    expect(rowOf(page, 'alex')).toMatch(/Alex Wilber .*Enabled .*Both sides agree .*Enabled .*Microsoft 365/);
    expect(rowOf(page, 'adele')).toMatch(/Adele Vance .*Enabled .*Not in AD/);
    expect(rowOf(page, 'nadia')).toMatch(/Deleted can be restored until \d{4}-\d\d-\d\d/);
  });

  it('offers what the AD console would, and nothing where there is no account', async () => {
    const page = await read(await start());
    const offered = (person: string) =>
      [...page.matchAll(new RegExp(`data-ad="([a-z-]+)" data-id="${contosoPerson(person).id}"`, 'g'))].map(
        ([, action]) => action,
      );
    expect(offered('alex')).toEqual(['disable', 'reset-password', 'delete']);
    expect(offered('mohamed')).toEqual(['enable', 'reset-password', 'delete']);
    expect(offered('quinten')).toEqual(['restore']);
    expect(offered('adele')).toEqual([]);
  });

  it('lets no name, title or group become markup', async () => {
    const page = await read(await start());
    expect(page).not.toMatch(/<img|alert\(1\)>|<b>Analyst/);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain('&#60;img src=x onerror=alert(1)&#62;');
  });

  it('lets no name turn the text around it', async () => {
    expect(contosoPerson('bidi').displayName).toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(await read(await start())).not.toMatch(/[\u200b-\u200f\u2028-\u202e\u2066-\u2069]/);
  });

  it('loads nothing from outside and runs no script of anybody else', async () => {
    const sandbox = await start();
    const policy = (await fetch(sandbox.url)).headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
    const parts = await Promise.all(['/', '/view/page.css', '/view/page.js'].map((path) => read(sandbox, path)));
    expect(parts.join('').match(/(?:href|src|url|import|from)\s*[=(]?\s*["'(]?https?:/g)).toBeNull();
    expect(parts.join('')).not.toMatch(/ (style|on[a-z]+)="/);
  });

  it('speaks the language asked for, else the browser’s, else English', async () => {
    const sandbox = await start();
    expect(await read(sandbox, '/?lang=nl')).toContain('Volgende adreslijstsynchronisatie');
    expect(await read(sandbox, '/', { 'accept-language': 'fr-FR, nl-BE;q=0.8' })).toContain('<html lang="nl">');
    expect(await read(sandbox, '/?lang=en', { 'accept-language': 'nl' })).toContain('<html lang="en">');
    expect(await read(sandbox, '/?lang=xx', { 'accept-language': 'de' })).toContain('<html lang="en">');
  });

  it.each(['en', 'nl'])('has words for every change by every actor (%s)', async (lang) => {
    const sandbox = await start();
    const id = contosoPerson('adele').id;
    for (const actor of TIMELINE_ACTORS) {
      for (const what of TIMELINE_CHANGES) {
        sandbox.tenant.change('graph', (state, now) => noted(state, now, actor, id, what, 'Finance <team>'));
      }
    }
    const page = await read(sandbox, `/?lang=${lang}`);
    expect(page).not.toMatch(/view\.[a-z]/);
    expect(page).toContain('Finance &#60;team&#62;');
  });

  it('is not given to another host name, which a site could have pointed here', async () => {
    const sandbox = await start();
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(sandbox.url, { headers: { host: 'evil.example' } }, (response) => resolve(response.statusCode)).end();
    });
    expect(status).toBe(403);
  });
});

describe('directory sync', () => {
  it('is paused and resumed by one button, which says what it would do', async () => {
    const sandbox = await start();
    expect(await read(sandbox)).toMatch(/data-control="sync-pause"[^>]*>Pause sync</);
    await act(sandbox, 'disable', 'alex');
    await fetch(`${sandbox.url}/sandbox/sync/pause`, { method: 'POST' });
    const page = await read(sandbox);
    expect(page).toMatch(/data-control="sync-resume"[^>]*>Resume sync</);
    const row = page.split('<details class="person"').find((part) => part.includes(contosoPerson('alex').id)) ?? '';
    expect(row.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')).toMatch(/· Paused/);
  });

  it('is in step with somebody who was moved out of its scope', async () => {
    const sandbox = await start();
    await fetch(`${sandbox.url}/sandbox/ad/move/alex`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to: 'OU=Archive,DC=corp,DC=contoso,DC=com' }),
    });
    await fetch(`${sandbox.url}/sandbox/sync`, { method: 'POST' });
    expect(stateOf(sandbox, 'alex')).toMatchObject({ cloud: 'deleted', ad: 'enabled', agreement: 'in-step' });
  });
});

describe('live updates', () => {
  type Update = { event: string; data: Record<string, unknown> };

  async function follow(sandbox: Sandbox) {
    const leave = new AbortController();
    stops.push(() => leave.abort());
    const response = await fetch(`${sandbox.url}/view/updates?lang=en`, { signal: leave.signal });
    const seen: Update[] = [];
    void (async () => {
      let text = '';
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString();
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
          if (event !== undefined && data !== undefined) seen.push({ event, data: JSON.parse(data) });
          text = text.slice(end + 2);
        }
      }
    })().catch(() => {});
    const of = (event: string) => seen.filter((update) => update.event === event).map(({ data }) => data);
    await expect.poll(() => of('clock').length).toBe(1);
    return { of };
  }

  it('begin with everybody, so that nothing is missed after a break', async () => {
    const { of } = await follow(await start());
    expect(of('people')[0]).toMatchObject({ counts: { all: 50 } });
    expect(of('people')[0]?.changed).toHaveLength(50);
  });

  it('then bring only the rows and entries that changed', async () => {
    const sandbox = await start();
    const { of } = await follow(sandbox);
    await act(sandbox, 'disable', 'alex');
    await expect.poll(() => of('people').length).toBe(2);
    expect(of('people')[1]?.changed).toEqual([
      { id: contosoPerson('alex').id, html: expect.stringContaining('data-ad="enable"') },
    ]);
    expect(of('timeline').at(-1)?.entries).toEqual([expect.stringContaining('Disabled in AD')]);
  });

  it('bring the clock after a jump, and an empty timeline after a reset', async () => {
    const sandbox = await start();
    const { of } = await follow(sandbox);
    const later = new Date(sandbox.tenant.clock.now().getTime() + 24 * 60 * 60_000);
    await act(sandbox, 'disable', 'alex');
    sandbox.tenant.jump(later);
    await expect.poll(() => of('clock').at(-1)?.now).toBe(later.toISOString());
    sandbox.tenant.reset();
    await expect.poll(() => of('timeline').at(-1)).toMatchObject({ anew: true, entries: [] });
  });
});
