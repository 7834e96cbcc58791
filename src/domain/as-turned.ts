import { heldByRestore } from './held-by-restore.ts';
import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { KEEPS_OUT } from './sign-in-kinds.ts';
import { HANDED_OUT_TURNED } from './stopped-between.ts';
import { type Text, text } from './text.ts';
import { isTurnedRound } from './work-off.ts';

/**
 * The ledger as cards and lists show it while a later request changes the account the other way, and once it has:
 * nobody is asked for what was with people, and what was seen is of then, not “in place” now. While an approver holds
 * it, what waits for Active Directory waits as all of it does, but for the block's half there, which is finished
 * through a hold; while a restore that is about to start holds it, that waits too.
 */
export function asTurned(request: Pick<Request, 'note' | 'hold'>, steps: readonly StepRecord[]): readonly StepRecord[] {
  const reference = restsBehind(request);
  if (reference !== null) {
    const note = text('flow.step-rests', { reference });
    return steps.map((step) => resting(step, note));
  }
  if (isTurnedRound(request)) return steps.map(asOfThen);
  const { hold } = request;
  if (hold?.how !== 'hold') return steps;
  const restore = heldByRestore(request);
  const why =
    restore === null
      ? text('flow.step-held-in-hand', { name: hold.byName })
      : text('flow.step-rests', { reference: restore });
  return steps.map((step) => (restore === null && KEEPS_OUT.includes(step.kind) ? step : held(step, why)));
}

/** What was in hand is not to be done now; what failed, and why, stays said, and nobody is asked to try it again. */
function resting(step: StepRecord, note: Text): StepRecord {
  if (step.state === 'needs-person') return { ...step, state: 'waived', note };
  return step.state === 'failed' ? { ...step, state: 'waived' } : step;
}

function held(step: StepRecord, note: Text): StepRecord {
  const isHeld = step.state === 'needs-person' && step.lane === 'on-premises';
  return isHeld ? { ...step, state: 'waiting', note } : step;
}

function asOfThen(step: StepRecord): StepRecord {
  return step.state === 'accepted' && step.verifiedAt !== null ? { ...step, state: 'verified', note: null } : step;
}

/** What was with people when a later request turned theirs round, or still to be done; null = this step was not. */
export function letGoByTurn({ state, lane }: StepRecord, reference: string) {
  if (state === 'planned' || state === 'waiting') return text('flow.step-turned-to-come', { reference });
  if (state !== 'needs-person') return null;
  return text(lane === 'on-premises' ? HANDED_OUT_TURNED : 'flow.step-turned', { reference });
}
