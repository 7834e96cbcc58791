import { titleOf } from './catalogue.ts';
import type { StepRecord, StepState } from './outcome.ts';
import type { Hold, Request } from './request.ts';
import { type Text, text } from './text.ts';

/** Whether an approver ended it after it had begun. */
export function isStopped({ hold }: Pick<Request, 'hold'>): boolean {
  return hold?.how === 'stop';
}

const RAN: readonly StepState[] = ['verified', 'accepted', 'attested', 'overwritten', 'gone'];

/** Who ended it and why, what had run by then, what had not, and of what nobody can be certain, by name. */
export function stoppedNote({ hold }: Pick<Request, 'hold'>, steps: readonly StepRecord[]): Text | null {
  if (hold === null) return null;
  const titles = (wanted: (step: StepRecord) => boolean) => steps.filter(wanted).map(({ kind }) => titleOf(kind));
  const [ran, left, unsure] = [titles(({ state }) => RAN.includes(state)), titles(isLeft), titles(isUnsure)];
  const values = { name: hold.byName, reason: hold.reason, ran, left };
  if (unsure.length > 0)
    return text('flow.stopped-not-certain', { ...values, unsure, countRan: ran.length, countLeft: left.length });
  if (left.length === 0) return text('flow.stopped-after-all', values);
  return text(ran.length === 0 ? 'flow.stopped-before-any' : 'flow.stopped-between', values);
}

/** One sentence about a request that was stopped and is over: the same as its note, without the names. */
export function stoppedHeadline({ byName: by, at }: Hold, steps: readonly StepRecord[]): Text {
  const values = { by, at: { instant: at } };
  if (steps.some(isLeft)) return text('report.headline.stopped-between', values);
  return text(`report.headline.stopped-${steps.some(isUnsure) ? 'not-certain' : 'after-all'}`, values);
}

function isLeft({ state, attempt }: StepRecord): boolean {
  return state === 'waived' || state === 'needs-person' || (state === 'failed' && attempt === 0);
}

/** It was tried, and an attempt that failed may still have changed something. */
function isUnsure({ state, attempt }: StepRecord): boolean {
  return state === 'failed' && attempt > 0;
}
