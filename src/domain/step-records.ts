import { partOfGap } from './gaps-of.ts';
import type { StepRecord } from './outcome.ts';
import type { Plan } from './plan.ts';

/** The empty ledger of a plan, in plan order: what is not needed is `skipped` with its reason, all else `planned`. */
export function stepRecordsOf(plan: Plan, requestId: string, newId: () => string): StepRecord[] {
  return plan.steps.map((step, position) => ({
    id: newId(),
    requestId,
    position,
    kind: step.kind,
    lane: step.lane,
    parameters: step.parameters,
    after: step.after,
    state: step.skip === null ? 'planned' : 'skipped',
    attempt: 0,
    intendedAt: null,
    acceptedAt: null,
    verifiedAt: null,
    notBefore: null,
    snapshot: null,
    evidence: null,
    note: step.skip,
    parts: (step.gaps ?? []).map(partOfGap),
    gaps: step.gaps ?? [],
    turnedBack: null,
    by: null,
  }));
}
