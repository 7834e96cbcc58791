import { randomUUID } from 'node:crypto';
import type { Lane, StepKind } from '../../domain/step.ts';
import { PROTECTION_KINDS, type Protection, type TargetUser } from '../../domain/target-user.ts';
import { createAdvance } from '../../flow/advance-request.ts';
import { blockNow } from '../../flow/block-now.ts';
import type { FlowContext } from '../../flow/context.ts';
import { decide } from '../../flow/decide.ts';
import { draftRequest } from '../../flow/draft-request.ts';
import type { StepLane } from '../../flow/ports.ts';
import { submitRequest } from '../../flow/submit-request.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { APPROVER_GROUP, decisionContext, EMERGENCY_GROUP } from './decisions/decision-world.ts';
import { aPerson, IDS, NOW } from './gallery/given.ts';
import { SCENARIOS, type Scenario, SUCCESSOR, stepsOf } from './protected/scenarios.ts';

export type ProtectedFigures = {
  /** A class, a step and a moment each. */
  readonly trials: number;
  readonly writes: number;
  /** Requests that did not end as they must, whether or not anything was written. */
  readonly wrongEnds: number;
  /** Kinds of step that were written. */
  readonly written: readonly StepKind[];
};

const PROTECTED: readonly string[] = ['rules.protected', 'rules.protection-unknown'];
const IN_EMERGENCY = '60000000-0000-4000-8000-0000000000e1';
const APPROVERS = ['60000000-0000-4000-8000-0000000000a1', '60000000-0000-4000-8000-0000000000a2'] as const;

/**
 * Every class of protection and every kind of step, through the real flow and stores with lanes that count what they
 * would have written: protected when asked, and protected only after the approval. `unguarded` is the control: what was
 * true when it was asked is believed when it runs.
 */
export async function proveProtected({ unguarded }: { readonly unguarded: boolean }): Promise<ProtectedFigures> {
  const database = await openDatabase({ kind: 'pglite', dataDir: 'memory' }, { owner: 'proof' });
  try {
    await migrate(database);
    const figures = { trials: 0, writes: 0, wrongEnds: 0, written: new Set<StepKind>() };
    for (const kind of PROTECTION_KINDS) {
      for (const scenario of SCENARIOS) {
        for (const moment of unguarded ? (['approved'] as const) : (['asked', 'approved'] as const)) {
          const tried = await tryOne(database, scenario, { protection: { kind, name: 'any' }, moment, unguarded });
          figures.trials += stepsOf(scenario).length;
          figures.writes += tried.written.length;
          figures.wrongEnds += tried.endedWell ? 0 : 1;
          for (const each of tried.written) figures.written.add(each);
        }
      }
      const blocked = await tryAtOnce(database, { kind, name: 'any' });
      figures.trials += unguarded ? 0 : blocked.trials;
      figures.writes += blocked.written.length;
      figures.wrongEnds += blocked.refused ? 0 : 1;
      // One class shows what the control is for.
      if (unguarded) break;
    }
    return { ...figures, written: [...figures.written] };
  } finally {
    await database.close();
  }
}

type Trial = { readonly protection: Protection; readonly moment: 'asked' | 'approved'; readonly unguarded: boolean };

async function tryOne(database: Database, scenario: Scenario, { protection, moment, unguarded }: Trial) {
  const targetUserId = randomUUID();
  const choices = { ...scenario.choices, targetUserId };
  const ordinary = { ...scenario.facts, id: targetUserId };
  let facts: TargetUser = ordinary;
  const written: StepKind[] = [];
  const context = world(database, { scenario, facts: () => facts, written });
  const protect = () => {
    facts = { ...ordinary, protections: [protection] };
  };
  if (moment === 'asked') protect();
  const id = await ask(context, choices);
  if (moment === 'asked' || id === null) return { written, endedWell: (moment === 'asked') === (id === null) };
  const version = (await context.ports.requests.read(id))?.version ?? null;
  for (const by of APPROVERS) await decide(context, by, id, version, { verdict: 'approved' });
  if (!unguarded) protect();
  await createAdvance(context, randomUUID())(id);
  const request = await context.ports.requests.read(id);
  return { written, endedWell: request?.state === 'stopped' && PROTECTED.includes(request.note?.key ?? '') };
}

/** Nor at once, by the emergency group: before anybody approved it. */
async function tryAtOnce(database: Database, protection: Protection) {
  const [scenario] = SCENARIOS;
  if (scenario === undefined) throw new TypeError('there is no scenario');
  const written: StepKind[] = [];
  const facts = { ...scenario.facts, id: randomUUID(), protections: [protection] };
  const context = world(database, { scenario, facts: () => facts, written });
  const answer = await blockNow(context, IN_EMERGENCY, facts.id);
  return { trials: 1, written, refused: 'refused' in answer && PROTECTED.includes(answer.refused.key) };
}

/** The id of the request; null when it was refused. */
async function ask(context: FlowContext, choices: Scenario['choices']): Promise<string | null> {
  const drafted = await draftRequest(context, IDS.requester, choices);
  if ('refused' in drafted) return null;
  const { planHash } = drafted.draft.report.request;
  const submitted = await submitRequest(context, IDS.requester, choices, planHash);
  return 'refused' in submitted ? null : submitted.request.id;
}

type World = { readonly scenario: Scenario; readonly facts: () => TargetUser; readonly written: StepKind[] };

function world(database: Database, { scenario, facts, written }: World): FlowContext {
  const known = [aPerson(), SUCCESSOR, ...[...APPROVERS, IN_EMERGENCY].map((id) => aPerson({ id, displayName: id }))];
  const directory = {
    people: new Map(known.map((person) => [person.id, person])),
    groups: new Map([
      [APPROVER_GROUP, new Set<string>(APPROVERS)],
      [EMERGENCY_GROUP, new Set([IN_EMERGENCY])],
    ]),
  };
  const context = decisionContext(database, directory, {
    now: () => NOW,
    replace: (ports) => ({
      ...ports,
      people: {
        ...ports.people,
        read: async (id) => (id === facts().id ? facts() : ports.people.read(id)),
        managementChain: async () => [IDS.requester],
        findFor: async () => ({ requester: null, found: [] }),
      },
      directory: { ...ports.directory, readTargetUser: async () => facts() },
      ledger: { ...ports.ledger, runsOf: async () => scenario.runs },
      lanes: { cloud: countingLane('cloud', written), 'on-premises': countingLane('on-premises', written) },
    }),
  });
  const { policy } = context.settings;
  // One person asks for all of it within one hour: how often they may is another proof's. What was accepted may be
  // looked at at once.
  const limits = { ...policy.limits, asksPerRequester: 10_000 };
  return { ...context, settings: { ...context.settings, policy: { ...policy, limits, settleSeconds: 0 } } };
}

function countingLane(lane: Lane, written: StepKind[]): StepLane {
  return {
    lane,
    idempotent: () => true,
    look: async () => ({ status: 'needed', snapshot: {} }),
    async perform({ step }) {
      written.push(step.kind);
      return { status: 'accepted', evidence: {} };
    },
    verify: async () => ({ status: 'seen', evidence: {} }),
  };
}
