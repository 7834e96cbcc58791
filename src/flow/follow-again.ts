import { withEndedBefore } from '../domain/ended-before.ts';
import type { StepRecord } from '../domain/outcome.ts';
import type { StepKind } from '../domain/step.ts';
import type { Transaction } from './ports.ts';
import type { StepRun } from './step-run.ts';

/** What is done again with a block: people may have signed in meanwhile. */
const WITH_IT: Readonly<Partial<Record<StepKind, readonly StepKind[]>>> = { 'block-sign-in': ['revoke-sessions'] };

/**
 * What goes with a step, back to the start of its way: looked at, intended, sent and seen like the first time. In the
 * transaction that moves the step: nothing would tell later that it was left out.
 */
export async function followAgain(
  { context, step, steps }: Pick<StepRun, 'context' | 'step' | 'steps'>,
  transaction: Transaction,
): Promise<void> {
  for (const kind of WITH_IT[step.kind] ?? []) {
    const follower = steps.find((other) => other.kind === kind);
    if (follower === undefined || follower.state === 'skipped' || follower.state === 'waived') continue;
    const evidence = withEndedBefore(follower);
    await context.ports.ledger.move(follower.id, [follower.state], 'planned', { ...AGAIN, evidence }, transaction);
  }
}

const AGAIN: Partial<StepRecord> = { notBefore: null, note: null, verifiedAt: null, acceptedAt: null };
