import { sql } from 'kysely';
import type { PlannedTask, Task, TaskState } from '../domain/task.ts';
import { UNDONE_BY } from '../domain/work-off.ts';

/** A task as it comes with its request, inside JSON. */
export type StoredTask = {
  readonly id: string;
  readonly asked: PlannedTask;
  readonly state: TaskState;
  readonly attempt: number;
  readonly opened_at: string;
  readonly answered_at: string | null;
  readonly answered_for: string | null;
  readonly by: string | null;
  readonly by_name: string | null;
  readonly words: string | null;
  readonly reminded: number;
  readonly remind_at: string | null;
};

/** Read in the same statement as the request, so that both are of one moment; null = there are none. */
export const TASKS = sql<readonly StoredTask[] | null>`(
  select jsonb_agg(to_jsonb(tasks) - 'number' order by tasks.number) from tasks where tasks.request_id = requests.id
)`.as('tasks');

/** Not over and not off, as `isOver` and `areTasksOff` have it, but for what rests and may go on. */
export const HAS_OPEN_TASKS = sql<boolean>`requests.state not in ('declined', 'expired', 'withdrawn', 'stopped')
  and requests.hold->>'how' is distinct from 'stop' and requests.note->>'key' is distinct from ${sql.lit(UNDONE_BY)}
  and exists (
  select from tasks where tasks.request_id = requests.id
    and (tasks.state in ('open', 'cannot') or tasks.state = 'done' and tasks.asked->>'evidence' = 'result'))`;

export function toTask(stored: StoredTask): Task {
  const { id, asked, state, attempt, by, words, reminded } = stored;
  return {
    ...asked,
    id,
    state,
    attempt,
    openedAt: instant(stored.opened_at),
    answeredAt: stored.answered_at && instant(stored.answered_at),
    answeredFor: stored.answered_for && instant(stored.answered_for),
    by,
    byName: stored.by_name,
    words,
    reminded,
    remindAt: stored.remind_at && instant(stored.remind_at),
  };
}

/** JSON of the database has another zone and more digits. */
function instant(written: string): string {
  return new Date(written).toISOString();
}
