import { GONE_AGAIN_AFTER, goesWithIt, goneNote, goneOf, goneOnceAt, withGoneOnce } from '../domain/gone.ts';
import { decidesSignIn } from '../domain/turning-round.ts';
import { tenantNow } from './context.ts';
import type { Verified } from './ports.ts';
import { move, type StepRun } from './step-run.ts';

export type Gone = Extract<Verified, { status: 'gone' }>;

/**
 * What a step gave went with the account, the mailbox or the drive that it was given to: nobody changed it back, and
 * nobody can do it again. That ends the step, once a second look found it so: a replica may not know yet what is there.
 * What a step took away stays away, and was seen to be and not found otherwise since: nothing to tell. True when it
 * ended.
 */
export async function gone(run: StepRun, { evidence }: Gone): Promise<boolean> {
  const { context, request, step } = run;
  const found = goneOf({ state: 'gone', evidence });
  const staysAway = step.verifiedAt !== null && step.state !== 'overwritten' && !goesWithIt(step.kind);
  if (found === null || staysAway || wasTakenBefore(step)) return false;
  if (!isSecondLook(run)) return rememberOnce(run);
  context.log({ kind: 'step-gone', requestId: request.id, stepId: step.id, step: step.kind, code: found.what });
  return move(run, [step.state], 'gone', { evidence, notBefore: null, note: goneNote(step, found.what, found.at) });
}

/** Somebody had changed back what was given: that did not go with anything, and stays said. */
function wasTakenBefore({ kind, state }: StepRun['step']): boolean {
  return state === 'overwritten' && goesWithIt(kind) && !decidesSignIn(kind);
}

/** What was never seen was looked for until patience ended, or a sync says it, or the account is among the deleted. */
function isSecondLook({ context, step }: StepRun): boolean {
  if (
    step.state === 'attested' ||
    step.state === 'needs-person' ||
    (step.state === 'accepted' && step.verifiedAt === null)
  )
    return true;
  const once = goneOnceAt(step);
  return once !== null && Date.parse(tenantNow(context)) - Date.parse(once) >= GONE_AGAIN_AFTER;
}

async function rememberOnce(run: StepRun): Promise<false> {
  const { context, step } = run;
  if (goneOnceAt(step) !== null) return false;
  const evidence = withGoneOnce(step.evidence, tenantNow(context));
  await move(run, [step.state], step.state, { evidence, quiet: true });
  return false;
}
