import { hourThatHolds } from './agreement.ts';
import { ofEveryStep } from './every-step.ts';
import { lastRead, later } from './last-read.ts';
import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { isStopped } from './stopped-between.ts';
import type { Task, TaskGroup } from './task.ts';
import { taskDueAt } from './task-hours.ts';
import {
  openTasks,
  type TaskNow,
  tasksDoneForAnotherHour,
  tasksOf,
  tasksSaidDone,
  tasksToTakeBack,
} from './tasks-of.ts';
import { type Text, type TextValue, text } from './text.ts';
import { isWatchEnded } from './work-off.ts';

/**
 * Every task of a request in one sentence each: what, for whom, until when, and what became of it; none that never
 * came, but where a stop set it aside.
 */
export function taskSentences(request: Request, now: string): readonly Text[] {
  const isEnded = request.state === 'stopped' || isStopped(request);
  return tasksOf(request)
    .filter(({ task, isOff }) => task !== null || !isOff || isEnded)
    .map((task) => taskSentence(request, task, now));
}

/** What people said done of it, by whom, and who alone can take it back. */
export function takeBackSentences(request: Request): readonly Text[] {
  return tasksToTakeBack(request).map(({ title, byName, group }) =>
    text('report.todo.take-back', { title, by: byName ?? '', who: whoDoesTask(group) }),
  );
}

/** That Leaver changed nothing, yet or at all, or stopped, is not all that was done. */
export function withTasksDone(request: Request, headline: Text): Text {
  const done = CHANGED_NOTHING_YET.includes(headline.key) ? tasksSaidDone(request) : tasksToTakeBack(request);
  if (done.length === 0) return headline;
  return text('report.headline.tasks-done', { headline, items: done.map(({ title }) => title) });
}

const CHANGED_NOTHING_YET: readonly string[] = ['report.headline.held', 'report.headline.late'];

/** One task, as every card says it at that moment of the tenant (ISO UTC). */
export function taskSentence(request: Request, { planned, task, isOff }: TaskNow, now: string): Text {
  const { title, dueDays: days, group } = planned;
  const who = whoDoesTask(group);
  if (isOff && task?.state !== 'done') return text('report.task.off', { title });
  const due = taskDueAt(request, planned, task?.openedAt ?? null);
  if (task !== null && task.state !== 'open') return sinceMoved(request, task, answered(task, who, isOff));
  // What is due before a start whose hour nobody knows yet comes too late for that: a day is what people get.
  const isUnknown = due === null || (task === null && days > 0 && hasMissedItsHour(request, now));
  if (isUnknown) return text('report.task.planned', { title, who, days: Math.max(1, days) });
  const values = { title, who, at: { instant: due } };
  // Nobody is asked to have done it before they were: they then get a day.
  if (task === null)
    return due <= now ? text('report.task.once-asked', { title, who }) : text('report.task.planned-at', values);
  return text(due <= now ? 'report.task.overdue' : 'report.task.open', values);
}

/** Its hour has passed and nothing began: no day counts from that hour any more. */
function hasMissedItsHour(request: Request, now: string): boolean {
  const hour = hourThatHolds(request);
  return request.startedAt === null && hour !== null && hour <= now;
}

/** Whoever did it for an hour that was changed since looks whether it still holds. */
function sinceMoved(request: Request, task: Task, sentence: Text): Text {
  if (!tasksDoneForAnotherHour(request).includes(task)) return sentence;
  return text('report.task.for-another-hour', { sentence, at: { instant: task.answeredFor ?? '' } });
}

function answered(task: Task, who: TextValue, isOff: boolean): Text {
  const { state, evidence, title } = task;
  const values = {
    title,
    by: task.byName ?? '',
    at: { instant: task.answeredAt ?? task.openedAt },
    words: task.words ?? '',
  };
  if (state === 'reported') return text('report.task.reported', values);
  if (state === 'cannot') return text('report.task.cannot', values);
  if (state === 'waived') return text(isInVain(task) ? 'report.task.seen' : 'report.task.waived', values);
  return evidence === 'result' && !isOff
    ? text('report.task.done-no-result', { ...values, who })
    : text('report.task.done', values);
}

