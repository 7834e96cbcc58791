import { isToCome, type StepRecord } from './outcome.ts';

/** How far a block that was asked for at once has come: `already` means that the account was found blocked. */
export function blockedAtOnce(steps: readonly StepRecord[]): 'asked' | 'already' | 'blocked' {
  const block = steps.find(({ kind }) => kind === 'block-sign-in');
  if (block?.state === 'skipped') return 'already';
  const isDone = [block?.acceptedAt, block?.verifiedAt, block?.turnedBack].some((each) => each != null);
  return isDone ? 'blocked' : 'asked';
}

/** Whether its block was not seen yet, and may be any moment: that the account can sign in says nothing until then. */
export function isBlockOnItsWay(steps: readonly StepRecord[]): boolean {
  const block = steps.find(({ kind }) => kind === 'block-sign-in');
  if (block === undefined || block.verifiedAt !== null) return false;
  return isToCome(block.state) || block.state === 'accepted';
}
