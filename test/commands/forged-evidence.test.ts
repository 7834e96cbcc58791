import { describe, expect, it } from 'vitest';
import { administrativeIn } from '../../src/commands/prove/forged-evidence/administrative.ts';
import { BASE } from '../../src/commands/prove/forged-evidence/forest.ts';
import {
  FINANCE,
  type ForgedState,
  forgedStates,
  PRINTERS,
  ROADS,
} from '../../src/commands/prove/forged-evidence/forged-states.ts';
import { type Judged, judge, type Seen } from '../../src/commands/prove/forged-evidence/judge.ts';

const PAYROLL = { dn: `CN=Payroll\\, owners,OU=Groups,${BASE}`, sid: 'S-1-5-21-1004336348-1177238915-682003330-5120' };
const ADMINS = { dn: `CN=Domain Admins,CN=Users,${BASE}`, sid: 'S-1-5-21-1004336348-1177238915-682003330-512' };
const TIER0 = `OU=Tier0,OU=Staff,${BASE}`;

const STATE: ForgedState = {
  name: 'connector 0',
  road: 'connector',
  groups: [
    { ...PAYROLL, isHeld: false },
    { ...ADMINS, isHeld: true },
  ],
  written: [PAYROLL.dn, ADMINS.dn],
  place: TIER0,
  hidden: null,
  attributes: { altSecurityIdentities: ['X509:<I>CN=Forged'] },
  isDeleted: false,
  isPlaceGone: false,
  isScoped: false,
  locale: 'en',
};

/** What was taken is back where it was, and nothing else is known to anybody. */
const KEPT: Seen = {
  orders: [JSON.stringify({ snapshot: { groups: [FINANCE.dn] } })],
  ledger: JSON.stringify([{ snapshot: { groups: [FINANCE.dn] } }]),
  cards: {
    review: ['Taken in L-1: GG-Finance.'],
    approval: ['Taken in L-1: GG-Finance.'],
    work: [{ order: null, lines: ['GG-Finance'] }],
  },
  memberOf: [FINANCE.dn],
  place: `CN=Adele Vance,OU=Staff,${BASE}`,
  attributes: '{}',
};
const onCard = (lines: readonly string[]) => ({ order: null, lines });
const NOTHING_WRONG: Judged = { unnamed: [], administrative: [], lost: [] };

