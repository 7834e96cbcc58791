import type { StepRecord } from './outcome.ts';

/**
 * Whether the block in Microsoft 365 failed before it was made: then nothing there is temporary, or could be turned
 * back. That the person can sign in is not said either: what failed is not looked at, and IT may have blocked them
 * since.
 */
export function isFailedBlock(steps: readonly Pick<StepRecord, 'kind' | 'state' | 'acceptedAt'>[]): boolean {
  return steps.some(
    ({ kind, state, acceptedAt }) => kind === 'block-sign-in' && state === 'failed' && acceptedAt === null,
  );
}
