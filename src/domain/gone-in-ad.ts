import { titleOf } from './catalogue.ts';
import { goesWithIt, goneOf } from './gone.ts';
import { isWatched } from './is-watched.ts';
import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import type { PlannedTask, Task } from './task.ts';
import { answerableTasks } from './tasks-of.ts';
import { type Text, text } from './text.ts';
import { isWorkOff } from './work-off.ts';

/**
 * What people look at in AD DS once directory sync, or anybody, took the cloud account away: one that only left the
 * sync scope is deleted in the cloud in the same way (hybrid.md 1.3), and stays there as it was. Nothing once people
 * said what they found.
 */
export function goneInAdTodo(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  const open = leftInAd(steps);
  if (open.length === 0 || isWorkOff(request)) return [];
  const task = taskSince(request, open);
  if (task !== null && !answerableTasks(request).includes(task)) return [];
  const values = { name: request.targetUserName, steps: titlesOf(open) };
  // None is handed out any more once nobody looks (`followTasks`).
  const hasCard = task !== null || isWatched(request);
  return [text(`report.todo.gone-in-ad${hasCard ? '' : '-alone'}`, values)];
}

/** The task of it, to be handed out now; null = there is nothing to look for, or it was handed out. */
export function goneInAdTask(request: Request, steps: readonly StepRecord[]): PlannedTask | null {
  const open = leftInAd(steps);
  if (open.length === 0 || taskSince(request, open) !== null) return null;
  const before = (request.tasks ?? []).filter(isGoneInAdTask).length;
  return {
    key: before === 0 ? KEY : `${KEY}-${before + 1}`,
    title: TITLE,
    instruction: text('task.gone-in-ad.how', { steps: titlesOf(open) }),
    group: 'helpdesk',
    phase: 'at-start',
    dueDays: 0,
    evidence: 'result',
  };
}

/** The tasks of it that nobody has to do any more: the cloud account is back, and its work with it. */
export function endedGoneInAd(request: Request, steps: readonly StepRecord[]): readonly Task[] {
  return leftInAd(steps).length > 0 ? [] : answerableTasks(request).filter(isGoneInAdTask);
}

/** Work in AD DS that ended as the cloud account was gone: nobody saw there what became of the account. */
export function isGoneInAd(step: StepRecord): boolean {
  return step.lane === 'on-premises' && goneOf(step)?.what === 'account';
}

/** No key that the policy could give a task of its own. */
const KEY = 'leaver:gone-in-ad';
const TITLE = text('task.gone-in-ad.title');

/** By what it says: its key was another one before, which the policy may give. */
function isGoneInAdTask({ title }: PlannedTask): boolean {
  return 'key' in title && title.key === TITLE.key;
}

/** That of a time before, when the account was gone and came back, speaks of another one. */
function taskSince({ tasks = [] }: Request, open: readonly StepRecord[]): Task | null {
  const since = open.flatMap((step) => goneOf(step)?.at ?? []).sort()[0] ?? '';
  return tasks.findLast((task) => isGoneInAdTask(task) && task.openedAt >= since) ?? null;
}

function leftInAd(steps: readonly StepRecord[]): readonly StepRecord[] {
  const gone = steps.filter((step) => isGoneInAd(step) && !goesWithIt(step.kind));
  return gone.length === 0 ? [] : [...gone, ...steps.filter(isSkippedDeletion)];
}

/** Not needed, by the cloud alone. */
function isSkippedDeletion({ lane, state, note }: StepRecord): boolean {
  return lane === 'on-premises' && state === 'skipped' && note?.key === 'graph.on-premises.deleted-already';
}

function titlesOf(steps: readonly StepRecord[]): readonly Text[] {
  return steps.map(({ kind }) => titleOf(kind));
}
