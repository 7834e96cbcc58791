import { conflictValues } from './conflict-values.ts';
import { isExternal } from './is-external.ts';
import { isGivenBackOnceIn } from './is-ready.ts';
import { lastCycleOf } from './last-cycle.ts';
import { looksFirstInAd } from './looks-first-in-ad.ts';
import { mailboxWithGroups } from './mailbox-with-groups.ts';
import { newPasswordWarning } from './new-password.ts';
import { notGivenBack } from './not-given-back.ts';
import { decidesAgain } from './own-groups.ts';
import type { PlanInput } from './plan-input.ts';
import { quotedNames } from './quoted-names.ts';
import { BRINGS_IN, decidesInAd } from './sign-in-kinds.ts';
import type { PlannedStep } from './step.ts';
import { isSyncStale } from './sync-clock.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';
import { isDoneByLeaver } from './who-does-it.ts';

/** Which forest has a Recycle Bin no read says; people who restore there say no word about the password either. */
export const PASSWORD_LOST = 'plan.warning.password-lost-in-ad';

/** Nothing reads it again, so it is a word about the moment of the plan. */
export const WAS_ONLY_OWNER = 'plan.note.was-only-owner';

/** What a manager must not misread (design, rule 6 and section 9). */
export function warningsOf(input: PlanInput, steps: readonly PlannedStep[]): readonly Text[] {
  const { choices, targetUser, successor } = input;
  const { displayName: name, identity, userType, drive, mailbox, restoreConflict } = targetUser;
  const has = (kind: PlannedStep['kind']) => steps.some((step) => step.kind === kind && step.skip === null);
  const warnings: Text[] = [];
  if (has('block-sign-in') && identity === 'synced')
    warnings.push(
      isDoneByLeaver(targetUser)
        ? text('plan.warning.temporary-by-leaver', { name, domain: targetUser.adDomain?.name ?? '' })
        : text('plan.warning.temporary', { name }),
    );
  if (has('unblock-sign-in') && has('enable-account'))
    warnings.push(
      isDoneByLeaver(targetUser)
        ? text('plan.warning.enable-first-by-leaver', { name, domain: targetUser.adDomain?.name ?? '' })
        : text(`plan.warning.enable-first${steps.some(looksFirstInAd) ? '-unknown' : ''}`, { name }),
    );
  if (has('restore-account') && identity === 'synced' && restoreConflict !== null)
    warnings.push(text('plan.warning.addresses-held', conflictValues(restoreConflict)));
  const password = choices.kind === 'restore-user' ? newPasswordWarning(input.runs, targetUser) : null;
  if (password !== null) warnings.push(password);
  else if (has('restore-account') && identity === 'synced') warnings.push(text(PASSWORD_LOST));
  if (choices.kind === 'restore-user' && BRINGS_IN.some(has)) warnings.push(...decidesAgain(input));
  const last = lastCycleOf(targetUser);
  if (identity === 'synced' && last !== null && isSyncStale(last, targetUser.readAt)) {
    warnings.push(text('plan.warning.sync-stale', { at: { instant: last } }));
  }
  if (targetUser.provisioningErrors.length > 0) warnings.push(text('plan.warning.provisioning-errors', { name }));
  if (isExternal(targetUser) && identity !== 'synced' && choices.kind !== 'restore-user')
    warnings.push(text(userType === 'Guest' ? 'plan.warning.guest' : 'plan.warning.external', { name }));
  if (has('delete-account')) {
    if (drive !== null && !has('share-onedrive')) warnings.push(text('plan.warning.files-lost', { name }));
    if (has('share-onedrive'))
      warnings.push(text('plan.warning.files-shared', { name, successor: successor?.displayName ?? '' }));
    const mail = MAIL_LOST[mailbox];
    if (mail !== null) warnings.push(text(mail, { name }));
  }
  return warnings;
}

/** What goes with the account; a shared mailbox keeps it from being deleted (`rules.ts`). */
const MAIL_LOST = {
  user: 'plan.warning.mail-lost',
  unknown: 'plan.warning.mail-perhaps-lost',
  'on-premises': 'plan.warning.mail-lost-on-premises',
  shared: null,
  none: null,
  other: null,
} as const satisfies Record<TargetUser['mailbox'], string | null>;

/** What is given back in the cloud waits, where the person is let in by AD DS first: that may take hours. */
function givenBackOnceIn({ displayName: name }: TargetUser, steps: readonly PlannedStep[]): readonly Text[] {
  const waits = steps.some((step) => decidesInAd(step) && step.skip === null);
  return waits && steps.some(isGivenBackOnceIn) ? [text('plan.note.given-back-once-in', { name })] : [];
}

/** What is good to know. */
export function notesOf(input: PlanInput, steps: readonly PlannedStep[]): readonly Text[] {
  const { choices, targetUser } = input;
  const { displayName: name, directReports, identity, memberships } = targetUser;
  const at = { instant: targetUser.readAt };
  if (choices.kind === 'restore-user')
    return [...givenBackOnceIn(targetUser, steps), ...mailboxWithGroups(input), ...notGivenBack(input)];
  const notes: Text[] = [];
  if (targetUser.readInPart) notes.push(text('plan.note.read-in-part', { name }));
  if (directReports > 0) notes.push(text('plan.note.had-direct-reports', { name, count: directReports, at }));
  if (identity === 'cloud-managed') notes.push(text('plan.note.ad-copy', { name }));
  if (identity === 'formerly-synced') notes.push(text('plan.note.formerly-synced', { name }));
  if (targetUser.mailbox === 'on-premises') notes.push(text('plan.note.mailbox-on-premises', { name }));
  if (choices.autoReplyText !== null && !choices.autoReply) notes.push(text('plan.note.reply-text-unused'));
  if (choices.takeMailboxLicence && !choices.removeLicences) notes.push(text('plan.note.licences-stay'));
  const isShared = steps.some(({ kind, skip }) => kind === 'share-onedrive' && skip === null);
  if (choices.successorName !== null && !isShared)
    notes.push(text('plan.note.successor-unused', { successor: choices.successorName }));
  const owned = memberships.flatMap((group) => (group.lastOwner ? [group.name] : []));
  if (owned.length > 0 && !choices.leaveGroups)
    notes.push(text(WAS_ONLY_OWNER, { name, count: owned.length, groups: quotedNames(owned), at }));
  return notes;
}