/** Nobody let it go: a look found that there is nothing to look for any more. */
function isInVain({ state, byName }: Task): boolean {
  return state === 'waived' && byName === null;
}

/** Who does it, for people: the helpdesk, or the group by its name in the policy. */
export function whoDoesTask(group: TaskGroup): Text | string {
  return group === 'helpdesk' ? text('card.task.helpdesk') : group.name;
}

/** What is still with people, for a headline; null = nothing. */
export function tasksLeft(request: Request): { readonly count: number; readonly items: TextValue } | null {
  const open = openTasks(request);
  if (open.length === 0) return null;
  const named = open.slice(0, NAMED).map(({ planned }) => planned.title);
  const more = open.length - named.length;
  return { count: open.length, items: more === 0 ? named : [...named, text('text.more', { count: more })] };
}

/** In a sentence; the card lists all of them. */
const NAMED = 3;

/** What people said of tasks that are over, and nobody saw: how many, and by whom. */
export function taskGaps(request: Request): readonly Text[] {
  const tasks = tasksOf(request).flatMap(({ task, isOff }) => (task === null || isOff ? [] : [task]));
  const said = (key: 'attested' | 'reported' | 'waived', these: readonly Task[]) =>
    these.length === 0 ? [] : [text(`report.gap.task-${key}`, { count: these.length, by: namesOf(these) })];
  const open = tasksLeft(request);
  return [
    ...said(
      'attested',
      tasks.filter(({ state, evidence }) => state === 'done' && evidence === 'attestation'),
    ),
    ...said(
      'reported',
      tasks.filter(({ state }) => state === 'reported'),
    ),
    ...said(
      'waived',
      tasks.filter((task) => task.state === 'waived' && !isInVain(task)),
    ),
    ...(open === null ? [] : [text('report.gap.tasks', open)]),
  ];
}

/**
 * Done, and people said so of its tasks, or let them go: never green alone. What no look saw since the last of them was
 * over is said as of when it was seen. Null = it has none.
 */
export function doneWithTasks(request: Request, steps: readonly StepRecord[]): Text | null {
  const gaps = taskGaps(request);
  if (request.state !== 'done' || gaps.length === 0) return null;
  const seen = lastSeen(steps);
  // Where nothing was to be made, nothing is looked at.
  const isLooked = seen === null || (request.tasks ?? []).every(({ answeredAt }) => (answeredAt ?? '') <= seen);
  const at = { instant: request.endedAt ?? request.createdAt };
  return isLooked
    ? text(ofEveryStep('report.headline.done-tasks-over', steps), { at, gaps })
    : text(ofEveryStep('report.headline.done-tasks-seen', steps), { seen: { instant: allSeen(steps) ?? seen }, gaps });
}

/** Every step was seen and every task is over, and nothing says so yet that was looked at since. Null = it has none. */
export function beforeLastLook(request: Request, steps: readonly StepRecord[]): Text | null {
  const gaps = taskGaps(request);
  if (gaps.length === 0) return null;
  const looks = request.wakeAt !== null && !isWatchEnded(request) && restsBehind(request) === null;
  const seen = { instant: allSeen(steps) ?? request.endedAt ?? request.createdAt };
  const key = looks ? 'report.headline.tasks-over' : 'report.headline.done-tasks-seen';
  return text(ofEveryStep(key, steps), { seen, gaps });
}

/** A later look may have read less than every step: of a deleted account nothing else is there to be read. */
function allSeen(steps: readonly StepRecord[]): string | null {
  return steps.reduce<string | null>((last, { verifiedAt }) => later(last, verifiedAt), null);
}

function lastSeen(steps: readonly StepRecord[]): string | null {
  return steps.reduce<string | null>((last, step) => later(last, lastRead(step)), null);
}

function namesOf(tasks: readonly Task[]): string[] {
  return [...new Set(tasks.map(({ byName }) => byName ?? ''))];
}
