import type { StepState } from '../../../domain/outcome.ts';
import { planHash } from '../../../domain/plan-hash.ts';
import type { Decision, Request } from '../../../domain/request.ts';
import type { StepKind } from '../../../domain/step.ts';
import { stepRecordsOf } from '../../../domain/step-records.ts';
import type { FlowContext } from '../../../flow/context.ts';
import { aRequest, aSyncedTargetUser, aTargetUser, minutesAfter, NOW, someChoices } from '../gallery/given.ts';
import { samplePlan } from '../gallery/sample-reports.ts';
import { PEOPLE, type Who } from './people.ts';

type Scene = {
  readonly by: Who;
  /** Somebody who is an approver besides; else a person of the scene's own. */
  readonly about?: Who;
  readonly synced?: true;
  readonly request?: Partial<Request>;
  readonly states?: Readonly<Partial<Record<StepKind, StepState>>>;
};

/**
 * A request in every state in which its cards have buttons; the first two are alike, so that one can pass for the
 * other.
 */
const SCENES: readonly Scene[] = [
  { by: 'requester' },
  { by: 'requester' },
  {
    by: 'otherRequester',
    request: { needs: { count: 2, by: 'approver', reasons: [] }, approvals: [approved('approver')] },
  },
  { by: 'requester', request: { remarks: [asked()] } },
  { by: 'requester', request: { version: 2, ...postponed() } },
  { by: 'requester', request: { state: 'approved', version: 2, decision: approved('approver'), lateSince: NOW } },
  {
    by: 'otherRequester',
    request: { state: 'scheduled', version: 3, decision: approved('approver'), ...postponed(), edited: null },
  },
  { by: 'requester', request: running(), states: { 'revoke-sessions': 'failed', 'share-onedrive': 'overwritten' } },
  { by: 'otherRequester', synced: true, request: running(), states: { 'disable-account': 'needs-person' } },
  {
    by: 'otherRequester',
    request: { ...running(), emergency: { confirmBy: minutesAfter(NOW, 60), answer: null, proposal: null } },
  },
  { by: 'otherApprover' },
  { by: 'requester', about: 'thirdApprover' },
  { by: 'requester', request: { state: 'withdrawn', version: 2, endedAt: NOW } },
];

/** Stores every scene with its plan and its ledger; gives what was stored. */
export async function storeScenes({ ports, newId }: FlowContext): Promise<readonly Request[]> {
  const stored: Request[] = [];
  for (const [place, scene] of SCENES.entries()) {
    const id = `5e000000-0000-4000-8000-${String(place + 1).padStart(12, '0')}`;
    const request = requestOf(scene, id, place);
    const steps = stepRecordsOf(request.plan, id, newId).map((step) => {
      const state = scene.states?.[step.kind];
      return state === undefined ? step : { ...step, state, attempt: 1, intendedAt: NOW };
    });
    const made = await ports.transactions.run((transaction) => ports.requests.insert(transaction, request, steps));
    if ('openRequest' in made) throw new TypeError(`${made.openRequest} is open already`);
    stored.push(made);
  }
  return stored;
}

function requestOf({ by, about, synced, request }: Scene, id: string, place: number): Request {
  const target = `7a000000-0000-4000-8000-${String(place + 1).padStart(12, '0')}`;
  const who = about === undefined ? { id: target, displayName: `Adele Vance ${place + 1}` } : PEOPLE[about];
  // Who asks manages the person: that still counts at the last approval.
  const managed = { ...who, managementChain: [PEOPLE[by].id] };
  const facts = synced === true ? aSyncedTargetUser(managed) : aTargetUser(managed);
  const plan = samplePlan({ targetUser: facts, choices: { targetUserId: facts.id } });
  const { id: requesterId, displayName: requesterName } = PEOPLE[by];
  const when = request?.dueAt == null ? {} : { when: hourOf(request.dueAt) };
  const choices = someChoices('offboard', { targetUserId: facts.id, ...when });
  return aRequest({ id, facts, plan, planHash: planHash(plan), choices, requesterId, requesterName, ...request });
}

function hourOf(instant: string) {
  return { mode: 'at', localDate: '2026-03-20', localTime: '17:00', zone: 'Europe/Amsterdam', instant } as const;
}

function running(): Partial<Request> {
  return { state: 'running', version: 2, decision: approved('approver'), startedAt: NOW };
}

function postponed(): Partial<Request> {
  const { id: by, displayName: byName } = PEOPLE.otherApprover;
  return { dueAt: '2026-03-20T16:00:00.000Z', edited: { by, byName, at: NOW, agreedAt: null } };
}

function approved(who: Who): Decision {
  return { verdict: 'approved', by: PEOPLE[who].id, byName: PEOPLE[who].displayName, reason: null, at: NOW };
}

function asked() {
  const { id: by, displayName: byName } = PEOPLE.approver;
  return { from: 'approver', by, byName, words: 'Is this the last day?', at: NOW } as const;
}
