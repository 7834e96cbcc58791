import type { Gap, GapOwner, GapReason } from './gap.ts';
import type { Text } from './text.ts';
import type { KeyAfter, TextKey } from './text-key.ts';

/** Why a step is not made: by the plan, or by the look before its turn. */
export type Skip = Text & { readonly key: SkipReason };

/** What a step that is not made for this reason leaves to people: all of it, or nothing. */
export function gapsOfSkip(step: string, skip: Text | null): readonly Gap[] {
  const end = endOf(skip);
  if (end === null || typeof end === 'string') return [];
  return [{ end: 'left', kind: 'step', id: step, name: '', ...end, through: null }];
}

/** Whether it is not made because what it is for was found in place: that, and nothing else, closes what was left. */
export function isInPlace(skip: Text | null): boolean {
  return endOf(skip) === 'in-place';
}

/** Whether it is not made because there is nothing that it could change. */
export function isNothingThere(skip: Text | null): boolean {
  return endOf(skip) === 'nothing-there';
}

/** Whether nothing of it can be done from here: it was asked, and is not done, which “not needed” would hide. */
export function isImpossibleHere(skip: Text | null): boolean {
  const end = endOf(skip);
  return end === 'by-parts' || (end !== null && typeof end !== 'string');
}

/**
 * Whether one read that finds it in place is not enough: a replica may not have heard yet that somebody was let in, or
 * kept out, a moment ago (reliability.md 0.7), and skipping it for that would leave the door as it should not be.
 */
export function isLookedAtTwice(step: string): boolean {
  return step === 'block-sign-in' || step === 'unblock-sign-in';
}

/**
 * `in-place`: already so. `nothing-there`: there is nothing that it could change. `void`: another choice, or somebody's
 * own change, makes it mean nothing. `kept`: all that is there stays by choice, and is named once it was looked at. `by-parts`:
 * none of what is there can be changed here, and is named part by part then. Else it is impossible from here, and
 * somebody else must do it.
 */
type SkipEnd =
  | 'in-place'
  | 'nothing-there'
  | 'void'
  | 'kept'
  | 'by-parts'
  | { readonly why: GapReason; readonly who: GapOwner };

const SKIPS = {
  'authority.guest-home': { why: 'guest-home', who: 'home-organisation' },
  'authority.not-applicable': 'nothing-there',
  'authority.password-at-provider': { why: 'password-at-provider', who: 'identity-provider' },
  'flow.unnecessary': 'void',
  'flow.unnecessary-in-cloud': { why: 'not-seen-in-ad', who: 'active-directory' },
  'graph.auto-reply.already': 'in-place',
  'graph.auto-reply.as-before': 'in-place',
  'graph.auto-reply.changed-since': 'void',
  'graph.auto-reply.mailbox-not-back': { why: 'mailbox-not-back', who: 'helpdesk' },
  'graph.auto-reply.no-mailbox': 'nothing-there',
  'graph.block.already': 'in-place',
  'graph.block.already-by': 'in-place',
  'graph.delete.already': 'in-place',
  'graph.devices.all-enabled': 'in-place',
  'graph.devices.already': 'in-place',
  'graph.devices.already-by': 'in-place',
  'graph.devices.none': 'nothing-there',
  'graph.devices.none-to-disable': 'by-parts',
  'graph.groups.in-all': 'in-place',
  'graph.groups.none': 'nothing-there',
  'graph.groups.none-to-leave': 'by-parts',
  'graph.licences.has-all': 'in-place',
  'graph.licences.none': 'nothing-there',
  'graph.licences.only-inherited': 'by-parts',
  'graph.licences.only-kept': 'kept',
  'graph.on-premises.deleted-already': 'in-place',
  'graph.on-premises.restored-already': 'in-place',
  'graph.restore.already': 'in-place',
  'graph.share.already': 'in-place',
  'graph.share.no-drive': 'nothing-there',
  'graph.unblock.already': 'in-place',
  'graph.unshare.already': 'in-place',
  'graph.unshare.drive-not-found': { why: 'drive-not-found', who: 'helpdesk' },
  'graph.unshare.perhaps': 'by-parts',
  'plan.explain.mailbox-licence-beside': 'kept',
  'plan.explain.mailbox-licence-kept': 'kept',
  'plan.skip.account-goes': 'void',
  'plan.skip.blocked': 'in-place',
  'plan.skip.blocked-synced': 'in-place',
  'plan.skip.no-cloud-groups': 'by-parts',
  'plan.skip.no-devices': 'nothing-there',
  'plan.skip.no-devices-to-disable': 'by-parts',
  'plan.skip.no-drive': 'nothing-there',
  'plan.skip.no-groups': 'nothing-there',
  'plan.skip.no-licences': 'nothing-there',
  'plan.skip.no-mailbox': 'nothing-there',
  'plan.skip.no-place-for-leavers': { why: 'no-place-for-leavers', who: 'active-directory' },
  'plan.skip.only-inherited-licences': 'by-parts',
  'plan.skip.out-of-sync-scope': { why: 'out-of-sync-scope', who: 'active-directory' },
  'plan.skip.reply-on-premises': { why: 'reply-on-premises', who: 'exchange-admin' },
  'plan.skip.reply-void-deletion': 'void',
  'plan.skip.reply-void-groups': 'void',
  'plan.skip.reply-void-licence': 'void',
} as const satisfies Readonly<Record<`plan.skip.${KeyAfter<'plan.skip.'>}`, SkipEnd>> &
  Readonly<Partial<Record<TextKey, SkipEnd>>>;

type SkipReason = keyof typeof SKIPS;

/** Null also of a reason that only another version knows. */
function endOf(skip: Text | null): SkipEnd | null {
  const ends: Readonly<Partial<Record<TextKey, SkipEnd>>> = SKIPS;
  return skip === null ? null : (ends[skip.key] ?? null);
}
