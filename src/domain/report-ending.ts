import { titleOf } from './catalogue.ts';
import { isSettled, type StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { namesOf } from './rules.ts';
import { type Text, text } from './text.ts';
import { workLeft } from './work-left.ts';

/** One sentence about a request that is over and of which not everything was seen: what is missing, by name. */
export function endedWithGaps({ hold, endedAt, createdAt }: Request, steps: readonly StepRecord[]): Text {
  if (hold?.how === 'stop')
    return text('report.headline.stopped-between', { by: hold.byName, at: { instant: hold.at } });
  const at = { instant: endedAt ?? createdAt };
  if (!steps.every(({ state }) => isSettled(state))) return text('report.headline.done-with-gaps', { at });
  const left = workLeft(steps);
  const waived = steps.filter(({ state }) => state === 'waived').map(({ kind }) => titleOf(kind));
  const values = { at, count: left.length, items: namesOf(left), steps: waived };
  if (waived.length === 0) return text('report.headline.done-left', values);
  return text(left.length === 0 ? 'report.headline.done-waived' : 'report.headline.done-left-and-waived', values);
}
