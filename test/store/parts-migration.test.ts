import { type Kysely, sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { readDevice } from '../../src/domain/device-part.ts';
import { doneOfGroup } from '../../src/domain/group-part.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { takenBy } from '../../src/domain/taken-by.ts';
import type { Json } from '../../src/domain/text.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { up } from '../../src/store/migrations/029-parts.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aRequest, NOW } from '../helpers/given.ts';
import { storeRequest } from './store-request.ts';

/** A step as the tables were before: its parts in lists. */
type OldStep = Partial<StepRecord> & { readonly oldGaps?: Json };

const group = (groupId: string, more: object = {}) => ({
  groupId,
  name: `Group ${groupId}`,
  class: 'security',
  owner: false,
  member: true,
  leaves: true,
  ...more,
});
const FOUND = [group('a'), group('b', { owner: true }), group('c', { leaves: false })];
const leaving = (changes: OldStep): OldStep => ({
  kind: 'leave-groups',
  state: 'verified',
  attempt: 1,
  acceptedAt: NOW,
  snapshot: { groups: FOUND },
  ...changes,
});
const joining = (changes: OldStep): OldStep => ({
  kind: 'rejoin-groups',
  state: 'verified',
  attempt: 1,
  acceptedAt: NOW,
  parameters: { from: ['x'], snapshot: { groups: [group('a'), group('b', { owner: true })] } },
  ...changes,
});
const deviceNamed = (id: string): Json => ({ id, name: `The ${id}` });
const [LAPTOP, TABLET, PHONE] = [deviceNamed('laptop'), deviceNamed('tablet'), deviceNamed('phone')] as const;
const E3 = { skuId: 'e3', name: 'SPE_E3', disabledPlans: ['plan'] };
const POWER_BI = { skuId: 'power-bi', name: 'POWER_BI_PRO', disabledPlans: [] };
const disabling = (changes: OldStep): OldStep => ({
  kind: 'disable-devices',
  state: 'verified',
  attempt: 1,
  acceptedAt: NOW,
  snapshot: { devices: [LAPTOP, PHONE] },
  ...changes,
});
const refused = (kind: string, id: string) => ({
  end: 'refused',
  kind,
  id,
  name: `Group ${id}`,
  why: 'forbidden',
  who: 'helpdesk',
  through: null,
});
const listed = (...gaps: object[]) => ({ version: 1, gaps }) as Json;

const OLD = {
  'first version, done': leaving({ evidence: { removed: [{ groupId: 'a' }], kept: [{ groupId: 'b', why: 'other' }] } }),
  'done but for a half': leaving({
    evidence: { removed: [{ groupId: 'a' }, { groupId: 'b', owner: true, member: false }] },
    oldGaps: listed(refused('membership', 'b')),
  }),
  'done but for one': leaving({ evidence: { removed: [{ groupId: 'a' }] }, oldGaps: listed(refused('group', 'b')) }),
  'answer lost, and let go': leaving({ state: 'waived', evidence: null }),
  'on its way': leaving({ state: 'running', acceptedAt: null }),
  'cut short': leaving({ state: 'planned', evidence: { removed: [{ groupId: 'a' }] } }),
  'failed at once': leaving({ state: 'failed', acceptedAt: null, oldGaps: listed(refused('group', 'a')) }),
  'to come': leaving({ state: 'planned', attempt: 0, acceptedAt: null, snapshot: null }),
  'joined after, unknown to the look': leaving({ evidence: { removed: [{ groupId: 'd' }] } }),
  'given back': joining({ evidence: { refused: ['b'] } }),
  'given back by others': joining({ state: 'skipped', attempt: 0, acceptedAt: null }),
  'being given back': joining({ state: 'ambiguous', acceptedAt: null }),
  'not given back': joining({ state: 'failed', acceptedAt: null }),
  'first version, devices': disabling({ evidence: { disabled: [LAPTOP], kept: [PHONE], left: [] } }),
  'devices of two attempts': disabling({
    evidence: { disabled: [LAPTOP, TABLET] },
    oldGaps: listed(refused('device', 'phone')),
  }),
  'devices on their way': disabling({ state: 'ambiguous', acceptedAt: null }),
  'devices enabled': {
    ...disabling({}),
    kind: 'enable-devices',
    parameters: { snapshot: { devices: [LAPTOP] }, disabled: [TABLET, PHONE] },
    evidence: { kept: [PHONE] },
  },
  'licences taken': {
    ...disabling({ snapshot: { licences: [E3, POWER_BI] } }),
    kind: 'remove-licences',
    oldGaps: listed(
      { ...refused('licence', 'e3'), end: 'left', why: 'inherited', through: 'Sales' },
      { ...refused('licence', 'power-bi'), end: 'left', why: 'carries-mailbox', through: 'Sales' },
    ),
  },
  'licences being taken': {
    ...disabling({ state: 'running', acceptedAt: null, snapshot: { licences: [E3] } }),
    kind: 'remove-licences',
  },
  'licences given back': { ...disabling({ parameters: { snapshot: { licences: [E3] } } }), kind: 'return-licences' },
  'of another kind': {
    kind: 'set-auto-reply',
    state: 'verified',
    oldGaps: listed({ ...refused('device', 'd1'), end: 'left', who: 'device-admin' }, { kind: 'nonsense' }),
  },
} as const satisfies Record<string, OldStep>;
type Name = keyof typeof OLD;

