import { hasMore } from './has-more.ts';
import { isMade, isSettled, isToCome, type StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { BRINGS_IN, KEEPS_OUT, LETS_IN } from './sign-in-kinds.ts';
import type { StepKind } from './step.ts';

/** Whether a later request changes the account the other way: one lets the person in, the other keeps them out. */
export function turnsRound({ choices }: Pick<Request, 'choices'>, earlier: Pick<Request, 'choices'>): boolean {
  return (choices.kind === 'restore-user') !== (earlier.choices.kind === 'restore-user');
}

/**
 * How far a request is with the account itself. `made`: it let the person in, or keeps them out, or found it so.
 * `under-way`: it is about to, or is at it. `not`: it has not, and nothing of it goes on by itself: it is over, held,
 * or stuck.
 */
export type Turning = 'made' | 'under-way' | 'not';

export function turningOf(request: Pick<Request, 'choices' | 'state' | 'hold'>, steps: readonly StepRecord[]): Turning {
  const deciding = steps.filter(({ kind }) => kindsOf(request).includes(kind));
  // Nothing of it is about signing in, or all of it was found so: whoever decided knew that.
  if (deciding.every(({ state }) => state === 'skipped') || deciding.some((step) => hasTurned(step, deciding)))
    return 'made';
  if (request.state !== 'running' && request.state !== 'watching') return 'not';
  // Said to be done in AD DS, and not shown yet: directory sync brings it, whatever became of the half in the cloud.
  if (deciding.some((step) => isSent(step) || step.state === 'attested')) return 'under-way';
  if (request.hold !== null || deciding.some(({ state }) => state === 'failed')) return 'not';
  return deciding.some(({ state }) => isToCome(state) || state === 'needs-person') ? 'under-way' : 'not';
}

/**
 * The steps of a restore that let the person in: an account that comes back blocked does so only by those that allow
 * sign-in.
 */
export function lettingIn<Step extends Pick<StepRecord, 'kind' | 'state'>>(steps: readonly Step[]): readonly Step[] {
  const allowing = steps.filter(({ kind, state }) => LETS_IN.includes(kind) && state !== 'skipped');
  return allowing.length > 0 ? allowing : steps.filter(({ kind }) => BRINGS_IN.includes(kind));
}

/**
 * Whether what a later request turns round is left alone: it is at it, or people decided that it lets the person in and
 * it goes on once the helpdesk has answered. Not while it is held: whoever doubts it would leave a block unwatched.
 */
export function keepsAtRest(
  request: Pick<Request, 'choices' | 'state' | 'hold'>,
  steps: readonly StepRecord[],
): boolean {
  const turning = turningOf(request, steps);
  if (turning !== 'not') return turning === 'under-way';
  const { choices, state, hold } = request;
  if (choices.kind !== 'restore-user' || (state !== 'running' && state !== 'watching')) return false;
  if (hold !== null) return false;
  return steps.some((step) => BRINGS_IN.includes(step.kind) && isStillOpen(step));
}

function isStillOpen({ state }: StepRecord): boolean {
  return isToCome(state) || state === 'needs-person' || state === 'failed';
}

/**
 * Whether a restore that began lets the person in later on: Leaver has still to do something, or people have, or may
 * try anew, what decides about signing in. That is its usual state for hours where Active Directory comes first.
 */
export function isToLetIn(steps: readonly StepRecord[]): boolean {
  return (
    hasMore(steps) || steps.some(({ kind, state }) => BRINGS_IN.includes(kind) && !isSettled(state) && !isMade(state))
  );
}

/**
 * Whether a block that begins now stops this request: a restore that has still to let the person in, or to give
 * something back. One that let them in already is watched until the block is made.
 */
export function isStoppedByBlock(
  { choices, state, hold }: Pick<Request, 'choices' | 'state' | 'hold'>,
  steps: readonly StepRecord[],
): boolean {
  if (choices.kind !== 'restore-user' || hold?.how === 'stop') return false;
  return state === 'running' || (state === 'watching' && isToLetIn(steps));
}

/** Whether a step of this kind decides whether the person can sign in. */
export function decidesSignIn(kind: StepKind): boolean {
  return [...BRINGS_IN, ...OUT].includes(kind);
}

/**
 * Of several steps that decide, one alone is not always enough. An account comes back from its deletion as it went,
 * blocked: a step that allows sign-in says when the person is in. And what people said of AD DS is no word about the
 * cloud until a look shows it, unless the half there was in place.
 */
function hasTurned({ kind, state }: StepRecord, deciding: readonly StepRecord[]): boolean {
  if (!isMade(state)) return false;
  if (kind === 'restore-account' && !lettingIn(deciding).some((step) => step.kind === kind)) return false;
  return state !== 'attested' || !deciding.some((half) => IN_CLOUD.includes(half.kind) && half.state !== 'skipped');
}

/** Its answer may be on its way. */
function isSent({ state, attempt }: StepRecord): boolean {
  return state === 'running' || state === 'ambiguous' || (attempt > 0 && isToCome(state));
}

function kindsOf({ choices }: Pick<Request, 'choices'>): readonly StepKind[] {
  return choices.kind === 'restore-user' ? BRINGS_IN : OUT;
}

const OUT: readonly StepKind[] = [...KEEPS_OUT, 'delete-account'];
const IN_CLOUD: readonly StepKind[] = ['unblock-sign-in', 'block-sign-in'];
