import { stopOf } from './held-by-stop.ts';
import { stuckAnswers } from './is-stuck.ts';
import { isToCome, type StepRecord } from './outcome.ts';
import type { Standstill } from './propagation-input.ts';
import type { Request } from './request.ts';
import { BRINGS_IN, ENDS_ACCESS } from './sign-in-kinds.ts';
import { isHandedOut } from './stopped-between.ts';

/**
 * Why what decides whether the person can sign in does not come about now, although it was asked for; null = nothing
 * keeps it.
 */
export function standstillOf(request: Request, steps: readonly StepRecord[]): Standstill | null {
  const own = steps.filter(({ kind }) => ENDS_ACCESS.includes(kind) || BRINGS_IN.includes(kind));
  const isEnded = request.state === 'done' || request.state === 'done-with-gaps';
  if (isEnded || request.hold?.how === 'stop') return own.some(isHandedOut) ? 'not-known-done' : null;
  // Sent, and nobody knows what became of it: that is looked at whatever holds the rest.
  if (own.some(({ state }) => state === 'ambiguous' || state === 'running')) return 'not-certain';
  if (request.hold !== null) return own.some(isOpen) ? 'on-hold' : null;
  if (stopOf(own) !== null) return 'held-by-stop';
  const isFailed = own.some(({ state }) => state === 'failed');
  return isFailed && stuckAnswers(request).includes('retry') ? 'failed' : null;
}

function isOpen({ state }: StepRecord): boolean {
  return isToCome(state) || state === 'needs-person' || state === 'failed' || state === 'overwritten';
}
