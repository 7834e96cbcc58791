import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cardForView } from '../../src/cards/card-for-view.ts';
import { APPROVER_GROUP, decisionContext } from '../../src/commands/prove/decisions/decision-world.ts';
import { startPostgres } from '../../src/commands/prove/postgres-server.ts';
import type { Request } from '../../src/domain/request.ts';
import type { StepKind } from '../../src/domain/step.ts';
import { takenFrom } from '../../src/domain/taken.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { createAdvance } from '../../src/flow/advance-request.ts';
import { createFlow } from '../../src/flow/create-flow.ts';
import type { StepLane } from '../../src/flow/ports.ts';
import { hearMissing } from '../../src/locales/translate.ts';
import { contoso } from '../../src/sandbox/contoso.ts';
import type { Database, DatabaseSettings } from '../../src/store/database.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { createWakeups } from '../../src/store/wakeups.ts';
import { aPerson, minutesAfter } from '../helpers/given.ts';
import { openWritten, readWritten, type Written, type WrittenRequest } from './first-version/open-written.ts';
import { checkChain } from './read-chain.ts';

const written: Written = await readWritten();
const [{ created_at: began = '' } = {}] = written.requests as readonly { readonly created_at?: string }[];
const about = (key: string) => {
  const found = written.requests.filter((each) => each.target_user_id === contoso.people[key]?.id).at(-1);
  if (found === undefined) throw new Error(`nothing was written about ${key}`);
  return found;
};
const stepsOf = ({ id }: WrittenRequest) => written.steps.filter(({ request_id }) => request_id === id);

const SERVERS: Readonly<Record<string, () => Promise<{ settings: DatabaseSettings; stop(): Promise<void> }>>> = {
  PGlite: async () => ({ settings: { kind: 'pglite', dataDir: 'memory' }, stop: async () => {} }),
  PostgreSQL: async () => {
    const { createDatabase, stop } = await startPostgres();
    return { settings: { kind: 'postgres', url: await createDatabase() }, stop };
  },
};

describe.each(Object.entries(SERVERS))('a database that the first version wrote, on %s', (_, start) => {
  let database: Database;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const server = await start();
    database = await openWritten(server.settings, written);
    stop = server.stop;
  });
  afterAll(async () => {
    await database.close();
    await stop();
  });

  it('has requests that run, are scheduled, watched, done and to be decided, and people at work', () => {
    const states = new Set(written.requests.map(({ state }) => state));
    expect(states).toEqual(new Set(['running', 'scheduled', 'watching', 'done', 'pending']));
    const steps = new Set(written.steps.map(({ state }) => state));
    expect([...steps]).toEqual(expect.arrayContaining(['needs-person', 'attested', 'ambiguous', 'failed']));
  });

  it('is taken into use with every request and every step as it stood', async () => {
    const [requests, ledger] = [createRequestStore(database), createLedger(database)];
    expect(await requests.count({})).toBe(written.requests.length);
    for (const row of written.requests) {
      expect(await requests.read(row.id)).toMatchObject({
        reference: `L-${row.number}`,
        state: row.state,
        version: row.version,
        requesterId: row.requester_id,
        targetUserId: row.target_user_id,
        choices: row.choices,
        facts: row.facts,
        plan: row.plan,
        planHash: row.plan_hash,
        approvals: row.approvals,
        note: row.note,
      });
      const steps = await ledger.read(row.id);
      const told = ({ id, kind, lane, parameters, state, attempt, snapshot }: (typeof steps)[number]) =>
        ({ id, kind, lane, parameters, state, attempt, snapshot }) as const;
      const then = stepsOf(row).toSorted((one, other) => Number(one.position) - Number(other.position));
      expect(steps.map(told)).toEqual(then.map((step) => told(step as unknown as (typeof steps)[number])));
    }
  });

  it('keeps the chain of the audit whole', async () => {
    expect(written.audit?.length).toBeGreaterThan(0);
    expect((await checkChain(database)).faults).toEqual([]);
  });

  it('wakes what runs and what is watched', async () => {
    const due = await createWakeups(database).due({ tenant: later(60 * 24 * 60), real: later(1) }, 99);
    for (const { id, state } of written.requests)
      if (['running', 'watching', 'scheduled', 'pending'].includes(state)) expect(due).toContain(id);
  });

  it('knows what was taken of whom, less what was given back', async () => {
    const awayFrom = async (key: string) => {
      const runs = await createLedger(database).runsOf(about(key).target_user_id);
      return takenFrom(runs, asLeft(about(key)));
    };
    const { away } = await awayFrom('adele');
    const kinds = new Set(away.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['rejoin-groups', 'return-licences', 'stop-auto-reply', 'unshare-onedrive']));
    const removed = stepsOf(about('adele')).find(({ kind }) => kind === 'leave-groups')?.evidence as {
      readonly removed: readonly { readonly groupId: string }[];
    };
    expect(removed.removed.length).toBeGreaterThan(0);
    expect(away.filter(({ kind }) => kind === 'rejoin-groups').map(({ key }) => key)).toEqual(
      removed.removed.map(({ groupId }) => groupId),
    );
    expect((await awayFrom('samFinance')).away).toEqual([]);
  });

  it('shows every request to an approver, and says of one sentence alone that it cannot be shown any more', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const missing = new Set<string>();
    hearMissing((key) => missing.add(key));
    const { flow } = workOn(database);
    for (const { id, number } of written.requests) {
      const view = await flow.view(HELPDESK.id, id);
      const card = view === null ? null : cardForView(view, { locale: 'en', timeZone: 'UTC' });
      expect(JSON.stringify(card)).toContain(`L-${number}`);
    }
    vi.unstubAllEnvs();
    expect([...missing]).toEqual(['flow.attested-bare']);
  });

  it('is worked on: what runs goes on where it stood, what was scheduled begins, nothing done is done again', async () => {
    const { advance, performed, requests } = workOn(database);
    for (const { id } of written.requests) await advance(id);
    const performedAbout = (key: string) =>
      performed.filter(({ about: id }) => id === about(key).target_user_id).map(({ kind }) => kind);
    const openOf = (key: string) =>
      stepsOf(about(key)).flatMap(({ state, kind }) => (['planned', 'waiting'].includes(state) ? [kind] : []));
    expect(performedAbout('zoe')).toContain('block-sign-in');
    // What was sent and never answered is read first, and was found done.
    expect(performedAbout('grady')).toEqual(['remove-licences']);
    for (const key of ['zoe', 'grady']) {
      expect(openOf(key)).toEqual(expect.arrayContaining(performedAbout(key)));
      expect((await requests.read(about(key).id))?.state).toMatch(/^(running|watching|done)/);
    }
    // Done once, done for good, but where a block was turned back.
    const turned = written.steps.filter(({ state }) => state === 'overwritten').map(({ request_id }) => request_id);
    const done = written.steps.filter(({ state, request_id }) => state === 'verified' && !turned.includes(request_id));
    for (const { id } of done) expect(performed.map((each) => each.id)).not.toContain(id);
    for (const { id, state } of written.requests)
      if (state === 'done') expect((await requests.read(id))?.state).toBe('done');
  });
});

