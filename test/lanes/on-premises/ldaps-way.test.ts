import { createServer, type Server } from 'node:net';
import { rootCertificates, connect as tlsConnect, createServer as tlsServer } from 'node:tls';
import { Attribute, Change, Client } from 'ldapts';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../../src/commands/prove/free-port.ts';
import type { AdTarget } from '../../../src/domain/ad-account.ts';
import type { AdConnection } from '../../../src/lanes/on-premises/ldaps/ad-connection.ts';
import { type AdConnections, createAdConnections } from '../../../src/lanes/on-premises/ldaps/ad-connections.ts';
import type { AdChange, AdSession } from '../../../src/lanes/on-premises/ldaps/ad-session.ts';
import { createLdapsWay } from '../../../src/lanes/on-premises/ldaps/ldaps-way.ts';
import { noSamba, type Relay } from '../../helpers/samba-dc.ts';
import { PASSWORD, type SambaForest, startSambaForest } from './samba-forest.ts';
import { anOrder, checkWayContract, done, reading, refusedWith, snapshot } from './way-contract.ts';

const events: unknown[] = [];
const log = (event: unknown) => void events.push(event);
const open: { close(): Promise<void> }[] = [];

let forest: SambaForest;
let relay: Relay;

const title = noSamba === null ? 'the LDAPS way' : `the LDAPS way (not checked here: ${noSamba})`;

