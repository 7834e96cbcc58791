import { isReady } from './is-ready.ts';
import { isReported } from './is-reported.ts';
import { isSettled, leavesUnread, type StepRecord } from './outcome.ts';
import { openTasks, type WithTasks } from './tasks-of.ts';
import { workLeft } from './work-left.ts';

export type RunState = 'running' | 'watching' | 'done' | 'done-with-gaps';

/**
 * The state a request should have, given its ledger. `running`: something can be done at once. `watching`: all that is
 * left waits for a person, for an answer to a failure, or for a directory sync; a cloud block whose half in AD DS was
 * only attested or waived is watched as well, since sync may still turn it back (design, rule 6). `done`: everything
 * was seen or was not needed. `done-with-gaps`: Leaver's part is over, and somebody waived a step or only reported one
 * done, or parts are left to people.
 */
export function outcomeOf(steps: readonly StepRecord[]): RunState {
  if (steps.some((step) => isMoving(step, steps))) return 'running';
  if (!steps.every((step) => isReported(step) || (isSettled(step.state) && !leavesUnread(step)))) return 'watching';
  return steps.some((step) => ['waived', 'gone'].includes(step.state) || isReported(step)) || workLeft(steps).length > 0
    ? 'done-with-gaps'
    : 'done';
}

/**
 * The same with its tasks: they keep no request open, and none is done before the last of them is over, handed out or
 * not.
 */
export function outcomeWithTasks(request: WithTasks, steps: readonly StepRecord[]): RunState {
  const state = outcomeOf(steps);
  return state === 'done' && openTasks(request).length > 0 ? 'done-with-gaps' : state;
}

function isMoving(step: StepRecord, steps: readonly StepRecord[]): boolean {
  if (step.state === 'running' || step.state === 'ambiguous') return true;
  return (step.state === 'planned' || step.state === 'waiting') && isReady(step, steps);
}
