import type { Gap } from './gap.ts';
import type { Skip } from './skip.ts';
import type { Json, Text } from './text.ts';

/** Where a change is made: Graph, Exchange Online, or AD DS. */
const LANES = ['cloud', 'exchange', 'on-premises'] as const;
export type Lane = (typeof LANES)[number];

/** Each kind stands at most once in a plan. The order here is the order of the plan (design, sections 7 and 8). */
export const STEP_KINDS = [
  'block-sign-in',
  'revoke-sessions',
  'disable-devices',
  'reset-password',
  'disable-account',
  'leave-ad-groups',
  'hide-from-address-lists',
  'move-to-ou',
  'set-auto-reply',
  'share-onedrive',
  'leave-groups',
  'remove-licences',
  'delete-account',
  'restore-account',
  'return-to-ou',
  'enable-account',
  'rejoin-ad-groups',
  'show-in-address-lists',
  'unblock-sign-in',
  'enable-devices',
  'rejoin-groups',
  'return-licences',
  'stop-auto-reply',
  'unshare-onedrive',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** One change of one kind in one lane, as planned: what the requester sees and the approver decides about. */
export type PlannedStep = {
  readonly kind: StepKind;
  readonly lane: Lane;
  /** What the lane needs beside the target user; ids and classes only, frozen by the approval. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** Kinds in this plan that must be at rest in a good state before this one starts. */
  readonly after: readonly StepKind[];
  /** Not made: already so, nothing there, or impossible from here. The step is shown and recorded as skipped. */
  readonly skip: Skip | null;
  /** What happens, what cannot be done here and why: one plain sentence each. */
  readonly explains: readonly Text[];
  readonly undo: 'yes' | 'no' | 'partly';
  /** Whether directory sync may overwrite it as long as AD DS says otherwise (hybrid.md 0.3). */
  readonly temporary: boolean;
  /**
   * What the approved step leaves to people, whatever comes of it: all of it, where it is impossible from here. Left
   * out = nothing is known of that yet.
   */
  readonly gaps?: readonly Gap[];
};
