import { blockedSince } from './blocked-since.ts';
import { isWatched } from './is-watched.ts';
import { later } from './last-read.ts';
import type { StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';
import { LETS_IN } from './sign-in-kinds.ts';
import { type StepOfRun, stepsOfRuns } from './steps-of-runs.ts';

/** The last block that Leaver made and has not taken back, whatever was asked for since. */
export type StandingBlock = {
  /** The request that made it, and when, ISO UTC. */
  readonly reference: string;
  readonly at: string;
  /**
   * Since when the person is out; null = not known. `unsure`: Leaver looks no more, or found it turned back once, so
   * that what stands now may be somebody else's.
   */
  readonly since: string | null | 'unsure';
  /** A read has shown it since; what is otherwise now was changed. */
  readonly wasSeen: boolean;
  /** When it was last known to be Leaver's own, ISO UTC: made, or seen after that. */
  readonly knownAt: string;
  /** It was found turned back after that, and seen in place again, each ISO UTC; null = not both. */
  readonly again: { readonly back: string; readonly seen: string } | null;
};

/** Null = Leaver has made none, or it was turned back, or a restore let the person in since. `runs`: oldest first. */
export function standingBlock(runs: readonly EarlierRun[]): StandingBlock | null {
  const made = stepsOfRuns(runs).filter(wasAccepted);
  const last = made.findLast(({ step }) => step.kind === 'block-sign-in');
  if (last === undefined || !['accepted', 'verified'].includes(last.step.state)) return null;
  const { request, step } = last;
  const at = hourOf(step);
  if (made.some((other) => LETS_IN.includes(other.step.kind) && hourOf(other.step) > at)) return null;
  const isHeld = isWatched(request) && (step.turnedBack?.at ?? '') <= at;
  const { reference } = request;
  return {
    reference,
    at,
    since: isHeld ? blockedSince(step, runs) : 'unsure',
    wasSeen: (step.verifiedAt ?? '') >= at,
    knownAt: later(at, step.verifiedAt) ?? at,
    again: againOf(step, at),
  };
}

/** By directory sync, say, which brings what was done in AD DS since: Leaver sent nothing then. */
function againOf({ turnedBack, verifiedAt }: StepRecord, at: string): StandingBlock['again'] {
  const back = turnedBack?.at ?? '';
  return verifiedAt !== null && back > at && verifiedAt > back ? { back, seen: verifiedAt } : null;
}

function wasAccepted({ step }: StepOfRun): boolean {
  return step.acceptedAt !== null;
}

function hourOf({ acceptedAt }: StepRecord): string {
  return acceptedAt ?? '';
}
