import type { StepKind } from './step.ts';

/** What keeps somebody from signing in, in the cloud and in AD DS. */
export const KEEPS_OUT: readonly StepKind[] = ['block-sign-in', 'disable-account'];
/** The same the other way round. */
export const LETS_IN: readonly StepKind[] = ['unblock-sign-in', 'enable-account'];
