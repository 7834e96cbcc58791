import { jsonField } from '../domain/json-field.ts';
import type { StepRecord } from '../domain/outcome.ts';
import { KEEPS_OUT, LETS_IN } from '../domain/sign-in-kinds.ts';
import type { Json } from '../domain/text.ts';
import { realTimeIn } from './context.ts';
import { doAgain } from './do-again.ts';
import { move, type StepRun } from './step-run.ts';

/**
 * Steps of other requests that are letting the same person in: sent, and nothing says yet how that ended. A call that
 * is on its way is not called back, so which of two the service takes last is anybody's guess. Read before a block is
 * sent, by when whatever a block at once has stopped begins no more; null = there are none.
 */
export async function lettingIn({ context, request, step }: StepRun): Promise<readonly string[] | null> {
  if (!KEEPS_OUT.includes(step.kind)) return null;
  const runs = await context.ports.ledger.runsOf(request.targetUserId);
  const others = runs.filter((run) => run.request.id !== request.id).flatMap(({ steps }) => steps);
  const found = others.filter((other) => LETS_IN.includes(other.kind) && isOnItsWay(other)).map(({ id }) => id);
  return found.length === 0 ? null : found;
}

/** As evidence of a block, until it is read: what was on its way when it was sent. */
export function besides(evidence: Json, ids: readonly string[] | null): { readonly evidence?: Json } {
  return ids === null ? {} : { evidence: { ...(evidence as { readonly [key: string]: Json } | null), [BESIDE]: ids } };
}

export function besideIn({ evidence }: Pick<StepRecord, 'evidence'>): readonly string[] | null {
  const found = jsonField(evidence, BESIDE);
  return Array.isArray(found) ? found.map(String) : null;
}

const BESIDE = 'lettingIn';

/** A block that was sent beside these is made once more when the last of them has ended, and only then seen. */
export async function blockAfter(run: StepRun, ids: readonly string[]): Promise<boolean> {
  const { context, request, step } = run;
  const runs = await context.ports.ledger.runsOf(request.targetUserId);
  if (!runs.some(({ steps }) => steps.some((other) => ids.includes(other.id) && isOnItsWay(other))))
    return doAgain(run, { evidence: null });
  await move(run, [step.state], step.state, { notBefore: realTimeIn(context.settings.policy.settleSeconds) });
  return false;
}

function isOnItsWay({ state }: StepRecord): boolean {
  return state === 'running' || state === 'ambiguous';
}
