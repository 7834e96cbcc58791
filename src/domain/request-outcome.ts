import { isReady } from './is-ready.ts';
import { isSettled, type StepRecord } from './outcome.ts';

export type RunState = 'running' | 'watching' | 'done' | 'done-with-gaps';

/**
 * The state a request should have, given its ledger. `running`: something can be done at once. `watching`: all that is
 * left waits for a person, for an answer to a failure, or for a directory sync. `done`: everything was seen or was not
 * needed. `done-with-gaps`: somebody waived a step, or only attested it and a later sync left the account as wished
 * (`attested` with `verifiedAt`): that never becomes green (design, rule 6).
 */
export function outcomeOf(steps: readonly StepRecord[]): RunState {
  if (steps.some((step) => isMoving(step, steps))) return 'running';
  if (!steps.every((step) => isAtRest(step, steps))) return 'watching';
  return steps.some(({ state }) => state !== 'verified' && state !== 'skipped') ? 'done-with-gaps' : 'done';
}

function isMoving(step: StepRecord, steps: readonly StepRecord[]): boolean {
  if (step.state === 'running' || step.state === 'ambiguous') return true;
  return (step.state === 'planned' || step.state === 'waiting') && isReady(step, steps);
}

function isAtRest(step: StepRecord, steps: readonly StepRecord[]): boolean {
  if (isSettled(step.state) || isAttestedAndSeen(step)) return true;
  return step.state === 'accepted' && durableHalfEndedInAGap(step, steps);
}

/** A bare Done, after which a later sync was seen to leave the account as wished. */
function isAttestedAndSeen({ state, verifiedAt }: StepRecord): boolean {
  return state === 'attested' && verifiedAt !== null;
}

/** The cloud half stays `accepted` until the half in AD DS is seen; when that half was waived or attested, it ends so. */
function durableHalfEndedInAGap({ kind }: StepRecord, steps: readonly StepRecord[]): boolean {
  const half = kind === 'block-sign-in' ? 'disable-account' : kind === 'unblock-sign-in' ? 'enable-account' : null;
  const durable = steps.find((step) => step.kind === half);
  return durable !== undefined && (durable.state === 'waived' || isAttestedAndSeen(durable));
}
