import { beforeEach, expect, it } from 'vitest';
import type { ConnectorWork } from '../../src/flow/ports.ts';
import { createConnectorJobs } from '../../src/store/connector-jobs.ts';
import { createConnectorKeys } from '../../src/store/connector-keys.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';

describeOnEachDatabase('work for connectors', (given) => {
  const jobs = () => createConnectorJobs(given.database());
  const keys = () => createConnectorKeys(given.database());
  const DOMAIN = 'contoso.local';
  const done = { status: 'done' };

  beforeEach(async () => {
    await given.database().kysely.deleteFrom('connector_jobs').execute();
    await given.database().kysely.deleteFrom('connector_keys').execute();
  });

  async function newKey(domains: readonly string[] = [DOMAIN], name: string = crypto.randomUUID()) {
    const key = await keys().add(name, domains);
    if (key === null) throw new Error('no key');
    return key.id;
  }

  function work(change: Partial<ConnectorWork> = {}): ConnectorWork {
    const account = crypto.randomUUID();
    return {
      domainName: DOMAIN,
      account,
      call: 'perform',
      order: { of: account },
      key: null,
      waitSeconds: 60,
      ...change,
    };
  }

  /** Offered and begun. */
  async function lease(keyId: string, seconds: number, store = jobs()) {
    const offered = await store.offer(keyId);
    return offered !== null && (await store.begin(offered.id, keyId, seconds)) ? offered : null;
  }

  it('is given out once each, whoever and how many ask at once', async () => {
    const ids = await Promise.all(Array.from({ length: 200 }, () => jobs().put(work())));
    const stores = [jobs(), createConnectorJobs(await given.second()), createConnectorJobs(await given.second())];
    const asking = [await newKey(), await newKey(), await newKey()];
    const given200 = await Promise.all(
      Array.from({ length: 200 }, (_, at) => lease(asking[at % 3] ?? '', 30, stores[at % 3])),
    );
    expect(given200.map((job) => job?.id).sort()).toEqual([...ids].sort());
    expect(await lease(asking[0] ?? '', 30)).toBeNull();
  });

  it('is never two at a time for one account', async () => {
    const account = 'contoso.local s-1';
    const ids = await Promise.all(Array.from({ length: 10 }, () => jobs().put(work({ account }))));
    const second = createConnectorJobs(await given.second());
    const keyId = await newKey();
    for (const _ of ids) {
      const leased = await Promise.all(
        Array.from({ length: 20 }, (_, at) => lease(keyId, 30, at % 2 ? second : jobs())),
      );
      const given = leased.filter((job) => job !== null);
      expect(given).toHaveLength(1);
      expect(await jobs().finish(given[0]?.id ?? '', keyId, { call: 'perform', result: done })).toBe(true);
    }
    expect(await lease(keyId, 30)).toBeNull();
  });

  it('is either taken back or begun, never both', async () => {
    const keyId = await newKey();
    const second = createConnectorJobs(await given.second());
    let [back, begun] = [0, 0];
    for (let round = 0; round < 40; round += 1) {
      const id = await jobs().put(work());
      if (round % 2 === 0) await second.offer(keyId);
      const both = [() => jobs().withdraw(id), () => second.begin(id, keyId, 30)] as const;
      const [withdrawn, leased] = await Promise.all([both[0](), both[1]()]);
      expect(withdrawn && leased).toBe(false);
      back += withdrawn ? 1 : 0;
      begun += leased ? 1 : 0;
      if (leased) await jobs().finish(id, keyId, { call: 'perform', result: done });
      else expect(await jobs().read(id)).toEqual({ state: 'withdrawn', result: null });
    }
    expect(back + begun).toBe(40);
  });

  it('that was offered and not begun waits again, and nobody who has not begun may answer it', async () => {
    const [gone, next] = [await newKey(), await newKey()];
    const id = await jobs().put(work());
    expect((await jobs().offer(gone))?.id).toBe(id);
    expect(await jobs().offer(next)).toBeNull();
    expect((await jobs().read(id)).state).toBe('waiting');
    expect(await jobs().renew(id, gone, 30)).toBe(false);
    expect(await jobs().finish(id, gone, { call: 'perform', result: done })).toBe(false);
    expect(await jobs().begin(id, next, 30)).toBe(false);
    const { kysely } = given.database();
    await kysely
      .updateTable('connector_jobs')
      .set({ leased_until: new Date(0) })
      .execute();
    expect(await jobs().begin(id, gone, 30)).toBe(false);
    expect((await jobs().offer(next))?.id).toBe(id);
    expect(await jobs().begin(id, gone, 30)).toBe(false);
    const begun = await Promise.all([1, 2, 3].map(() => jobs().begin(id, next, 30)));
    expect(begun.filter(Boolean)).toHaveLength(1);
  });

  it('lapses with its lease: nobody answers it any more, and nobody is given it again', async () => {
    const keyId = await newKey();
    const id = await jobs().put(work());
    expect((await lease(keyId, 0.2))?.id).toBe(id);
    await expect.poll(async () => (await jobs().read(id)).state).toBe('lapsed');
    expect(await jobs().renew(id, keyId, 30)).toBe(false);
    expect(await jobs().finish(id, keyId, { call: 'perform', result: done })).toBe(false);
    expect(await lease(keyId, 30)).toBeNull();
    expect(await jobs().read(id)).toEqual({ state: 'lapsed', result: null });
  });

  it('frees its account when its lease has ended', async () => {
    const keyId = await newKey();
    const first = await jobs().put(work({ account: 'a' }));
    const second = await jobs().put(work({ account: 'a' }));
    expect((await lease(keyId, 0.2))?.id).toBe(first);
    expect(await lease(keyId, 30)).toBeNull();
    await expect.poll(async () => (await lease(keyId, 30))?.id).toBe(second);
  });

  it('stays held while it is renewed, and only by who holds it', async () => {
    const [keyId, other] = [await newKey(), await newKey()];
    const id = await jobs().put(work());
    await lease(keyId, 20);
    expect(await jobs().renew(id, other, 30)).toBe(false);
    expect(await jobs().renew(id, keyId, 30)).toBe(true);
    expect(await jobs().finish(id, other, { call: 'perform', result: done })).toBe(false);
    expect(await jobs().finish(id, keyId, { call: 'read', result: done })).toBe(false);
    expect(await jobs().finish(id, keyId, { call: 'perform', result: done })).toBe(true);
  });

  it('is not given out when nobody waits for it any more', async () => {
    const keyId = await newKey();
    await jobs().put(work({ waitSeconds: 0 }));
    expect(await lease(keyId, 30)).toBeNull();
  });

  it('is joined by the same work while it is open, and new after that', async () => {
    const keyId = await newKey();
    const same = () => jobs().put(work({ account: 'a', key: 'step 1' }));
    const ids = await Promise.all(Array.from({ length: 8 }, same));
    expect(new Set(ids).size).toBe(1);
    await lease(keyId, 30);
    expect(await same()).toBe(ids[0]);
    await jobs().finish(ids[0] ?? '', keyId, { call: 'perform', result: done });
    const next = await same();
    expect(next).not.toBe(ids[0]);
    await lease(keyId, 0.2);
    await expect.poll(async () => (await jobs().read(next)).state).toBe('lapsed');
    expect(await same()).not.toBe(next);
  });

  it('that was forgotten is joined and waits anew', async () => {
    const keyId = await newKey();
    const id = await jobs().put(work({ account: 'a', key: 'step 2', waitSeconds: 0 }));
    expect(await jobs().put(work({ account: 'a', key: 'step 2' }))).toBe(id);
    expect((await lease(keyId, 30))?.id).toBe(id);
  });

  it('goes to keys of its domain, in any case of its name, and to no revoked one', async () => {
    const [mine, other] = [await newKey([DOMAIN, 'b.local']), await newKey(['xcontoso.local', 'local', '%'])];
    const id = await jobs().put(work({ domainName: 'CONTOSO.local' }));
    expect(await lease(other, 30)).toBeNull();
    expect(await lease('0000000000000000', 30)).toBeNull();
    expect(await lease(mine, 30)).toMatchObject({ id, domainName: DOMAIN });
    expect(await keys().revoke(mine)).toBe(true);
    expect(await jobs().renew(id, mine, 30)).toBe(false);
    expect(await jobs().finish(id, mine, { call: 'perform', result: done })).toBe(false);
    await jobs().put(work());
    expect(await lease(mine, 30)).toBeNull();
  });

  it('knows which domains somebody asks for', async () => {
    const keyId = await newKey();
    expect(await jobs().isListening(DOMAIN)).toBe(false);
    await lease(keyId, 30);
    expect([await jobs().isListening('Contoso.LOCAL'), await jobs().isListening('b.local')]).toEqual([true, false]);
    await keys().revoke(keyId);
    expect(await jobs().isListening(DOMAIN)).toBe(false);
  });

  it('keeps what people are called as it is, and nothing of it for long', async () => {
    const { kysely } = given.database();
    const order = { name: 'CN=Zoë\\, "x" 李,DC=c', nothing: null, list: [1, 'a\nb'] };
    const id = await jobs().put(work({ order }));
    const keyId = await newKey();
    expect((await lease(keyId, 30))?.order).toEqual(order);
    await jobs().finish(id, keyId, { call: 'perform', result: { said: order } });
    expect((await jobs().read(id)).result).toEqual({ said: order });
    await kysely
      .updateTable('connector_jobs')
      .set({ created_at: new Date(Date.now() - 3_600_000) })
      .execute();
    await jobs().put(work());
    expect(await kysely.selectFrom('connector_jobs').select('id').where('id', '=', id).execute()).toEqual([]);
    expect((await jobs().read(id)).state).toBe('lapsed');
  });

  it('has two keys that are valid at once until the old one is revoked', async () => {
    expect(await keys().rotate('lyon')).toBeNull();
    const first = await keys().add('lyon', [DOMAIN, 'b.local']);
    expect(await keys().add('lyon', ['c.local'])).toBeNull();
    const second = await keys().rotate('lyon');
    expect(await keys().secretOf(first?.id ?? '')).toBe(first?.secret);
    expect(await keys().secretOf(second?.id ?? '')).toBe(second?.secret);
    expect(second?.secret).not.toBe(first?.secret);
    expect(await keys().revoke(first?.id ?? '')).toBe(true);
    expect(await keys().revoke(first?.id ?? '')).toBe(false);
    expect(await keys().secretOf(first?.id ?? '')).toBeNull();
    const [old, now] = await keys().list();
    expect([old?.revokedAt === null, now?.revokedAt === null]).toEqual([false, true]);
    expect([old?.domains, now?.domains]).toEqual([first, second].map(() => [DOMAIN, 'b.local']));
    const kept = await given.database().kysely.selectFrom('connector_keys').selectAll().execute();
    expect(JSON.stringify(kept)).not.toContain(first?.secret);
  });

  it('takes a nonce once per key, also when it comes many times at once', async () => {
    const [keyId, other] = [await newKey(), await newKey()];
    const second = createConnectorKeys(await given.second());
    const used = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 2 ? second : keys()).useNonce(keyId, 'a-nonce')),
    );
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await keys().useNonce(other, 'a-nonce')).toBe(true);
  });
});