describe.skipIf(noSamba !== null)(title, () => {
  beforeAll(async () => {
    forest = await startSambaForest();
    relay = await forest.dc.createRelay();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  afterAll(() => forest?.stop());

  checkWayContract('the LDAPS way', async () => {
    const connection = aConnection([`localhost:${relay.port}`]);
    const way = createLdapsWay({ domain: forest.domain, connection, log });
    const asAdministrator = { ...connection, bind: forest.dc.administrator };
    const restoringWay = createLdapsWay({ domain: forest.domain, connection: asAdministrator, log });
    const stop = async () => void (await Promise.all([way.close(), restoringWay.close()]));
    return { forest, way, restoringWay, stop };
  });

  describe('before it says who it is,', () => {
    it('wants a certificate of its own authority', async () => {
      const [ca = ''] = rootCertificates;
      expect(await tryOnce(aConnection([`localhost:${relay.port}`], { ca }))).toEqual(unreachable('not-trusted'));
    });

    it('wants it also where the environment says not to', async () => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      try {
        const [ca = ''] = rootCertificates;
        expect(await tryOnce(aConnection([`localhost:${relay.port}`], { ca }))).toEqual(unreachable('not-trusted'));
      } finally {
        vi.unstubAllEnvs();
      }
    });

    it('wants the name of the domain controller in it', async () => {
      const { port } = await forest.dc.createRelay('127.0.0.2');
      expect(await tryOnce(aConnection([`127.0.0.2:${port}`]))).toEqual(unreachable('not-trusted'));
    });

    it('speaks no TLS 1.1, with somebody who would', async () => {
      const ciphers = 'DEFAULT@SECLEVEL=0';
      let spoken = 0;
      const old = tlsServer({ ...forest.dc.certificate, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers }, () => {
        spoken += 1;
      });
      const port = await listen(old);
      const { ca } = forest.dc;
      await new Promise<void>((resolve, reject) => {
        const lax = tlsConnect({ port, host: 'localhost', ca, minVersion: 'TLSv1', ciphers }, () => lax.end(resolve));
        lax.on('error', reject);
      });
      expect(await tryOnce(aConnection([`localhost:${port}`]))).toEqual(unreachable('not-trusted'));
      expect(spoken).toBe(1);
    });

    it.each(['ldap://localhost', 'http://localhost', 'LDAP://localhost'])('is given no %s', (url) => {
      const connection = { ...aConnection([]), urls: [url] };
      expect(() => createLdapsWay({ domain: forest.domain, connection, log })).toThrow('only ldaps://');
    });

    it('is given a password, since AD DS takes none as nobody', () => {
      const connection = aConnection(['localhost'], { bind: { name: 'svc', password: '' } });
      expect(() => createLdapsWay({ domain: forest.domain, connection, log })).toThrow('a name and a password');
    });
  });

  describe('with several domain controllers', () => {
    it('goes on to the next when one is not there', async () => {
      const target = await forest.createAccount({ name: 'Fail-over' });
      const way = wayTo([`127.0.0.1:${await freePort()}`, `localhost:${relay.port}`]);
      expect(done(await way.perform(anOrder('disable-account', target)))).toMatchObject({
        disabled: true,
        server: 'localhost',
      });
    });

    it('goes on when one takes the call and says nothing', async () => {
      const target = await forest.createAccount({ name: 'Silence' });
      const port = await listen(createServer());
      const way = wayTo([`127.0.0.1:${port}`, `localhost:${relay.port}`]);
      expect(reading(await way.read(anOrder('disable-account', target))).server).toBe('localhost');
    });

    it('goes on past one that it does not trust', async () => {
      const { port } = await forest.dc.createRelay('127.0.0.2');
      const target = await forest.createAccount({ name: 'Distrust' });
      const way = wayTo([`127.0.0.2:${port}`, `localhost:${relay.port}`]);
      expect(reading(await way.read(anOrder('disable-account', target))).server).toBe('localhost');
    });

    it('says so when nobody answers', async () => {
      const ports = [await freePort(), await freePort()];
      expect(await tryOnce(aConnection(ports.map((port) => `localhost:${port}`)))).toEqual(unreachable('no-answer'));
    });

    it('reads first where was written', async () => {
      const target = await forest.createAccount({ name: 'Written there' });
      const way = wayTo([`localhost:${relay.port}`, `127.0.0.1:${relay.port}`]);
      const order = anOrder('disable-account', target);
      expect(reading(await way.read(order)).server).toBe('localhost');
      expect(reading(await way.read({ ...order, server: '127.0.0.1' })).server).toBe('127.0.0.1');
    });

    it('also says what the sync server’s one says, and that it is silent, unless it is the same one', async () => {
      const target = await forest.createAccount({ name: 'Sync server' });
      const order = anOrder('disable-account', target);
      const urls = [`localhost:${relay.port}`];
      const atSyncServer = async (syncUrl: string) => {
        const way = wayTo(urls, { syncUrl });
        return way.read(order);
      };
      expect(await atSyncServer(`ldaps://127.0.0.1:${relay.port}`)).toMatchObject({
        atSyncServer: { server: '127.0.0.1', disabled: false },
      });
      expect(await atSyncServer(`ldaps://localhost:${relay.port}`)).toMatchObject({ atSyncServer: null });
      expect(await atSyncServer(`ldaps://127.0.0.1:${await freePort()}`)).toMatchObject({
        atSyncServer: null,
        silentSyncServer: '127.0.0.1',
      });
    });

    it('tells both readings apart while replication is under way', async () => {
      const target = await forest.createAccount({ name: 'Disagreement' });
      const connection = aConnection([`localhost:${relay.port}`], { syncUrl: `ldaps://127.0.0.1:${relay.port}` });
      const late = (session: AdSession): AdSession => ({
        ...session,
        search: async (base, search) => {
          const entries = await session.search(base, search);
          return entries.map((entry) => ({ ...entry, userAccountControl: '66048' }));
        },
      });
      const way = wayThrough(connection, (session) => (session.server === '127.0.0.1' ? late(session) : session));
      done(await way.perform(anOrder('disable-account', target)));
      expect(await way.read(anOrder('disable-account', target))).toMatchObject({
        reading: { server: 'localhost', disabled: true },
        atSyncServer: { server: '127.0.0.1', disabled: false },
      });
    });
  });

  describe('whose own account is not taken', () => {
    it('tries once, at one domain controller, however often it is asked', async () => {
      const name = await forest.createServiceAccount('svc-wrong');
      const fresh = await forest.dc.createRelay();
      const bind = { name, password: 'not this one' };
      const way = wayTo([`localhost:${fresh.port}`, `127.0.0.1:${fresh.port}`], { bind });
      const target = await forest.createAccount({ name: 'Never reached' });
      const order = anOrder('disable-account', target);
      const together = await Promise.all([way.read(order), way.perform(order), way.read(order)]);
      for (const end of [...together, await way.perform(order), await way.read(order)])
        expect(end).toEqual(unreachable('sign-in-wrong'));
      expect(fresh.taken()).toBe(1);
    });

    it('tries again after a while, since somebody may have put it right', async () => {
      const name = await forest.createServiceAccount('svc-mended', { userAccountControl: '66050' });
      const connection = aConnection([`localhost:${relay.port}`], { bind: { name, password: PASSWORD } });
      const timeouts = { ...connection.timeouts, refusedMilliseconds: 0 };
      const way = keep(createLdapsWay({ domain: forest.domain, connection: { ...connection, timeouts }, log }));
      const order = anOrder('disable-account', await forest.createAccount({ name: 'Reached later' }));
      expect(await way.read(order)).toEqual(unreachable('sign-in-disabled'));
      const enabled = new Attribute({ type: 'userAccountControl', values: ['66048'] });
      const dn = `CN=svc-mended,CN=Users,${forest.dc.baseDn}`;
      await forest.administrator.modify(dn, new Change({ operation: 'replace', modification: enabled }));
      expect(reading(await way.read(order)).found).toBe('active');
    });

    it.each([
      ['its password must be changed', 'expired', { userAccountControl: '512', pwdLastSet: '0' }],
      ['it has expired', 'expired', { accountExpires: '116444736010000000' }],
      ['it is disabled', 'disabled', { userAccountControl: '66050' }],
    ])('says when %s', async (title, reason, changes) => {
      const name = await forest.createServiceAccount(`svc-${title.replaceAll(' ', '-').slice(-14)}`, changes);
      const connection = aConnection([`localhost:${relay.port}`], { bind: { name, password: PASSWORD } });
      expect(await tryOnce(connection)).toEqual(unreachable(`sign-in-${reason}`));
    });
  });

  describe('over one connection', () => {
    it('serves many orders at a time', async () => {
      const fresh = await forest.dc.createRelay();
      const way = wayTo([`localhost:${fresh.port}`]);
      const targets = [];
      for (let index = 0; index < 8; index++) targets.push(await forest.createAccount({ name: `Crowd ${index}` }));
      const ends = await Promise.all(targets.map((target) => way.perform(anOrder('disable-account', target))));
      expect(ends.map((end) => done(end).disabled)).toEqual(targets.map(() => true));
      expect(fresh.taken()).toBe(1);
    });

    it('hangs up when idle, and calls again', async () => {
      const fresh = await forest.dc.createRelay();
      const connection = aConnection([`localhost:${fresh.port}`]);
      const timeouts = { ...connection.timeouts, idleMilliseconds: 20 };
      const way = keep(createLdapsWay({ domain: forest.domain, connection: { ...connection, timeouts }, log }));
      const order = anOrder('disable-account', await forest.createAccount({ name: 'Idle' }));
      await way.read(order);
      await vi.waitFor(() => expect(fresh.open()).toBe(0), { timeout: 150_000 });
      expect(done(await way.perform(order)).disabled).toBe(true);
      expect(fresh.taken()).toBe(2);
    });

    it('that breaks while it still reads, calls again and does it', async () => {
      const fresh = await forest.dc.createRelay();
      const way = wayTo([`localhost:${fresh.port}`]);
      const order = anOrder('disable-account', await forest.createAccount({ name: 'Broken read' }));
      await way.read(order);
      fresh.loseNextAnswer();
      expect(done(await way.perform(order)).disabled).toBe(true);
      expect(fresh.taken()).toBe(2);
    });

    it.each(['disable-account', 'reset-password', 'leave-ad-groups', 'move-to-ou', 'delete-account'] as const)(
      'that breaks at the answer to a write, does not know about %s, and doing it again is safe',
      async (kind) => {
        const groups = [await forest.createGroup(`Lost ${kind}`)];
        const target = await forest.createAccount({ name: `Lost ${kind}`, groups });
        const fresh = await forest.dc.createRelay();
        let armed = true;
        const way = wayThrough(aConnection([`localhost:${fresh.port}`]), (session) =>
          beforeWrites(session, async () => {
            if (armed) fresh.loseNextAnswer();
            armed = false;
          }),
        );
        const order = anOrder(kind, target, { ou: forest.places.leavers });
        expect(await way.perform(order)).toEqual({ status: 'ambiguous' });
        expect((await way.read(order)).status).toBe('read');
        expect((await way.perform(order)).status).toBe('done');
      },
    );
  });

  describe('when the domain controller stops answering', () => {
    const impatient = () => {
      const connection = aConnection([`localhost:${relay.port}`]);
      const timeouts = { ...connection.timeouts, connectMilliseconds: 3000, operationMilliseconds: 3000 };
      return { ...connection, timeouts };
    };

    it('before a write, says that nothing was changed', async () => {
      const order = anOrder('disable-account', await forest.createAccount({ name: 'Silent before' }));
      const way = keep(createLdapsWay({ domain: forest.domain, connection: impatient(), log }));
      expect((await way.read(order)).status).toBe('read');
      forest.dc.pause();
      try {
        expect(await way.perform(order)).toEqual(unreachable('no-answer'));
      } finally {
        forest.dc.goOn();
      }
      expect(reading(await way.read(order)).disabled).toBe(false);
    });

    it('at a write, does not know, and finds out later', async () => {
      const order = anOrder('disable-account', await forest.createAccount({ name: 'Silent at' }));
      const way = wayThrough(impatient(), (session) => beforeWrites(session, async () => forest.dc.pause()));
      try {
        expect(await way.perform(order)).toEqual({ status: 'ambiguous' });
      } finally {
        forest.dc.goOn();
      }
      const isDone = async () => expect(reading(await way.read(order)).disabled).toBe(true);
      await vi.waitFor(isDone, { timeout: 150_000 });
    });
  });

  it('refuses when two accounts have the SID', async () => {
    const target = await forest.createAccount({ name: 'Twice' });
    const way = wayThrough(aConnection([`localhost:${relay.port}`]), (session) => ({
      ...session,
      search: async (base, search) => {
        const entries = await session.search(base, search);
        return [...entries, ...entries.map((entry) => ({ ...entry, dn: `CN=Other,${base}` }))];
      },
    }));
    const before = await forest.version();
    const several = refusedWith('several').end;
    expect(await way.read(anOrder('disable-account', target))).toEqual(several);
    expect(await way.perform(anOrder('disable-account', target))).toEqual(several);
    expect(await forest.version()).toBe(before);
  });

  it('sets two different long passwords that nobody learns, and the old one is over', async () => {
    const target = await forest.createAccount({ name: 'Password' });
    const set: string[] = [];
    const way = wayThrough(aConnection([`localhost:${relay.port}`]), (session) =>
      beforeWrites(session, async (changes) => {
        for (const { attribute, values } of changes)
          if (attribute === 'unicodePwd') set.push((values[0] as Buffer).toString('utf16le').slice(1, -1));
      }),
    );
    const end = await way.perform(anOrder('reset-password', target));
    expect(new Set(set).size).toBe(2);
    for (const password of set) {
      expect(password).toMatch(/^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)(?=.*[^\w]).{32,}$/);
      expect(JSON.stringify([end, events])).not.toContain(password);
    }
    expect(await signsIn(target, PASSWORD)).toBe(false);
    // The one before is taken for an hour still: that is why there are two.
    expect(await signsIn(target, set[1] ?? '')).toBe(true);
  });

  it('a restored account has a password that nobody knows', async () => {
    const target = await forest.createAccount({ name: 'Lost password' });
    const way = wayTo([`localhost:${relay.port}`], { bind: forest.dc.administrator });
    const before = reading(await way.read(anOrder('delete-account', target)));
    done(await way.perform(anOrder('delete-account', target)));
    const back = done(await way.perform(anOrder('restore-account', target, snapshot(before))));
    expect(back.passwordSetAt).not.toBeNull();
    expect(await signsIn(target, PASSWORD)).toBe(false);
  });

  it('does not restore where the place is gone, and does when it is made anew', async () => {
    const place = `OU=Short-lived,${forest.places.staff}`;
    await forest.administrator.add(place, { objectClass: 'organizationalUnit' });
    const target = await forest.createAccount({ name: 'Homeless', place });
    const way = wayTo([`localhost:${relay.port}`], { bind: forest.dc.administrator });
    const before = reading(await way.read(anOrder('delete-account', target)));
    done(await way.perform(anOrder('delete-account', target)));
    await forest.remove(place);
    const version = await forest.version();
    expect(await way.perform(anOrder('restore-account', target, snapshot(before)))).toEqual(
      refusedWith('parent-gone').end,
    );
    expect(await forest.version()).toBe(version);
    await forest.administrator.add(place, { objectClass: 'organizationalUnit' });
    const back = done(await way.perform(anOrder('restore-account', target, snapshot(before))));
    expect(back.distinguishedName).toBe(target.distinguishedName);
  });

  it('deletes what hangs below an account with it', async () => {
    const target = await forest.createAccount({ name: 'Has a phone' });
    await forest.administrator.add(`CN=Phone,${target.distinguishedName}`, { objectClass: 'classStore' });
    const way = wayTo([`localhost:${relay.port}`]);
    expect(done(await way.perform(anOrder('delete-account', target))).found).toBe('deleted');
  });

  describe('with a group', () => {
    it('that somebody else took the account out of meanwhile, has left it', async () => {
      const group = await forest.createGroup('Faster');
      const target = await forest.createAccount({ name: 'Slower', groups: [group] });
      const member = new Attribute({ type: 'member', values: [target.distinguishedName] });
      const way = wayThrough(aConnection([`localhost:${relay.port}`]), (session) =>
        beforeWrites(session, () =>
          forest.administrator.modify(group, new Change({ operation: 'delete', modification: member })),
        ),
      );
      const end = await way.perform(anOrder('leave-ad-groups', target));
      expect(done(end).groups).toEqual([]);
      expect(end).not.toHaveProperty('left');
    });

    it('that it may not write, leaves the others and names that one', async () => {
      const beyond = `CN=Beyond,CN=Users,${forest.dc.baseDn}`;
      await forest.administrator.add(beyond, { objectClass: 'group', sAMAccountName: 'beyond' });
      const group = await forest.createGroup('Within');
      const target = await forest.createAccount({ name: 'Both', groups: [group, beyond] });
      const way = wayTo([`localhost:${relay.port}`]);
      const end = await way.perform(anOrder('leave-ad-groups', target));
      const note = { key: 'on-premises.groups-kept', values: { groups: 'Beyond' } };
      const left = [{ kind: 'group', id: beyond, why: 'forbidden' }];
      expect(end).toMatchObject({ status: 'done', left });
      expect(done(end).groups).toEqual([beyond]);
      expect(await way.perform(anOrder('leave-ad-groups', target))).toEqual({ status: 'refused', note, left });
    });
  });

  describe('with the least rights', () => {
    it('says that they do not reach an account elsewhere', async () => {
      const target = await forest.createAccount({ name: 'Beyond reach', place: forest.places.outOfScope });
      const way = wayTo([`localhost:${relay.port}`]);
      for (const kind of ['disable-account', 'reset-password', 'delete-account'] as const)
        expect(await way.perform(anOrder(kind, target))).toEqual(refusedWith('no-rights').end);
    });

    it('could do nothing else: no other attribute, no administrators’ group', async () => {
      const target = await forest.createAccount({ name: 'Nothing else' });
      const service = await signIn(forest.service);
      const write = (dn: string, operation: 'add' | 'replace', type: string, value: string) =>
        service.modify(dn, new Change({ operation, modification: new Attribute({ type, values: [value] }) }));
      const administrators = `CN=Domain Admins,CN=Users,${forest.dc.baseDn}`;
      const beyond = { code: 50 };
      await expect(write(target.distinguishedName, 'replace', 'title', 'x')).rejects.toMatchObject(beyond);
      await expect(write(administrators, 'add', 'member', target.distinguishedName)).rejects.toMatchObject(beyond);
      await expect(service.add(`OU=New,${forest.dc.baseDn}`, { objectClass: 'organizationalUnit' })).rejects.toThrow();
    });
  });

  it('logs neither names nor passwords nor addresses', () => {
    expect(events.length).toBeGreaterThan(5);
    const logged = JSON.stringify(events);
    for (const secret of ['svc-', PASSWORD, 'offb', 'localhost', '127.0.0', forest.dc.administrator.password])
      expect(logged).not.toContain(secret);
  });

  describe('when the domain controller dies', () => {
    it('while it writes, the way does not know; then nobody answers', async () => {
      const target = await forest.createAccount({ name: 'Death' });
      let alive = true;
      const way = wayThrough(aConnection([`localhost:${relay.port}`]), (session) =>
        beforeWrites(session, async () => {
          if (alive) relay.loseNextAnswer(() => forest.dc.kill());
          alive = false;
        }),
      );
      const order = anOrder('disable-account', target);
      expect(reading(await way.read(order)).disabled).toBe(false);
      expect(await way.perform(order)).toEqual({ status: 'ambiguous' });
      expect(await way.perform(order)).toEqual(unreachable('no-answer'));
      expect(await way.read(order)).toEqual(unreachable('no-answer'));
    });

    it('between look and perform, nothing was changed and the way says so', async () => {
      const other = await startSambaForest();
      try {
        const { port } = await other.dc.createRelay();
        const target = await other.createAccount({ name: 'Sudden death' });
        const connection = { ...aConnection([`localhost:${port}`]), ca: other.dc.ca, bind: other.service };
        const way = keep(createLdapsWay({ domain: other.domain, connection, log }));
        const order = anOrder('disable-account', target);
        expect(reading(await way.read(order)).found).toBe('active');
        other.dc.kill();
        expect(await way.perform(order)).toEqual(unreachable('no-answer'));
      } finally {
        await other.stop();
      }
    });
  });
});

