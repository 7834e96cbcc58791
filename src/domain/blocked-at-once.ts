import { isToCome, type StepRecord } from './outcome.ts';

/** How far a block that was asked for at once has come: `already` means that the account was found blocked. */
export function blockedAtOnce(steps: readonly StepRecord[]): 'asked' | 'already' | 'blocked' {
  const block = blockOf(steps);
  if (block?.state === 'skipped') return 'already';
  const isDone = [block?.acceptedAt, block?.verifiedAt, block?.turnedBack].some((each) => each != null);
  return isDone ? 'blocked' : 'asked';
}

/** When it was blocked first, tenant time; null = not blocked, found blocked, or turned back and made again since, which hides it. */
export function hourOfBlock(steps: readonly StepRecord[]): string | null {
  const block = blockOf(steps);
  return block === undefined || block.state === 'skipped' || block.turnedBack !== null ? null : block.acceptedAt;
}

function blockOf(steps: readonly StepRecord[]): StepRecord | undefined {
  return steps.find(({ kind }) => kind === 'block-sign-in');
}

/** Whether its block was not seen yet, and may be any moment: that the account can sign in says nothing until then. */
export function isBlockOnItsWay(steps: readonly StepRecord[]): boolean {
  const block = blockOf(steps);
  if (block === undefined || block.verifiedAt !== null) return false;
  return isToCome(block.state) || block.state === 'accepted';
}
