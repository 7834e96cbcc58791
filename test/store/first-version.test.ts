import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Request } from '../../src/domain/request.ts';
import { takenFrom } from '../../src/domain/taken.ts';
import { calledOf } from '../../src/store/called.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { migrate } from '../../src/store/migrate.ts';
import { toRow } from '../../src/store/request-row.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { createWakeups } from '../../src/store/wakeups.ts';
import { aRequest, aStepRecord, aTargetUser, minutesAfter, NOW } from '../helpers/given.ts';

/** The last migrations of the first version (b70e843), and of the one before steps had parts. */
const ENDS = { 'the first version': '012-emergency', 'the version before parts': '028-settings-told' } as const;

const group = (groupId: string) => ({
  groupId,
  name: groupId,
  class: 'security',
  owner: false,
  member: true,
  leaves: true,
});
const FOUND = { groups: [group('a'), group('b'), { ...group('c'), leaves: false }] };
const STATES = {
  pending: {},
  scheduled: { dueAt: minutesAfter(NOW, 60), wakeAt: minutesAfter(NOW, 60) },
  running: { startedAt: NOW, wakeAt: NOW },
  watching: { startedAt: NOW, wakeAt: minutesAfter(NOW, 30) },
  done: { startedAt: NOW, endedAt: NOW },
} as const satisfies Partial<Record<Request['state'], Partial<Request>>>;
type State = keyof typeof STATES;

const block = {
  kind: 'block-sign-in',
  state: 'verified',
  attempt: 1,
  snapshot: { accountEnabled: true },
  acceptedAt: NOW,
  verifiedAt: NOW,
} as const;
const groups = (changes: Partial<StepRecord>) =>
  ({ kind: 'leave-groups', snapshot: FOUND, acceptedAt: null, attempt: 1, ...changes }) as const;
const done = {
  state: 'verified',
  acceptedAt: NOW,
  verifiedAt: NOW,
  evidence: { removed: [{ groupId: 'a' }, { groupId: 'b' }] },
} as const;
const STEPS: Readonly<Record<State, readonly Partial<StepRecord>[]>> = {
  pending: [{}, groups({ snapshot: null, attempt: 0 })],
  scheduled: [{}, groups({ snapshot: null, attempt: 0 })],
  running: [block, groups({ state: 'running' })],
  watching: [{ ...block, state: 'accepted' }, groups(done)],
  done: [
    block,
    groups(done),
    {
      kind: 'disable-devices',
      ...done,
      snapshot: { devices: [{ id: 'd', name: 'D' }] },
      evidence: { disabled: [{ id: 'd', name: 'D' }] },
    },
  ],
};

describe.each(Object.entries(ENDS))('a database of %s', (_, last) => {
  let database: Database;
  const stored = new Map<State, { readonly request: Request; readonly steps: readonly StepRecord[] }>();

  beforeAll(async () => {
    database = await openDatabase({ kind: 'pglite', dataDir: 'memory' }, { owner: 'test' });
    await migrate(database, last);
    for (const state of Object.keys(STATES) as State[]) stored.set(state, await storeAsThen(database, state));
    await migrate(database);
  });
  afterAll(() => database.close());

  it('is taken into use with every request, step by step, as it stood', async () => {
    const [requests, ledger] = [createRequestStore(database), createLedger(database)];
    for (const { request, steps } of stored.values()) {
      const { reference: _, ...as } = request;
      expect(await requests.read(request.id)).toMatchObject(as);
      const plain = ({ parts: _parts, gaps: _gaps, ...step }: StepRecord) => step;
      expect((await ledger.read(request.id)).map(plain)).toEqual(steps.map(plain));
    }
    expect(await requests.count({})).toBe(stored.size);
  });

  it('finds what is open by the name of whom it is about, as what is stored now', async () => {
    const called = await database.kysely.selectFrom('requests').select(['id', 'called']).execute();
    for (const { request } of stored.values())
      expect(called).toContainEqual({ id: request.id, called: calledOf(request.facts) });
    expect(await createRequestStore(database).openMeantBy(aRequest().facts.displayName)).toHaveLength(2);
  });

  it('wakes what runs and is watched, and what is scheduled at its hour', async () => {
    const due = async (minutes: number) => {
      await database.kysely.updateTable('requests').set({ told: sql`revision`, woken_at: null }).execute();
      const found = await createWakeups(database).due(
        { tenant: new Date(minutesAfter(NOW, minutes)), real: new Date(NOW) },
        99,
      );
      return [...stored].flatMap(([state, { request }]) => (found.includes(request.id) ? [state] : []));
    };
    expect(await due(1)).toEqual(['running']);
    expect(await due(61)).toEqual(['scheduled', 'running', 'watching']);
  });

  it('knows what was taken, and of what runs what may have been', async () => {
    const takenIn = async (state: State) => {
      const { request } = stored.get(state) ?? { request: aRequest() };
      const runs = await createLedger(database).runsOf(request.targetUserId);
      return takenFrom(runs, aTargetUser({ memberships: [] })).away.map(({ key }) => key);
    };
    expect(await takenIn('done')).toEqual(['a', 'b', 'd']);
    expect(await takenIn('watching')).toEqual(['a', 'b']);
    expect(await takenIn('running')).toEqual(['a', 'b']);
    expect(await takenIn('scheduled')).toEqual([]);
  });
});

/** Row by row, in the columns that there were then. */
async function storeAsThen({ kysely }: Database, state: State) {
  const request = aRequest({ id: randomUUID(), targetUserId: randomUUID(), state, ...STATES[state] });
  await insertThen(kysely, 'requests', toRow(request));
  const steps = STEPS[state].map((step, position) =>
    aStepRecord({ id: randomUUID(), requestId: request.id, position, ...step }),
  );
  for (const step of steps)
    await insertThen(kysely, 'steps', {
      id: step.id,
      request_id: step.requestId,
      position: step.position,
      kind: step.kind,
      lane: step.lane,
      parameters: JSON.stringify(step.parameters),
      after: JSON.stringify(step.after),
      state: step.state,
      attempt: step.attempt,
      intended_at: step.intendedAt,
      accepted_at: step.acceptedAt,
      verified_at: step.verifiedAt,
      not_before: step.notBefore,
      snapshot: JSON.stringify(step.snapshot),
      evidence: step.evidence === null ? null : JSON.stringify(step.evidence),
    });
  return { request, steps };
}

async function insertThen(kysely: Database['kysely'], table: string, row: object): Promise<void> {
  const { rows } = await sql<{ readonly name: string }>`
    select column_name as name from information_schema.columns where table_name = ${table}`.execute(kysely);
  const known = Object.entries(row).filter(([name]) => rows.some((column) => column.name === name));
  const values = sql.join(known.map(([, value]) => sql`${value as string | null}`));
  await sql`insert into ${sql.table(table)} (${sql.join(known.map(([name]) => sql.ref(name)))}) values (${values})`.execute(
    kysely,
  );
}
