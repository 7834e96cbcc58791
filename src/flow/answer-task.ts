import { hourThatHolds } from '../domain/agreement.ts';
import { whySetAside } from '../domain/approval.ts';
import type { ShownTask } from '../domain/report.ts';
import type { Request } from '../domain/request.ts';
import type { Task, TaskState } from '../domain/task.ts';
import { areTasksOff, isOver } from '../domain/tasks-of.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { refuse } from './decide.ts';
import type { Answered, TaskAnswer } from './flow.ts';
import { withNewestNames } from './newest-names.ts';
import type { TaskChange } from './ports.ts';
import { viewForPerson } from './show-request.ts';
import { shownTasks, taskView, taskViewerOf } from './task-view.ts';

/**
 * A member of the task's group says that it is done, with a result or on their word, or that it cannot be done and why;
 * an approver lets it go. The first answer counts; whoever comes second is told what was answered. What was done for an
 * hour that was changed since, a member says to hold still.
 */
export async function answerTask(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
  answer: TaskAnswer,
): Promise<Answered> {
  const request = await context.ports.requests.read(idOrReference);
  if (request === null) return { refused: text('flow.not-yours'), view: null };
  const viewer = await taskViewerOf(context, request, actorId);
  const theirs = shownTasks(context, request, viewer);
  if (theirs.length === 0) return refuse(context, request, actorId, text('flow.task-not-yours'));
  const noWord = whySetAside(request, actorId);
  if (noWord !== null) return refuse(context, request, actorId, noWord);
  const meant = whichOf(request, theirs, answer);
  const refused = 'key' in meant ? meant : await record(context, request, meant.task, actorId, answer);
  const read = (await context.ports.requests.read(request.id)) ?? request;
  // Hours after the last look, as in what people get of it (`followTasks`).
  const named = await withNewestNames(context, read);
  const view = (await taskView(context, named, viewer)) ?? (await viewForPerson(context, named, actorId));
  return { refused, view };
}

/** The task that was answered, or why none was. */
function whichOf(
  request: Request,
  theirs: readonly ShownTask[],
  { task: key, answer }: TaskAnswer,
): Text | { readonly task: Task } {
  if (areTasksOff(request)) return text('flow.task-off');
  const open = theirs.filter(({ answers }) => answers.includes(answer));
  const named = theirs.find(({ now }) => now.planned.key === key);
  const task = named?.now.task ?? null;
  if (named === undefined || task === null) return text(open.length === 0 ? 'flow.task-closed' : 'flow.task-which');
  if (named.answers.includes(answer)) return { task };
  if (answer === 'holds') return text(open.length === 0 ? 'flow.task-closed' : 'flow.task-which');
  return whyNot(named, task);
}

function whyNot({ answers }: ShownTask, task: Task): Text {
  return answers.length > 0 && !isOver(task) ? text('flow.task-not-yours') : alreadyAnswered(task);
}

function alreadyAnswered({ byName, answeredAt, openedAt }: Task): Text {
  return text('flow.task-answered', { by: byName ?? '', at: { instant: answeredAt ?? openedAt } });
}

/** Null when it counts; another's answer may have been quicker. One that meets a stop stands: it says what was done. */
async function record(
  context: FlowContext,
  request: Request,
  task: Task,
  actorId: string,
  answer: TaskAnswer,
): Promise<Text | null> {
  const change = await changeBy(context, request, task, actorId, answer);
  if ('key' in change) return change;
  const { transactions, tasks, queue, requests } = context.ports;
  const counts = await transactions.run(async (transaction) => {
    if (!(await tasks.move(task, change, transaction))) return false;
    await queue.send('advance-request', request.id, transaction);
    return true;
  });
  if (!counts) {
    const now = (await requests.read(request.id))?.tasks?.find(({ id }) => id === task.id);
    return alreadyAnswered(now ?? task);
  }
  context.log({ kind: `task-${change.to ?? answer.answer}`, requestId: request.id, personId: actorId, code: task.key });
  context.wake(request.id);
  context.nudge(request.id);
  return null;
}

/** Whoever pressed a card that showed another hour than the one that holds by now did it, or looked at it, for that. */
async function changeBy(
  context: FlowContext,
  request: Request,
  task: Task,
  actorId: string,
  answer: TaskAnswer,
): Promise<Text | (TaskChange & { readonly to?: TaskState })> {
  const { shownHour } = answer;
  // Who did it, and when, stays.
  if (answer.answer === 'holds') return { answeredFor: shownHour === undefined ? hourThatHolds(request) : shownHour };
  const said = saidBy(task, answer);
  if ('key' in said) return said;
  const byName = (await context.ports.people.read(actorId))?.displayName ?? '';
  const shown = shownHour === undefined ? {} : { answeredFor: shownHour };
  return { ...said, ...shown, answeredAt: tenantNow(context), by: actorId, byName };
}

type Answering = Exclude<TaskAnswer, { readonly answer: 'holds' }>;

function saidBy(task: Task, answer: Answering): Text | (TaskChange & { readonly to: TaskState }) {
  switch (answer.answer) {
    case 'done': {
      const words = answer.result?.trim() ?? '';
      if (words === '' && task.state === 'done') return text('flow.task-result-missing');
      return words === '' ? { to: 'done', words: null } : { to: 'reported', words };
    }
    case 'cannot': {
      const words = answer.reason.trim();
      return words === '' ? text('flow.cannot-needs-reason') : { to: 'cannot', words };
    }
    case 'waive':
      return { to: 'waived' };
  }
}
