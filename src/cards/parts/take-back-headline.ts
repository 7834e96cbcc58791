import type { ShownTask } from '../../domain/report.ts';
import type { Request } from '../../domain/request.ts';
import { tasksToTakeBack } from '../../domain/tasks-of.ts';
import { type Text, text } from '../../domain/text.ts';

/** That a request ended on which people had done something of what this card shows; null = they had not. */
export function takeBackHeadline(request: Request, tasks: readonly ShownTask[]): Text | null {
  const toTakeBack = tasksToTakeBack(request);
  const count = tasks.filter(({ now }) => now.task !== null && toTakeBack.includes(now.task)).length;
  return count === 0 ? null : text('card.task.headline-take-back', { count });
}
