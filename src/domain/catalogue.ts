import type { Lane, StepKind } from './step.ts';
import { type Text, text } from './text.ts';

/**
 * How far an earlier step must be before a later one starts. `attempted`: it was tried, whatever came of it.
 * `accepted`: done as far as somebody with authority says. `verified`: its effect was seen, or people waived it.
 */
export type Progress = 'attempted' | 'accepted' | 'verified';

type CatalogueRow = {
  /** Where it runs unless the person is mastered by AD DS. */
  readonly lane: Lane;
  /** What must have happened first, where it is part of the same plan. */
  readonly after: Readonly<Partial<Record<StepKind, Progress>>>;
  readonly undo: 'yes' | 'no' | 'partly';
  /** Takes something away that people would miss: a destructive step that was not needed before goes back to people. */
  readonly destructive: boolean;
};

const DATA_STEPS = {
  'set-auto-reply': 'verified',
  'share-onedrive': 'verified',
} as const;

/**
 * The person is let in as far as Leaver does that. What people skipped of it was not done: the rest is left with it
 * (`leftWith`). A licence is no sooner of use: what it brings takes no longer than what Exchange takes after the
 * unblock (`delays.ts`, services and mailbox).
 */
const LET_IN = {
  'restore-account': 'verified',
  'enable-account': 'accepted',
  'unblock-sign-in': 'accepted',
} as const;

/**
 * Every kind of step (design, section 7). Revoke follows the block even when Graph refused it, since refresh tokens are
 * the cloud's own (hybrid.md 1.1); devices come after both, as in Microsoft's own procedure (hybrid.md 0.2). Licences
 * go only after mail and files are seen to (rule 3), deletion after everything (rule 4). A person mastered by AD DS is
 * enabled there first, or the next sync blocks again (graph.md 10). What was taken in the cloud is given back once the
 * person is let in: a restore that ends while it waits for AD DS has given nothing back that somebody had to take anew.
 * Steps in AD DS do not wait for each other: one runbook holds them in this order, the password before the disable, as
 * a disabled account syncs no hash (hybrid.md 0.6).
 */
export const CATALOGUE = {
  'block-sign-in': { lane: 'cloud', after: {}, undo: 'yes', destructive: false },
  'revoke-sessions': { lane: 'cloud', after: { 'block-sign-in': 'attempted' }, undo: 'no', destructive: false },
  'disable-devices': { lane: 'cloud', after: { 'block-sign-in': 'attempted' }, undo: 'yes', destructive: false },
  'reset-password': { lane: 'cloud', after: { 'block-sign-in': 'attempted' }, undo: 'no', destructive: true },
  'disable-account': { lane: 'on-premises', after: {}, undo: 'yes', destructive: false },
  'leave-ad-groups': { lane: 'on-premises', after: {}, undo: 'yes', destructive: true },
  'hide-from-address-lists': { lane: 'on-premises', after: {}, undo: 'yes', destructive: false },
  'move-to-ou': { lane: 'on-premises', after: {}, undo: 'yes', destructive: false },
  'set-auto-reply': { lane: 'cloud', after: {}, undo: 'yes', destructive: false },
  'share-onedrive': { lane: 'cloud', after: {}, undo: 'yes', destructive: false },
  'leave-groups': { lane: 'cloud', after: {}, undo: 'yes', destructive: true },
  'remove-licences': { lane: 'cloud', after: DATA_STEPS, undo: 'yes', destructive: true },
  'delete-account': {
    lane: 'cloud',
    after: {
      'block-sign-in': 'verified',
      'revoke-sessions': 'verified',
      'disable-devices': 'verified',
      'reset-password': 'verified',
      'disable-account': 'verified',
      'leave-ad-groups': 'verified',
      ...DATA_STEPS,
      'leave-groups': 'verified',
      'remove-licences': 'verified',
    },
    undo: 'partly',
    destructive: true,
  },
  'restore-account': { lane: 'cloud', after: {}, undo: 'yes', destructive: false },
  'return-to-ou': { lane: 'on-premises', after: {}, undo: 'yes', destructive: false },
  'enable-account': { lane: 'on-premises', after: {}, undo: 'yes', destructive: false },
  'rejoin-ad-groups': {
    lane: 'on-premises',
    after: { 'restore-account': 'accepted' },
    undo: 'yes',
    destructive: false,
  },
  'show-in-address-lists': { lane: 'on-premises', after: {}, undo: 'yes', destructive: false },
  'unblock-sign-in': {
    lane: 'cloud',
    after: { 'restore-account': 'verified', 'enable-account': 'accepted' },
    undo: 'yes',
    destructive: false,
  },
  'enable-devices': { lane: 'cloud', after: LET_IN, undo: 'yes', destructive: false },
  'rejoin-groups': { lane: 'cloud', after: LET_IN, undo: 'yes', destructive: false },
  'return-licences': { lane: 'cloud', after: LET_IN, undo: 'yes', destructive: false },
  'stop-auto-reply': {
    lane: 'cloud',
    after: { ...LET_IN, 'return-licences': 'attempted' },
    undo: 'yes',
    destructive: false,
  },
  'unshare-onedrive': {
    lane: 'cloud',
    after: { ...LET_IN, 'return-licences': 'attempted' },
    undo: 'yes',
    destructive: false,
  },
} as const satisfies Readonly<Record<StepKind, CatalogueRow>>;

/** "Block sign-in": what a step is called on every card. */
export function titleOf(kind: StepKind): Text {
  return text(`step.${kind}.title`);
}

/** When its effect is there, in one sentence. */
export function effectiveOf(kind: StepKind): Text {
  return text(`step.${kind}.effective`);
}

/** Which kinds must come first, and how far, whatever this plan holds. */
export function prerequisitesOf(kind: StepKind): Readonly<Partial<Record<StepKind, Progress>>> {
  return CATALOGUE[kind].after;
}
