import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartError } from '../../src/domain/errors.ts';
import { readRunbookResult } from '../../src/domain/read-runbook-result.ts';
import { type RunbookOrder, runbookScript } from '../../src/domain/runbook-script.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { startTestSandbox, type TestSandbox } from '../helpers/start-sandbox.ts';

const LEAVERS = 'OU=Leavers,DC=corp,DC=contoso,DC=com';

describe('the control of the sandbox', () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
  });
  afterEach(() => sandbox.stop());

  it('acts in Active Directory by key or id, and says what the console would refuse', async () => {
    await sandbox.adDisable('alex');
    await sandbox.control('POST', `/ad/enable/${sandbox.id('alex')}`);
    expect(sandbox.person('alex').ad?.enabled).toBe(true);
    await expect(sandbox.adDisable('adele')).rejects.toThrow('409');
    await expect(sandbox.control('POST', '/ad/disable/nobody')).rejects.toThrow('404');
    await expect(sandbox.control('POST', '/ad/promote/alex')).rejects.toThrow('404');
  });

  it('syncs on demand', async () => {
    await sandbox.adDisable('alex');
    await sandbox.sync();
    expect(sandbox.cloud('alex').accountEnabled).toBe(false);
  });

  it('jumps by minutes, to an instant and to the next event', async () => {
    await sandbox.jump(60);
    const clock = async () => ((await sandbox.control('GET', '/clock')) as { now: string }).now.slice(0, 16);
    expect(await clock()).toBe('2026-03-09T09:00');
    await sandbox.control('POST', '/clock/jump', { to: 'next-event' });
    expect(await clock()).toBe('2026-03-09T09:10');
    expect(sandbox.tenant.state().sync.lastCycleAt).toBe('2026-03-09T09:10:00.000Z');
    await sandbox.control('POST', '/clock/jump', { to: '2026-03-31T17:00:00Z' });
    expect(await clock()).toBe('2026-03-31T17:00');
    await expect(sandbox.control('POST', '/clock/jump', { to: '2026-03-01T17:00:00Z' })).rejects.toThrow('409');
    await expect(sandbox.control('POST', '/clock/jump', { minutes: -5 })).rejects.toThrow('400');
  });

  it('purges on demand, deleted people only', async () => {
    await sandbox.control('POST', '/purge/nadia');
    expect(sandbox.person('nadia').cloud).toBeNull();
    await expect(sandbox.control('POST', '/purge/adele')).rejects.toThrow('409');
  });

  it('does what its own page and programs say, and nothing for another page of this machine', async () => {
    const from = async (origin: string) =>
      (await fetch(`${sandbox.url}/sandbox/reset`, { method: 'POST', headers: { origin } })).status;
    expect(await from('http://localhost:8080')).toBe(403);
    expect(await from('http://127.0.0.1:8080')).toBe(403);
    expect(await from(sandbox.url)).toBe(200);
  });

  it('resets everything but the clock', async () => {
    await sandbox.jump(600);
    await sandbox.adDisable('alex');
    await sandbox.graph('DELETE', `/users/${sandbox.id('adele')}`);
    await sandbox.control('POST', '/reset');
    expect([sandbox.cloud('alex').accountEnabled, sandbox.cloud('adele').deletedDateTime]).toEqual([true, null]);
    expect(await sandbox.control('GET', '/calls')).toEqual({ calls: [] });
    expect(sandbox.tenant.clock.now().toISOString().slice(0, 16)).toBe('2026-03-09T18:00');
  });

  describe('runs the runbook', () => {
    function order(change: Partial<RunbookOrder> = {}): RunbookOrder {
      const { cloud } = sandbox.person('alex');
      return {
        leaver: 1,
        reference: 'L-1042',
        requestId: '5c0a9d43-6f0e-4d43-9f5c-0f2b5b8b7a11',
        actions: ['reset-password', 'disable-account'],
        securityIdentifier: cloud?.onPremisesSecurityIdentifier ?? '',
        anchor: cloud?.onPremisesImmutableId ?? '',
        distinguishedName: cloud?.onPremisesDistinguishedName ?? '',
        places: [],
        userPrincipalName: cloud?.userPrincipalName ?? '',
        samAccountName: cloud?.onPremisesSamAccountName ?? '',
        domainName: cloud?.onPremisesDomainName ?? '',
        inScopeOus: [],
        ou: null,
        formerPlace: null,
        groups: [],
        hidden: null,
        attributes: {},
        ...change,
      };
    }

    it('as it stands on the card, and prints the line that Leaver reads', async () => {
      const line = await sandbox.control('POST', '/ad/run-runbook', { script: runbookScript(order()) });
      expect(sandbox.person('alex').ad).toMatchObject({ enabled: false, passwordResets: 2 });
      const expected = {
        reference: 'L-1042',
        securityIdentifier: order().securityIdentifier,
        actions: ['reset-password', 'disable-account'] as const,
      };
      expect(readRunbookResult(JSON.stringify(line), expected)).toMatchObject({ status: 'ok', accountDisabled: true });
    });

    it('once more without harm', async () => {
      await sandbox.control('POST', '/ad/run-runbook', order({ actions: ['delete-account'] }));
      const again = await sandbox.control('POST', '/ad/run-runbook', order({ actions: ['delete-account'] }));
      expect(again).toMatchObject({ actions: [{ kind: 'delete-account', done: true }], accountDisabled: true });
    });

    it('and says what could not be done', async () => {
      const line = await sandbox.control('POST', '/ad/run-runbook', order({ actions: ['restore-account', 'dance'] }));
      expect(line).toMatchObject({ actions: [{ done: true }, { kind: 'dance', done: false }], accountDisabled: false });
    });

    it('of every kind, says what was before, and the same when it is run again', async () => {
      const { ad } = sandbox.person('alex');
      const before = { distinguishedName: ad?.distinguishedName, groups: ad?.groups, hidden: null };
      const leave = order({
        actions: ['leave-ad-groups', 'hide-from-address-lists', 'move-to-ou'],
        ou: LEAVERS,
        places: [ad?.distinguishedName ?? '', `CN=Alex Wilber,${LEAVERS}`],
        inScopeOus: [LEAVERS],
      });
      const script = { script: runbookScript(leave) };
      const line = await sandbox.control('POST', '/ad/run-runbook', script);
      expect(line).toMatchObject({ before, actions: [{ done: true }, { done: true }, { done: true }] });
      expect(sandbox.person('alex').ad).toMatchObject({
        distinguishedName: `CN=Alex Wilber,${LEAVERS}`,
        groups: [],
        hidden: true,
      });
      expect(await sandbox.control('POST', '/ad/run-runbook', script)).toMatchObject({ before });

      await sandbox.sync();
      const back = order({
        requestId: '5c0a9d43-6f0e-4d43-9f5c-0f2b5b8b7a12',
        actions: ['return-to-ou', 'rejoin-ad-groups', 'show-in-address-lists'],
        formerPlace: before.distinguishedName ?? null,
        groups: before.groups ?? [],
      });
      await sandbox.control('POST', '/ad/run-runbook', back);
      expect(sandbox.person('alex').ad).toMatchObject(before);
    });

    it('moves nobody out of scope', async () => {
      const away = order({
        actions: ['move-to-ou'],
        ou: 'OU=Archive,DC=corp,DC=contoso,DC=com',
        inScopeOus: [LEAVERS],
      });
      const line = await sandbox.control('POST', '/ad/run-runbook', away);
      expect(line).toMatchObject({ actions: [{ kind: 'move-to-ou', done: false }] });
      expect(sandbox.person('alex').ad?.distinguishedName).toBe(away.distinguishedName);
    });

    it('on nobody whom AdminSDHolder protects', async () => {
      const { cloud } = sandbox.person('yvonne');
      const protectedOne = order({
        securityIdentifier: cloud?.onPremisesSecurityIdentifier ?? '',
        anchor: cloud?.onPremisesImmutableId ?? '',
        distinguishedName: cloud?.onPremisesDistinguishedName ?? '',
        userPrincipalName: cloud?.userPrincipalName ?? '',
      });
      await expect(sandbox.control('POST', '/ad/run-runbook', protectedOne)).rejects.toThrow('is protected');
      expect(sandbox.person('yvonne').ad).toMatchObject({ enabled: true, passwordResets: 0 });
    });

    it('gives back from the order what a forest without Recycle Bin lost', async () => {
      const { ad, cloud } = sandbox.person('emma');
      const emma = {
        securityIdentifier: cloud?.onPremisesSecurityIdentifier ?? '',
        anchor: cloud?.onPremisesImmutableId ?? '',
        distinguishedName: cloud?.onPremisesDistinguishedName ?? '',
        userPrincipalName: ad?.userPrincipalName ?? '',
      };
      await sandbox.control('POST', '/ad/run-runbook', order({ ...emma, actions: ['delete-account'] }));
      await sandbox.sync();
      const restore = order({
        ...emma,
        requestId: '5c0a9d43-6f0e-4d43-9f5c-0f2b5b8b7a12',
        actions: ['restore-account'],
        groups: ad?.groups ?? [],
        attributes: { ...ad?.attributes, mailNickname: ['emma.schmidt'] },
      });
      const line = await sandbox.control('POST', '/ad/run-runbook', restore);
      expect(line).toMatchObject({ before: null, actions: [{ done: true }] });
      expect(sandbox.person('emma').ad).toMatchObject({
        userPrincipalName: ad?.userPrincipalName,
        mailNickname: 'emma.schmidt',
        groups: ad?.groups,
        attributes: ad?.attributes,
      });
    });

    it('reports the scheduler only where it runs', async () => {
      expect(await sandbox.control('POST', '/ad/run-runbook', order())).toMatchObject({ sync: null });
      await sandbox.control('POST', '/sync/pause');
      const there = { script: runbookScript(order()), onSyncServer: true, startSync: true };
      expect(await sandbox.control('POST', '/ad/run-runbook', there)).toMatchObject({
        sync: { stagingMode: false, schedulerEnabled: false, nextCycleUtc: '2026-03-09T08:10:00Z' },
      });
      expect(sandbox.cloud('alex').accountEnabled).toBe(false);
    });

    it.each([
      { anchor: 'AAAAAAAAAAAAAAAAAAAAAA==' },
      { distinguishedName: 'CN=Somebody Else,DC=corp,DC=contoso,DC=com' },
      { userPrincipalName: 'adele@contoso.com' },
      { securityIdentifier: 'S-1-5-21-1-2-3-4' },
    ])('on nobody when the account is not as expected: %j', async (wrong) => {
      await expect(sandbox.control('POST', '/ad/run-runbook', order(wrong))).rejects.toThrow('Nothing was written');
      expect(sandbox.person('alex').ad).toMatchObject({ enabled: true, passwordResets: 0 });
    });

    it('never for a text that is none, or of whose order something is missing', async () => {
      const script = runbookScript(order());
      const changed = script.replace(/(FromBase64String\(')[^']+/, '$1eyJhIjoxfQ==');
      for (const text of ['Remove-ADUser *', script.slice(0, 40), changed])
        await expect(sandbox.control('POST', '/ad/run-runbook', { script: text })).rejects.toThrow('400');
    });
  });

  it('tells listeners of changes and jumps as they happen', async () => {
    const [events, clock] = await Promise.all([listen('/sandbox/events'), listen('/sandbox/clock/stream')]);
    await sandbox.adDisable('alex');
    await sandbox.jump(30);
    await wait(50);
    expect(events.heard()).toEqual(
      expect.arrayContaining([{ event: 'active-directory' }, { event: 'time' }, { event: 'jump' }]),
    );
    expect(clock.heard()).toHaveLength(2);
    events.close();
    clock.close();
  });

  async function listen(path: string) {
    const ended = new AbortController();
    const response = await fetch(`${sandbox.url}${path}`, { signal: ended.signal });
    const texts: string[] = [];
    const reading = (async () => {
      for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) texts.push(text);
    })();
    reading.catch(() => {});
    const heard = () => [...texts.join('').matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] ?? ''));
    return { heard, close: () => ended.abort() };
  }
});

describe('the door of the sandbox', () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
  });
  afterEach(() => sandbox.stop());

  const ask = (path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = request(`${sandbox.url}${path}`, { headers, method: 'POST' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject);
      asked.end();
    });

  it.each([
    [{ host: 'evil.example' }, 403],
    [{ host: 'localhost.evil.example' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:3979' }, 403],
    [{ host: 'localhost:3979' }, 200],
  ])('with %j answers %i', async (headers, status) => {
    expect(await ask('/sandbox/sync', headers)).toBe(status);
  });

  it('says in one sentence that its port is taken', async () => {
    const port = Number(new URL(sandbox.url).port);
    const second = startSandbox({ port, dataDir: null, speed: 60 });
    await expect(second).rejects.toThrow(StartError);
    await expect(second).rejects.toThrow(`port ${port} is taken`);
  });
});
