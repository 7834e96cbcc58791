import { foundLost } from './found-lost.ts';
import type { Hold, Request } from './request.ts';
import { type Text, text } from './text.ts';
import { toGoOn } from './to-go-on.ts';

/** Who lets it go on: one approver, or as many as it takes to take it over from people who count no more. */
export function onHoldTodo(request: Request, hold: Hold): Text {
  const reason = hold.lost === undefined ? hold.reason : foundLost(hold);
  const { needs, given } = toGoOn(request) ?? { needs: { count: 1 }, given: [] };
  const count = needs.count - given.length;
  if (given.length > 0 && count > 0)
    return text('report.todo.on-hold-more', { names: given.map(({ byName }) => byName), count, reason });
  if (count > 1) return text('report.todo.on-hold-several', { count, at: { instant: hold.at }, reason });
  return text('report.todo.on-hold', { reason });
}
