import { whoDoesTask } from './report-tasks.ts';
import type { Request } from './request.ts';
import type { Task, TaskGroup } from './task.ts';
import { taskDueAt } from './task-hours.ts';
import { answerableTasks, areTasksOff, isOver, LATE, tasksDoneForAnotherHour, tasksToTakeBack } from './tasks-of.ts';
import { type Text, text } from './text.ts';

/** A single message about tasks, once per person and key; the first tasks of a group are told by their card. */
export type TaskNotice = { readonly to: TaskGroup | 'approvers'; readonly key: string; readonly message: Text };

/** What has to be said now to those who do the tasks of a request, and to its approvers. */
export function taskNotices(request: Request): readonly TaskNotice[] {
  const tasks = request.tasks ?? [];
  if (areTasksOff(request))
    return [
      ...offNotices(
        request,
        'notice.tasks-off',
        tasks.filter((task) => !isOver(task) && task.state !== 'done'),
      ),
      ...offNotices(request, 'notice.tasks-take-back', tasksToTakeBack(request)),
    ];
  const open = answerableTasks(request);
  return [
    ...laterNotices(request, tasks),
    ...open.flatMap((task) => taskReminder(request, task)),
    ...movedNotices(request),
  ];
}

/** Handed out after others of the same group: their card is there already and changes without a sound. */
function laterNotices(request: Request, tasks: readonly Task[]): readonly TaskNotice[] {
  return tasks.flatMap((task) => {
    const first = tasks.find(({ group }) => sameGroup(group, task.group));
    if (first === undefined || first.openedAt === task.openedAt || task.state !== 'open') return [];
    return [
      { to: task.group, key: `task-open:${task.id}`, message: text('notice.task-open', valuesOf(request, task)) },
    ];
  });
}

/** Done for an hour that was changed since: once for each hour that people decided. */
function movedNotices(request: Request): readonly TaskNotice[] {
  if (request.state === 'pending') return [];
  return tasksDoneForAnotherHour(request).map((task) => ({
    to: task.group,
    key: `task-moved:${task.id}:${task.attempt}:${request.dueAt ?? ''}`,
    message: text('notice.task-moved', { ...valuesOf(request, task), at: { instant: task.answeredFor ?? '' } }),
  }));
}

function taskReminder(request: Request, task: Task): readonly TaskNotice[] {
  const { id, state, attempt, reminded, group, byName, words } = task;
  const values = valuesOf(request, task);
  const key = `task:${id}:${attempt}:${reminded}`;
  if (state === 'cannot') {
    const message = text('notice.task-cannot', { ...values, by: byName ?? '', words: words ?? '' });
    return [{ to: 'approvers', key, message }];
  }
  if (reminded === 0) return [];
  const due: TaskNotice = { to: group, key, message: text('notice.task-due', values) };
  if (reminded < LATE) return [due];
  return [due, { to: 'approvers', key: `${key}:late`, message: text('notice.task-late', values) }];
}

/** One message for all that a group had in hand. */
function offNotices(
  request: Request,
  what: 'notice.tasks-off' | 'notice.tasks-take-back',
  tasks: readonly Task[],
): readonly TaskNotice[] {
  const groups = tasks
    .map(({ group }) => group)
    .filter((group, at, all) => all.findIndex((each) => sameGroup(each, group)) === at);
  return groups.map((group) => {
    const these = tasks.filter((task) => sameGroup(task.group, group));
    const { reference, targetUserName: name, note } = request;
    const values = { reference, name, items: these.map(({ title }) => title) };
    // What rests behind another request may go on, and be off again.
    return { to: group, key: `${what.slice('notice.'.length)}:${note?.key ?? ''}`, message: text(what, values) };
  });
}

function valuesOf(request: Request, task: Task) {
  const { reference, targetUserName: name } = request;
  const at = taskDueAt(request, task, task.openedAt) ?? task.openedAt;
  return { reference, name, title: task.title, who: whoDoesTask(task.group), at: { instant: at } };
}

function sameGroup(one: TaskGroup, other: TaskGroup): boolean {
  return idOf(one) === idOf(other);
}

function idOf(group: TaskGroup): string {
  return group === 'helpdesk' ? group : group.id;
}
