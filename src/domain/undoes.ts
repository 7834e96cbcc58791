import type { StepKind } from './step.ts';
import type { Found } from './taken-by.ts';

/** Which step gives back what which step took. */
export const UNDOES = {
  'return-to-ou': 'move-to-ou',
  'rejoin-ad-groups': 'leave-ad-groups',
  'show-in-address-lists': 'hide-from-address-lists',
  'enable-devices': 'disable-devices',
  'rejoin-groups': 'leave-groups',
  'return-licences': 'remove-licences',
  'stop-auto-reply': 'set-auto-reply',
  'unshare-onedrive': 'share-onedrive',
} as const satisfies Partial<Record<StepKind, StepKind>>;
export type GivingKind = keyof typeof UNDOES;
export const GIVING_KINDS = Object.keys(UNDOES) as readonly GivingKind[];

/** One thing that Leaver took and has not given back. */
export type Taken = Found & {
  readonly kind: GivingKind;
  readonly stepId: string;
  readonly reference: string;
  /** Tenant time, ISO UTC. */
  readonly at: string;
  /**
   * `reported`: people said so, and Leaver has not seen it. `handed-out`: people were asked to, nobody said whether
   * they did, and the facts show it taken since. `tried`: Leaver sent it, and nothing says whether it was done.
   */
  readonly how: 'done' | 'reported' | 'handed-out' | 'tried';
};
