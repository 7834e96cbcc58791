import { NoSuchObjectError } from 'ldapts';
import { describe, expect, it } from 'vitest';
import type { AdDomain } from '../../../src/domain/ad-domain.ts';
import type { AdChange, AdEntry, AdSession } from '../../../src/lanes/on-premises/ldaps/ad-session.ts';
import { sidOf, sidToBytes } from '../../../src/lanes/on-premises/ldaps/sid.ts';
import { rejoinAdGroups } from '../../../src/lanes/on-premises/ldaps/steps/rejoin-ad-groups.ts';
import { returnToOu } from '../../../src/lanes/on-premises/ldaps/steps/return-to-ou.ts';
import { AD_DOMAIN, ON_PREMISES } from '../../helpers/given.ts';

const BASE = 'DC=corp,DC=contoso,DC=example';
const DOMAIN_SID = ON_PREMISES.securityIdentifier.replace(/-\d+$/, '');
const FINANCE = `CN=GG-Finance,OU=Groups,${BASE}`;
const HELD = `CN=Held,OU=Groups,${BASE}`;
const FOREIGN = 'CN=GG-Finance,OU=Groups,DC=other,DC=example';
const ADMINS = `CN=Domain Admins,CN=Users,${BASE}`;
const BUILT_IN = `CN=Administrators,CN=Builtin,${BASE}`;

/** The groups of a domain controller: SID, and whether AdminSDHolder holds it. */
const GROUPS: Readonly<Record<string, { readonly sid: string; readonly held?: true }>> = {
  [FINANCE]: { sid: `${DOMAIN_SID}-9001` },
  [HELD]: { sid: `${DOMAIN_SID}-9002`, held: true },
  [ADMINS]: { sid: `${DOMAIN_SID}-512` },
  [BUILT_IN]: { sid: 'S-1-5-32-544' },
  [FOREIGN]: { sid: 'S-1-5-21-1-2-3-9001' },
};

describe('giving groups of Active Directory back', () => {
  it('adds the account to exactly the ordinary groups of its own domain, by name or by SID', async () => {
    expect(await rejoin([FINANCE])).toEqual({ end: { status: 'done' }, written: [FINANCE] });
    expect(await rejoin([`${DOMAIN_SID}-9001`])).toEqual({ end: { status: 'done' }, written: [FINANCE] });
  });

  it.each([
    ['Domain Admins', ADMINS],
    ['Domain Admins by SID', `${DOMAIN_SID}-512`],
    ['a group built into Windows', BUILT_IN],
    ['a group that AdminSDHolder holds', HELD],
    ['a group of another domain', FOREIGN],
  ])('writes nothing into %s, whatever the list says, and says so', async (_, group) => {
    const { end, written } = await rejoin([group, FINANCE]);
    expect(written).toEqual([FINANCE]);
    expect(end).toMatchObject({ status: 'done', left: [{ kind: 'group', id: group, why: 'administrative' }] });
  });

  it('names a forged group that is not there, and writes nothing', async () => {
    const forged = `CN=SQL-Payroll-Owners,OU=Groups,${BASE}`;
    const { end, written } = await rejoin([forged]);
    expect(written).toEqual([]);
    expect(end).toMatchObject({ status: 'done', left: [{ kind: 'group', id: forged, why: 'gone' }] });
  });

  it.each([`OU=Domain Controllers,${BASE}`, `CN=System,${BASE}`, 'OU=Staff,DC=other,DC=example'])(
    'moves nobody to %s',
    async (parent) => {
      const { session, moved } = aSession();
      const snapshot = { distinguishedName: `CN=Adele Vance,${parent}` };
      const end = await returnToOu(work(session, snapshot));
      expect(end).toMatchObject({ status: 'refused', note: { key: 'on-premises.refused.place-administrative' } });
      expect(moved).toEqual([]);
    },
  );
});

describe('a SID', () => {
  it('is the same after its bytes', () => {
    for (const { sid } of Object.values(GROUPS)) expect(sidOf(sidToBytes(sid) ?? undefined)).toBe(sid);
    expect(sidOf(Buffer.from([1, 5, 0]))).toBeNull();
  });
});

async function rejoin(groups: readonly string[]) {
  const { session, written } = aSession();
  return { end: await rejoinAdGroups(work(session, { groups })), written };
}

function work(session: AdSession, snapshot: object): Parameters<typeof rejoinAdGroups>[0] {
  const domain: AdDomain = { ...AD_DOMAIN, inScopeOus: [] };
  const entry = { dn: ON_PREMISES.distinguishedName, objectSid: bytes(ON_PREMISES.securityIdentifier), memberOf: [] };
  const target = { ...ON_PREMISES, places: [ON_PREMISES.distinguishedName] };
  const order = { stepId: 's', kind: 'rejoin-ad-groups' as const, target, parameters: {}, server: null };
  return {
    session,
    account: { found: 'active', entry },
    order: { ...order, parameters: { snapshot: { ...snapshot } } },
    domain,
    baseDn: BASE,
  };
}

/** A domain controller that remembers what was written. */
function aSession() {
  const [written, moved]: [string[], string[]] = [[], []];
  const session: AdSession = {
    server: 'dc01',
    wrote: () => (written.length > 0 ? 'yes' : 'nothing'),
    search: async (base, { scope, filter }) => {
      if (scope !== 'sub') return [entryOf(base)];
      const wanted = String((filter as unknown as { value: Buffer }).value.toString('hex'));
      return Object.keys(GROUPS)
        .map(entryOf)
        .filter(({ objectSid }) => (objectSid as Buffer).toString('hex') === wanted);
    },
    modify: async (group: string, _: readonly AdChange[]) => void written.push(group),
    move: async (_, { parent }) => void moved.push(parent),
    remove: async () => {},
  };
  return { session, written, moved };
}

function entryOf(group: string): AdEntry {
  const known = GROUPS[group];
  if (known === undefined) throw new NoSuchObjectError('no such object');
  return { dn: group, objectSid: bytes(known.sid), ...(known.held ? { adminCount: '1' } : {}) };
}

function bytes(sid: string): Buffer {
  return sidToBytes(sid) ?? Buffer.alloc(0);
}