describe('the judge of forged evidence', () => {
  it('finds nothing where only what was taken is back', () => {
    expect(judge(STATE, KEPT, [FINANCE])).toEqual(NOTHING_WRONG);
  });

  it.each([
    ['by name, in an order', { orders: [JSON.stringify({ groups: [PAYROLL.dn] })] }],
    ['in another spelling', { orders: [JSON.stringify({ groups: [PAYROLL.dn.replace(',OU=', ', ou = ')] })] }],
    ['by SID, in an order', { orders: [JSON.stringify({ groups: [PAYROLL.sid] })] }],
    ['in the ledger', { ledger: JSON.stringify([{ snapshot: { groups: [PAYROLL.dn] } }]) }],
    ['in the directory', { memberOf: [FINANCE.dn, PAYROLL.dn] }],
  ])('finds what nobody read and nobody is told of: %s', (_, seen) => {
    expect(judge(STATE, { ...KEPT, ...seen }, [FINANCE])).toEqual({
      ...NOTHING_WRONG,
      unnamed: ['group Payroll, owners'],
    });
  });

  it('finds a place where the account never was, ordered or taken up', () => {
    const unnamed = ['place corp.contoso.example/Staff/Tier0'];
    const moved = `CN=Adele Vance,${TIER0}`;
    expect(judge(STATE, { ...KEPT, place: moved }, [FINANCE])).toEqual({ ...NOTHING_WRONG, unnamed });
    const orders = [JSON.stringify({ formerPlace: moved })];
    expect(judge(STATE, { ...KEPT, orders }, [FINANCE])).toEqual({ ...NOTHING_WRONG, unnamed });
  });

  it('finds an attribute that nobody read, ordered or set', () => {
    const attributes = JSON.stringify(STATE.attributes);
    const unnamed = ['attribute altSecurityIdentities'];
    expect(judge(STATE, { ...KEPT, attributes }, [FINANCE])).toEqual({ ...NOTHING_WRONG, unnamed });
    const orders = [JSON.stringify({ snapshot: { attributes: STATE.attributes } })];
    expect(judge(STATE, { ...KEPT, orders }, [FINANCE])).toEqual({ ...NOTHING_WRONG, unnamed });
  });

  it('asks that every card names it, and as reported', () => {
    const orders = [JSON.stringify({ groups: [PAYROLL.dn] })];
    const named = ['As the connector says, taken in L-1: Payroll, owners.'];
    const all = { review: named, approval: named, work: [onCard(named)] };
    const unnamed = ['group Payroll, owners'];
    const judged = (cards: Seen['cards']) => judge(STATE, { ...KEPT, orders, cards }, [FINANCE]).unnamed;
    expect(judged(all)).toEqual([]);
    for (const card of ['review', 'approval'] as const)
      expect(judged({ ...all, [card]: ['Nothing.'] })).toEqual(unnamed);
    expect(judged({ ...all, work: [onCard(named), onCard(['Nothing.'])] })).toEqual(unnamed);
    const other = { order: '{"groups":[]}', lines: ['Nothing.'] };
    expect(judged({ ...all, work: [{ order: orders[0] ?? '', lines: named }, other] })).toEqual([]);
    expect(judged({ ...all, work: [{ order: orders[0] ?? '', lines: ['Nothing.'] }, other] })).toEqual(unnamed);
    expect(judged({ ...all, work: [other] })).toEqual(unnamed);
    expect(judged({ ...all, work: [] })).toEqual(unnamed);
    expect(judged({ ...all, review: ['Taken in L-1: Payroll, owners.'] })).toEqual(unnamed);
  });

  it('lets nobody come back into what administers, on whatever road and however it was named', () => {
    const memberOf = [FINANCE.dn, ADMINS.dn];
    const named = ['Reported as taken in L-1: Domain Admins.'];
    const cards = { review: named, approval: named, work: [onCard(named)] };
    const administrative = ['group Domain Admins'];
    for (const road of ROADS)
      expect(judge({ ...STATE, road }, { ...KEPT, memberOf, cards }, [FINANCE])).toEqual({
        ...NOTHING_WRONG,
        administrative,
      });
  });

  it('takes no SID for the beginning of another', () => {
    const longer = [JSON.stringify({ groups: [`${ADMINS.sid}0`] })];
    const state = { ...STATE, groups: [{ ...ADMINS, isHeld: true }] };
    expect(judge(state, { ...KEPT, orders: longer }, [FINANCE])).toEqual(NOTHING_WRONG);
  });

  it('finds what was really taken and did not come back', () => {
    expect(judge(STATE, KEPT, [FINANCE, PRINTERS])).toEqual({ ...NOTHING_WRONG, lost: ['group AD-Printers'] });
  });
});

describe('the forged states', () => {
  it('are the same for the same seed, others for another, and take every road', () => {
    const states = forgedStates(1, 50);
    expect(forgedStates(1, 50)).toEqual(states);
    expect(forgedStates(2, 50)).not.toEqual(states);
    expect(new Set(states.map(({ road }) => road))).toEqual(new Set(ROADS));
    for (const { groups } of states) expect(new Set(groups.map(({ sid }) => sid)).size).toBe(groups.length);
  });

  it('hold what administers of every kind, and what does not', () => {
    const groups = forgedStates(1, 100).flatMap((state) => state.groups);
    const kinds = groups.map((group) => group.dn.split(/[,-]/)[0]);
    for (const kind of ['Domain Admins', 'Group Policy Creator Owners', 'Administrators', 'Held', 'Elsewhere'])
      expect(kinds).toContain(`CN=${kind}`);
    expect(new Set(groups.map(administrativeIn))).toEqual(new Set([true, false]));
    expect([FINANCE, PRINTERS].some(administrativeIn)).toBe(false);
  });
});
