import { hourThatHolds } from './agreement.ts';
import { minutesAfter } from './minutes-after.ts';
import type { Request } from './request.ts';
import type { PlannedTask, Task } from './task.ts';
import { isOver } from './tasks-of.ts';
import { type WorkingHours, withinWorkingHours } from './working-hours.ts';

const DAY = 24 * 60;

/** When a request began, or is to begin; null = as soon as it is approved. */
type Hours = Pick<Request, 'startedAt' | 'dueAt' | 'edited'>;

/**
 * Until when it is to be done, ISO UTC: so many days from the start, wherever that is moved to once it holds; a day after it was
 * handed out where that hour had passed by then. Null = the hour of the start is not known yet.
 */
export function taskDueAt(request: Hours, { dueDays }: PlannedTask, openedAt: string | null): string | null {
  const start = request.startedAt ?? hourThatHolds(request) ?? openedAt;
  if (start === null) return null;
  const at = minutesAfter(start, dueDays * DAY);
  return openedAt !== null && at <= openedAt ? minutesAfter(openedAt, DAY) : at;
}

/** Minutes after a task is due, or was said not to be possible, at which people hear of it again. */
const AFTER_DUE = [0, DAY, 3 * DAY, 7 * DAY];
const AFTER_CANNOT = [DAY, 3 * DAY, 7 * DAY];

/** How many reminders of a task have come by now, and when the next one does; none of what is over. */
export function taskReminders(
  request: Hours,
  task: Task,
  { now, workingHours }: { readonly now: string; readonly workingHours: WorkingHours | null },
): Pick<Task, 'reminded' | 'remindAt'> {
  if (isOver(task)) return { reminded: task.reminded, remindAt: null };
  const isCannot = task.state === 'cannot';
  const from = isCannot
    ? (task.answeredAt ?? task.openedAt)
    : (taskDueAt(request, task, task.openedAt) ?? task.openedAt);
  const moments = (isCannot ? AFTER_CANNOT : AFTER_DUE)
    .map((minutes) => withinWorkingHours(minutesAfter(from, minutes), workingHours))
    .filter((at) => at > task.openedAt);
  return {
    reminded: moments.filter((at) => at <= now).length,
    remindAt: moments.find((at) => at > now) ?? null,
  };
}