function aConnection(hosts: readonly string[], changes: Partial<AdConnection> = {}): AdConnection {
  return {
    urls: hosts.map((host) => `ldaps://${host}`),
    syncUrl: null,
    baseDn: forest.dc.baseDn,
    ca: forest.dc.ca,
    bind: forest.service,
    timeouts: {
      connectMilliseconds: 2000,
      operationMilliseconds: 5000,
      idleMilliseconds: 60_000,
      refusedMilliseconds: 60_000,
    },
    ...changes,
  };
}

function wayTo(hosts: readonly string[], changes: Partial<AdConnection> = {}) {
  return keep(createLdapsWay({ domain: forest.domain, connection: aConnection(hosts, changes), log }));
}

/** A way whose sessions are real, but for what `change` does to them. */
function wayThrough(connection: AdConnection, change: (session: AdSession) => AdSession) {
  const real = createAdConnections(connection, log);
  const changed = async (opening: ReturnType<AdConnections['open']>) => {
    const opened = await opening;
    return opened.status === 'open' ? { ...opened, session: change(opened.session) } : opened;
  };
  const connections: AdConnections = {
    ...real,
    open: (preferred) => changed(real.open(preferred)),
    openAt: (url) => changed(real.openAt(url)),
  };
  return keep(createLdapsWay({ domain: forest.domain, connection, log, connections }));
}

