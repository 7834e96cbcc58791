import { firstSeen } from './first-seen.ts';
import { isOfDeleted } from './gone.ts';
import { isToCome, type StepRecord } from './outcome.ts';
import { howFarMade, wasMade } from './refused-block.ts';
import { keptOutSince } from './refused-let-go.ts';
import { KEEPS_OUT } from './sign-in-kinds.ts';

/** How far a block that was asked for at once has come: `blocked`: it was seen. `already`: the account was found so. */
export function blockedAtOnce(steps: readonly StepRecord[]): 'asked' | 'already' | 'blocked' {
  const block = blockOf(steps);
  if (block?.state === 'skipped') return 'already';
  const wasSeen = block !== undefined && (block.verifiedAt !== null || wasTurnedBack(block));
  return wasSeen ? 'blocked' : 'asked';
}

/**
 * When Leaver's own block was taken in, tenant time; null = not seen so, found blocked, turned back and made again
 * since, which hides it, or brought about otherwise (directory sync, say, where Microsoft 365 had refused it: taken in
 * when it was seen).
 */
export function hourOfBlock(steps: readonly StepRecord[]): string | null {
  const block = blockOf(steps);
  if (block === undefined || block.state === 'skipped' || block.verifiedAt === null) return null;
  return block.turnedBack === null && !isTakenInWhenSeen(block) ? block.acceptedAt : null;
}

/**
 * When a block that nothing of Leaver's brought about was seen in place: directory sync did, say, where Microsoft 365
 * had refused it. Null = not seen so, or Leaver's own.
 */
export function hourSeenInPlace(steps: readonly StepRecord[]): string | null {
  const block = blockOf(steps);
  if (block === undefined || block.state === 'skipped' || block.turnedBack !== null) return null;
  return isTakenInWhenSeen(block) ? block.acceptedAt : null;
}

/** Nothing of ours was taken in before it was first seen; a later look, that a sync has left it so, is another hour. */
function isTakenInWhenSeen(block: StepRecord): boolean {
  return block.acceptedAt === firstSeen(block);
}

/**
 * Whether a block was made, in the cloud or in AD DS, and was not found lifted since: nobody else's is meant. Of one
 * that Microsoft 365 refused and people let go, that AD DS keeps the person out is the same as of one that waits for
 * that.
 */
export function mayStand(steps: readonly StepRecord[]): boolean {
  return steps.some((step) => KEEPS_OUT.includes(step.kind) && ((wasMade(step) && !isLifted(step)) || isOutByAd(step)));
}

function isOutByAd(step: StepRecord): boolean {
  return keptOutSince(step) !== null && !isOfDeleted(step.evidence);
}

/** Found changed back, also where people left it so; that it is to be made again comes first. */
function isLifted({ state, turnedBack, acceptedAt }: StepRecord): boolean {
  if (state === 'overwritten' || state === 'gone') return true;
  return turnedBack !== null && (acceptedAt ?? '') < turnedBack.at;
}

function wasTurnedBack({ turnedBack }: StepRecord): boolean {
  return turnedBack !== null && turnedBack.how !== 'said';
}

function blockOf(steps: readonly StepRecord[]): StepRecord | undefined {
  return steps.find(({ kind }) => kind === 'block-sign-in');
}

/** Whether its block was not seen yet, and may be any moment: that the account can sign in says nothing until then. */
export function isBlockOnItsWay(steps: readonly StepRecord[]): boolean {
  if (howFarMade({ emergency: null }, steps) === 'unknown') return true;
  const block = blockOf(steps);
  if (block === undefined || block.verifiedAt !== null) return false;
  return isToCome(block.state) || block.state === 'accepted';
}
