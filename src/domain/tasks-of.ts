import { hourThatHolds } from './agreement.ts';
import { NEVER_BEGUN_STATES, type Request } from './request.ts';
import { isStopped } from './stopped-between.ts';
import type { PlannedTask, Task, TaskPhase } from './task.ts';
import { isWorkOff } from './work-off.ts';

/** What the tasks of a request follow from. */
export type WithTasks = Pick<Request, 'state' | 'plan' | 'hold' | 'emergency' | 'note' | 'tasks'>;

/** A task of a request as it stands now; `planned`: not handed out yet. `off`: nobody has to do it any more. */
export type TaskNow = { readonly planned: PlannedTask; readonly task: Task | null; readonly isOff: boolean };

/** All tasks of a request, those that come later too, in the order of the policy. */
export function tasksOf(request: WithTasks): readonly TaskNow[] {
  const tasks = request.tasks ?? [];
  const keys = tasks.map(({ key }) => key);
  const toCome = (request.plan.tasks ?? []).filter(({ key }) => !keys.includes(key));
  const isOff = areTasksOff(request);
  return [
    ...tasks.map((task) => ({ planned: task, task, isOff: isOff && !isOver(task) })),
    ...toCome.map((planned) => ({ planned, task: null, isOff })),
  ];
}

/** What is still to be done by people, now or later; nothing once the request is off. */
export function openTasks(request: WithTasks): readonly TaskNow[] {
  return tasksOf(request).filter(({ task, isOff }) => !isOff && (task === null || !isOver(task)));
}

/** Handed out, and not over: what somebody can answer now. */
export function answerableTasks(request: WithTasks): readonly Task[] {
  return openTasks(request).flatMap(({ task }) => task ?? []);
}

/** Whether its end was reached: with a bare word only where nothing more was asked for. */
export function isOver({ state, evidence }: Pick<Task, 'state' | 'evidence'>): boolean {
  return state === 'reported' || state === 'waived' || (state === 'done' && evidence === 'attestation');
}

/** Whether an approver has to hear of it: somebody cannot do it, or said so without its result, or it is a day late. */
export function waitsForApprover({ state, reminded }: Task): boolean {
  return state !== 'open' || reminded >= LATE;
}

/** The reminder that comes a day after the task was due. */
export const LATE = 2;

/**
 * What people said done of a request that was ended before all of it was made: Leaver takes none of it back. Not where
 * a later request turned it round, or goes on with it.
 */
export function tasksToTakeBack(request: WithTasks): readonly Task[] {
  const isEnded = NEVER_BEGUN_STATES.includes(request.state) || isStopped(request);
  return isEnded ? tasksSaidDone(request) : [];
}

/**
 * What people said done for an hour that was changed since, and not only proposed to be: it may have to be done again,
 * and only they know. What is to be taken back anyway is not among them.
 */
export function tasksDoneForAnotherHour(request: WithTasks & Pick<Request, 'dueAt' | 'edited'>): readonly Task[] {
  return areTasksOff(request) ? [] : tasksSaidDone(request).filter((task) => isForAnotherHour(request, task));
}

function isForAnotherHour(request: Pick<Request, 'dueAt' | 'edited'>, { answeredFor = null }: Task): boolean {
  return answeredFor !== null && answeredFor !== hourThatHolds(request);
}

/** With a result or with a bare word. */
export function tasksSaidDone({ tasks }: Pick<Request, 'tasks'>): readonly Task[] {
  return (tasks ?? []).filter(({ state }) => state === 'done' || state === 'reported');
}

/**
 * Whether nobody is asked any more to do them: the request was not approved, was stopped, or a later one turned it
 * round. It follows from the request alone, so that no answer and no stop can miss each other.
 */
export function areTasksOff(request: Pick<WithTasks, 'state' | 'hold' | 'emergency' | 'note'>): boolean {
  return NEVER_BEGUN_STATES.includes(request.state) || isWorkOff(request);
}

/** Which tasks are to be handed out now and were not. */
export function tasksToOpen(request: WithTasks): readonly PlannedTask[] {
  if (areTasksOff(request)) return [];
  const phases = PHASES_COME[request.state] ?? [];
  return tasksOf(request).flatMap(({ planned, task }) =>
    task === null && phases.includes(planned.phase) ? planned : [],
  );
}

const BEGUN: readonly TaskPhase[] = ['before-start', 'at-start'];
const MADE: readonly TaskPhase[] = [...BEGUN, 'after'];
const PHASES_COME: Readonly<Partial<Record<Request['state'], readonly TaskPhase[]>>> = {
  approved: ['before-start'],
  scheduled: ['before-start'],
  running: BEGUN,
  watching: MADE,
  done: MADE,
  'done-with-gaps': MADE,
};