const [MANAGER, HELPDESK] = (['manager', 'helpdesk'] as const).map((key) =>
  aPerson({ id: contoso.personas[key].id, displayName: contoso.people[key]?.displayName ?? key }),
) as [ReturnType<typeof aPerson>, ReturnType<typeof aPerson>];

function later(minutes: number): Date {
  return new Date(minutesAfter(began, minutes));
}

/** As the offboarding left the account, which the facts of the request do not show. */
function asLeft({ facts }: WrittenRequest): TargetUser {
  return { ...(facts as Request['facts']), accountEnabled: false, memberships: [], licences: [], autoReply: 'on' };
}

/** This version at work on it, three days later: every change is taken and seen. */
function workOn(database: Database) {
  const performed: { readonly id: string; readonly about: string; readonly kind: StepKind }[] = [];
  const lane = (name: StepLane['lane']): StepLane => ({
    lane: name,
    idempotent: () => true,
    look: async () => ({ status: 'needed', snapshot: {} }),
    async perform({ step, targetUserId }) {
      performed.push({ id: step.id, about: targetUserId, kind: step.kind });
      return { status: 'accepted', evidence: {} };
    },
    verify: async () => ({ status: 'seen', evidence: {} }),
  });
  const facts = new Map(written.requests.map((row) => [row.target_user_id, row.facts as Request['facts']]));
  const context = decisionContext(
    database,
    {
      people: new Map([MANAGER, HELPDESK].map((each) => [each.id, each])),
      groups: new Map([[APPROVER_GROUP, new Set([HELPDESK.id])]]),
    },
    {
      now: () => later(4 * 24 * 60).toISOString(),
      replace: (ports) => ({
        ...ports,
        people: { ...ports.people, managementChain: async () => [MANAGER.id] },
        directory: {
          ...ports.directory,
          readTargetUser: async (id) => facts.get(id) ?? ports.directory.readTargetUser(id),
        },
        lanes: { cloud: lane('cloud'), 'on-premises': lane('on-premises') },
      }),
    },
  );
  return {
    flow: createFlow(context),
    advance: createAdvance(context, randomUUID()),
    requests: context.ports.requests,
    performed,
  };
}
