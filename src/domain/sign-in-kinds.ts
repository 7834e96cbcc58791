import type { Lane, StepKind } from './step.ts';

/** What keeps somebody from signing in, in the cloud and in AD DS. */
export const KEEPS_OUT: readonly StepKind[] = ['block-sign-in', 'disable-account'];
/** With what ends the sessions that were open then. */
export const ENDS_ACCESS: readonly StepKind[] = [...KEEPS_OUT, 'revoke-sessions'];
/** The same the other way round. */
export const LETS_IN: readonly StepKind[] = ['unblock-sign-in', 'enable-account'];
/** With what brings a deleted account back. */
export const BRINGS_IN: readonly StepKind[] = [...LETS_IN, 'restore-account'];

const DECIDE_IN_AD: readonly StepKind[] = ['disable-account', 'delete-account', 'enable-account', 'restore-account'];

/**
 * Whether it lets somebody in or keeps them out in AD DS; groups, places and passwords there decide nothing about that.
 */
export function decidesInAd({ kind, lane }: { readonly kind: StepKind; readonly lane: Lane }): boolean {
  return lane === 'on-premises' && DECIDE_IN_AD.includes(kind);
}
