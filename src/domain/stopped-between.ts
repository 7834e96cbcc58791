import { titleOf } from './catalogue.ts';
import type { StepRecord, StepState } from './outcome.ts';
import type { Request } from './request.ts';
import { type Text, text } from './text.ts';

/** Whether an approver ended it after it had begun. */
export function isStopped({ hold }: Pick<Request, 'hold'>): boolean {
  return hold?.how === 'stop';
}

const RAN: readonly StepState[] = ['verified', 'accepted', 'attested', 'overwritten'];

/** Who ended it and why, what had run by then and what had not, by name. */
export function stoppedNote({ hold }: Pick<Request, 'hold'>, steps: readonly StepRecord[]): Text | null {
  if (hold === null) return null;
  const titles = (states: readonly StepState[]) =>
    steps.filter(({ state }) => states.includes(state)).map(({ kind }) => titleOf(kind));
  const [ran, left] = [titles(RAN), titles(['waived', 'failed', 'needs-person'])];
  const values = { name: hold.byName, reason: hold.reason, ran, left };
  if (left.length === 0) return text('flow.stopped-after-all', values);
  return text(ran.length === 0 ? 'flow.stopped-before-any' : 'flow.stopped-between', values);
}
