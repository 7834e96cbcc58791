import { goesWithIt, goneNote, goneOf } from '../domain/gone.ts';
import type { Verified } from './ports.ts';
import { move, type StepRun } from './step-run.ts';

export type Gone = Extract<Verified, { status: 'gone' }>;

/**
 * What a step gave went with the account, the mailbox or the drive that it was given to: nobody changed it back, and nobody
 * can do it again. That ends the step. What a step took away stays away, and it was seen to be: nothing to tell.
 */
export async function gone(run: StepRun, { evidence }: Gone): Promise<boolean> {
  const { context, request, step } = run;
  const found = goneOf({ state: 'gone', evidence });
  if (found === null || (step.verifiedAt !== null && !goesWithIt(step.kind))) return false;
  context.log({ kind: 'step-gone', requestId: request.id, stepId: step.id, step: step.kind, code: found.what });
  return move(run, [step.state], 'gone', { evidence, notBefore: null, note: goneNote(found.what, found.at) });
}
