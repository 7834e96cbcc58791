import type { FlowContext } from './context.ts';
import type { Verified } from './ports.ts';
import type { StepRun } from './step-run.ts';

/** How many requests are told of at once: each reads its parties live, and Graph throttles hundreds of such reads. */
const AT_ONCE = 8;

/**
 * Takes the cards of somebody whom Leaver keeps out: every request of which they hold one is told anew, which reads
 * live that they are no party any more (`presentParties`). So at every look at the block, for as long as one is left.
 * What is not told at once the next sweeps tell.
 */
export async function closeCardsOf({ ports, nudge }: FlowContext, personId: string): Promise<void> {
  for (const id of (await ports.cards.raiseHeldBy(personId)).slice(0, AT_ONCE)) nudge(id);
}

/** A look at a step shows that the person is kept out, or gone: what stands in their chat is not theirs to see any more. */
export async function closeCardsWhereOut({ context, request, step }: StepRun, { status }: Verified): Promise<void> {
  if (step.kind === 'block-sign-in' && OUT.includes(status)) await closeCardsOf(context, request.targetUserId);
}

const OUT: readonly Verified['status'][] = ['seen', 'seen-temporary', 'gone'];