describeOnEachDatabase('a database of before there were parts', (given) => {
  let steps: readonly StepRecord[];

  beforeAll(async () => {
    const { kysely } = given.database();
    await sql`drop table parts`.execute(kysely);
    await sql`alter table steps add column gaps jsonb`.execute(kysely);
    // The store writes parts of its own, for which there is no table yet: none of these has any.
    const { id } = await storeRequest(
      given.database(),
      {},
      Object.values(OLD).map(({ oldGaps: _, ...step }: OldStep) => step),
    );
    for (const [position, { oldGaps = null }] of Object.values<OldStep>(OLD).entries()) {
      const gaps = oldGaps === null ? null : JSON.stringify(oldGaps);
      await sql`update steps set gaps = ${gaps}::jsonb where request_id = ${id} and position = ${position}`.execute(
        kysely,
      );
    }
    await up(kysely as unknown as Kysely<unknown>);
    steps = await createLedger(given.database()).read(id);
  });

  const stepOf = (name: Name) => {
    const step = steps[Object.keys(OLD).indexOf(name)];
    if (step === undefined) throw new Error(`no step ${name}`);
    return step;
  };

  it.each<[Name, readonly unknown[]]>([
    ['first version, done', [['a', 'done', 'member']]],
    [
      'done but for a half',
      [
        ['b', 'refused', 'owner'],
        ['a', 'done', 'member'],
      ],
    ],
    [
      'done but for one',
      [
        ['b', 'refused', ''],
        ['a', 'done', 'member'],
      ],
    ],
    [
      'answer lost, and let go',
      [
        ['a', 'done', 'member'],
        ['b', 'done', 'owner member'],
      ],
    ],
    [
      'on its way',
      [
        ['a', 'running', 'member'],
        ['b', 'running', 'owner member'],
      ],
    ],
    [
      'cut short',
      [
        ['a', 'done', 'member'],
        ['b', 'planned', ''],
      ],
    ],
    ['failed at once', [['a', 'refused', '']]],
    ['to come', []],
    ['joined after, unknown to the look', [['d', 'done', 'member']]],
    ['given back', [['a', 'done', 'member']]],
    [
      'given back by others',
      [
        ['a', 'done', ''],
        ['b', 'done', ''],
      ],
    ],
    [
      'being given back',
      [
        ['a', 'running', ''],
        ['b', 'running', ''],
      ],
    ],
    ['not given back', []],
    ['of another kind', [['d1', 'left', '']]],
  ])('has each thing of a step as a row: %s', (name, expected) => {
    const rows = stepOf(name).parts.map((part) => {
      const done = doneOfGroup(part);
      return [part.id, part.state, [done?.owner && 'owner', done?.member && 'member'].filter(Boolean).join(' ')];
    });
    expect(rows).toEqual(expected);
  });

  it.each<[Name, readonly unknown[]]>([
    ['first version, devices', [['laptop', 'done', false]]],
    [
      'devices of two attempts',
      [
        ['phone', 'refused', null],
        ['laptop', 'done', false],
        ['tablet', 'done', false],
      ],
    ],
    [
      'devices on their way',
      [
        ['laptop', 'running', null],
        ['phone', 'running', null],
      ],
    ],
    [
      'devices enabled',
      [
        ['laptop', 'done', true],
        ['tablet', 'done', true],
      ],
    ],
  ])('has each device as a row, and what was made of it: %s', (name, expected) => {
    expect(stepOf(name).parts.map(({ id, state, evidence }) => [id, state, readDevice(evidence)])).toEqual(expected);
  });

  it('has each licence as a row, with the plans that were off in it; the same one through a group is left', () => {
    const was = { version: 1, direct: true, name: 'SPE_E3', disabledPlans: ['plan'] };
    const none = { version: 1, direct: false };
    const rows = (name: Name) =>
      stepOf(name).parts.map(({ id, state, before, evidence, through }) => [id, state, before, evidence, through]);
    expect(rows('licences taken')).toEqual([
      ['e3', 'left', null, null, 'Sales'],
      ['power-bi', 'left', null, null, 'Sales'],
      ['e3', 'done', was, none, null],
    ]);
    expect(rows('licences being taken')).toEqual([['e3', 'running', was, null, null]]);
    expect(rows('licences given back')).toEqual([['e3', 'done', none, was, null]]);
    const taken = takenBy(stepOf('licences taken'), aRequest()).map(({ before }) => before);
    expect(taken).toEqual([E3]);
  });

  it('names what is left or refused as it did', () => {
    expect(stepOf('done but for a half').gaps).toEqual([refused('membership', 'b')]);
    expect(stepOf('failed at once').gaps).toEqual([refused('group', 'a')]);
    expect(stepOf('of another kind').gaps).toMatchObject([{ end: 'left', kind: 'device', who: 'device-admin' }]);
  });

  it('gives back in the very words that were approved for a restore that waits', () => {
    const taken = takenBy(stepOf('answer lost, and let go'), aRequest()).map(({ before }) => before);
    expect(taken).toEqual(FOUND.slice(0, 2));
  });
});
