import type { Report, View } from '../domain/report.ts';
import type { Request } from '../domain/request.ts';
import { taskNotices } from '../domain/task-notices.ts';
import { answerableTasks, waitsForApprover } from '../domain/tasks-of.ts';
import type { FlowContext } from './context.ts';
import type { ShownCard } from './ports.ts';
import { sayOnce, type Told } from './say-once.ts';
import { takeAwayCards } from './take-away-cards.ts';
import { groupIdOf, taskPeople } from './task-people.ts';
import { type TaskViewer, taskViewOf } from './task-view.ts';
import type { AnswersHere } from './who-answers-here.ts';

/**
 * Gives everybody who is to do something their card, and brings it in line: the members of each task's group, and who
 * may let one go once something waits for them. Whoever is none of these any more has their card taken away. Throws
 * `DirectoryUnavailable`: then it is told again later.
 */
export async function tellTasks(
  context: FlowContext,
  {
    request,
    report,
    shown,
    answers,
    readAt,
  }: {
    readonly request: Request;
    readonly report: Report;
    readonly shown: readonly ShownCard[];
    /** Who may let a task go, of those who are told of the request. */
    readonly answers: AnswersHere['answers'];
    readonly readAt: number;
  },
): Promise<readonly Told[]> {
  const tasks = request.tasks ?? [];
  if (tasks.length === 0) return [];
  const cards = shown.filter(({ kind }) => kind === 'task');
  const approvers = [...answers].filter(([, how]) => how === 'by-word').map(([id]) => id);
  const viewers = await viewersOf(context, request, approvers);
  const told: Told[] = [];
  for (const [personId, viewer] of viewers) {
    const previous = cards.find((card) => card.personId === personId) ?? null;
    const view = taskViewOf(context, request, viewer, report);
    // Whoever joined the group since hears of nothing that is over.
    if (view === null || (previous === null && !asksAnything(view))) continue;
    const delivery = await context.ports.messenger.show(personId, view, previous, readAt);
    if (delivery.status === 'shown') await context.ports.cards.put(delivery.card, previous);
    told.push(delivery.status);
  }
  const lost = cards.filter(({ personId }) => !viewers.has(personId));
  return [
    ...told,
    ...(await takeAwayCards(context, request, lost)),
    ...(await say(context, request, viewers, approvers)),
  ];
}

function asksAnything(view: View): boolean {
  return view.kind === 'task' && view.tasks.some(({ answers }) => answers.length > 0);
}

/** With the groups they do tasks for; approvers see all of it from the moment on at which something waits for them. */
async function viewersOf(context: FlowContext, request: Request, approvers: readonly string[]) {
  const { requesterId, targetUserId, tasks = [] } = request;
  const { approverGroupId } = context.settings;
  const people = await taskPeople(context, targetUserId, tasks);
  const viewers = new Map<string, TaskViewer>();
  for (const [id, groups] of people) {
    const groupIds = new Set([...groups].filter((group) => group !== approverGroupId || id !== requesterId));
    if (groupIds.size > 0) viewers.set(id, { groupIds, mayWaive: approvers.includes(id) });
  }
  if (!answerableTasks(request).some(waitsForApprover)) return viewers;
  for (const id of approvers)
    if (id !== requesterId && id !== targetUserId)
      viewers.set(id, { groupIds: viewers.get(id)?.groupIds ?? new Set(), mayWaive: true });
  return viewers;
}

async function say(
  context: FlowContext,
  request: Request,
  viewers: ReadonlyMap<string, TaskViewer>,
  approvers: readonly string[],
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const { to, key, message } of taskNotices(request)) {
    const doers =
      to === 'approvers' ? [] : [...viewers].filter(([, { groupIds }]) => groupIds.has(groupIdOf(context, to)));
    const people = to === 'approvers' ? approvers : doers.map(([id]) => id);
    for (const personId of people) told.push(await sayOnce(context, { requestId: request.id, personId, key }, message));
  }
  return told;
}
