import { jsonField } from './json-field.ts';
import { isGivenUp, type StepRecord } from './outcome.ts';
import { isNotInAd } from './still-let-in.ts';
import { textOf } from './stored.ts';

/**
 * Whether the block in Microsoft 365 failed before it was made: then nothing there is temporary, or could be turned
 * back. That the person can sign in now is not said either: what failed is not looked at, and IT may have blocked them
 * since.
 */
export function isFailedBlock(steps: readonly Pick<StepRecord, 'kind' | 'state' | 'acceptedAt'>[]): boolean {
  return steps.some(
    ({ kind, state, acceptedAt }) => kind === 'block-sign-in' && state === 'failed' && acceptedAt === null,
  );
}

/**
 * When the account was read last, and was enabled, of a block that failed, whatever was decided about that since, ISO
 * UTC; null = it was not read, or AD DS is known to have it.
 */
export function letInWhenFailed(steps: readonly StepRecord[]): string | null {
  const block = steps.find(({ kind, state, turnedBack }) => {
    return kind === 'block-sign-in' && isGivenUp(state) && turnedBack === null;
  });
  if (block === undefined || block.verifiedAt !== null || !isNotInAd(steps)) return null;
  if (jsonField(block.evidence, 'accountEnabled') === true) return textOf(block.evidence, 'read');
  // Microsoft 365 did not take the first attempt, right before which the account was read.
  const isRefused = block.note?.key === 'flow.refused-unchanged' && block.attempt === 1;
  return isRefused && jsonField(block.snapshot, 'accountEnabled') === true ? block.intendedAt : null;
}