function beforeWrites(session: AdSession, before: (changes: readonly AdChange[]) => Promise<void>): AdSession {
  return {
    ...session,
    modify: async (dn, changes, control) => {
      await before(changes);
      return session.modify(dn, changes, control);
    },
    move: async (dn, to) => {
      await before([]);
      return session.move(dn, to);
    },
    remove: async (dn, control) => {
      await before([]);
      return session.remove(dn, control);
    },
  };
}

function keep<Way extends { close(): Promise<void> }>(way: Way): Way {
  open.push(way);
  return way;
}

/** Performs a step that would write, and proves that it wrote nothing. */
async function tryOnce(connection: AdConnection): Promise<unknown> {
  const target = await forest.createAccount({ name: `Untouched ${Math.random()}` });
  const way = keep(createLdapsWay({ domain: forest.domain, connection, log }));
  const end = await way.perform(anOrder('disable-account', target));
  expect((await forest.raw(target)).bits).toBe(66048);
  return end;
}

function unreachable(reason: string) {
  return { status: 'unreachable', note: { key: `on-premises.unreachable.${reason}` } };
}

async function signIn({ name, password }: AdConnection['bind']): Promise<Client> {
  const client = new Client({ url: `ldaps://localhost:${relay.port}`, tlsOptions: { ca: forest.dc.ca } });
  open.push({ close: () => client.unbind().catch(() => {}) });
  await client.bind(name, password);
  return client;
}

function signsIn({ userPrincipalName }: AdTarget, password: string): Promise<boolean> {
  return signIn({ name: userPrincipalName, password }).then(
    () => true,
    () => false,
  );
}

function listen(server: Server): Promise<number> {
  open.push({ close: async () => void server.close() });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
