import { buildReport } from '../domain/build-report.ts';
import type { Report, ShownTask, View } from '../domain/report.ts';
import type { Request } from '../domain/request.ts';
import { isOver, tasksDoneForAnotherHour, tasksOf } from '../domain/tasks-of.ts';
import { answersOf } from './answers-of.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { standingOf } from './standing.ts';
import { groupIdOf, taskGroupsOf } from './task-people.ts';

/** Who looks at tasks: the groups they do them for, and whether they may let them go. */
export type TaskViewer = { readonly groupIds: ReadonlySet<string>; readonly mayWaive: boolean };

/**
 * As what somebody sees the tasks of a request, read live: who leaves does none of them, and the helpdesk's are not for
 * who asked. Throws `DirectoryUnavailable`.
 */
export async function taskViewerOf(context: FlowContext, request: Request, personId: string): Promise<TaskViewer> {
  const tasks = request.tasks ?? [];
  if (personId === request.targetUserId || tasks.length === 0) return NOBODY;
  const groupIds = new Set(await taskGroupsOf(context, personId, tasks));
  const { roles } = await standingOf(context, personId);
  const isHelpdesk = personId !== request.requesterId && roles.includes('approver');
  if (!isHelpdesk) groupIds.delete(context.settings.approverGroupId);
  const answers = await answersOf(context, request, new Map([[personId, roles]]));
  return { groupIds, mayWaive: answers.get(personId) === 'by-word' };
}

const NOBODY: TaskViewer = { groupIds: new Set(), mayWaive: false };

/**
 * The card with what somebody is to do; null = nothing of it is theirs. Approvers see what is with them and what waits
 * for them.
 */
export async function taskView(context: FlowContext, request: Request, viewer: TaskViewer): Promise<View | null> {
  if (shownTasks(context, request, viewer).length === 0) return null;
  const steps = await context.ports.ledger.read(request.id);
  return taskViewOf(context, request, viewer, buildReport({ request, steps, now: tenantNow(context) }));
}

/** The same of a report that is made already: of many viewers one. */
export function taskViewOf(context: FlowContext, request: Request, viewer: TaskViewer, report: Report): View | null {
  const tasks = shownTasks(context, request, viewer);
  return tasks.length === 0 ? null : { kind: 'task', report, tasks };
}

export function shownTasks(context: FlowContext, request: Request, viewer: TaskViewer): readonly ShownTask[] {
  const moved = tasksDoneForAnotherHour(request);
  return tasksOf(request).flatMap((now): readonly ShownTask[] => {
    const { task, isOff, planned } = now;
    const isTheirs = viewer.groupIds.has(groupIdOf(context, planned.group));
    if (task === null || (!isTheirs && !viewer.mayWaive)) return [];
    const again = isTheirs && moved.includes(task) ? (['holds'] as const) : [];
    if (isOff || isOver(task)) return [{ now, answers: again }];
    const own = isTheirs ? (['done', ...(task.state === 'cannot' ? [] : (['cannot'] as const))] as const) : [];
    return [{ now, answers: [...own, ...again, ...(viewer.mayWaive ? (['waive'] as const) : [])] }];
  });
}
