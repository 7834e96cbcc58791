import { authorityOf, reasonsOf } from './authority.ts';
import { planGroups, planLicences } from './plan-access.ts';
import type { PlanInput } from './plan-input.ts';
import { planStep } from './plan-step.ts';
import type { PlannedStep } from './step.ts';
import type { TargetUser } from './target-user.ts';
import { text } from './text.ts';

/** The steps of `offboard` and `block-sign-in`; which of them is for the choices to say. */
export function planLeaving(input: PlanInput): readonly PlannedStep[] {
  const { choices, targetUser } = input;
  return [
    planBlock(targetUser),
    planRevoke(targetUser),
    ...(choices.resetPassword ? [planPassword(targetUser)] : []),
    ...(targetUser.identity === 'synced' ? [planDisable(targetUser)] : []),
    ...(choices.autoReply ? [planAutoReply(input)] : []),
    ...(choices.shareFiles ? [planFiles(input)] : []),
    ...(choices.leaveGroups ? [planGroups(targetUser, choices)] : []),
    ...(choices.removeLicences ? [planLicences(targetUser)] : []),
    ...(choices.account === 'delete' ? [planDelete(input)] : []),
  ];
}

function planBlock(targetUser: TargetUser): PlannedStep {
  const synced = targetUser.identity === 'synced';
  return planStep('block-sign-in', {
    explains: [text('step.block-sign-in.explains'), ...reasonsOf('block-sign-in', targetUser)],
    skip: targetUser.accountEnabled ? null : text(synced ? 'plan.skip.blocked-synced' : 'plan.skip.blocked'),
    temporary: synced,
  });
}

/** Always, and always after the block; also when the block is there already, since sessions may outlive it. */
function planRevoke(targetUser: TargetUser): PlannedStep {
  const guest = targetUser.userType === 'Guest';
  return planStep('revoke-sessions', {
    explains: [
      text('step.revoke-sessions.explains'),
      ...(guest ? [authorityOf('revoke-sessions', targetUser).why] : []),
    ],
  });
}

/** In AD DS for those it masters, before or with the disable (hybrid.md 0.6); nowhere for guests and federated cloud people. */
function planPassword(targetUser: TargetUser): PlannedStep {
  const { where, why } = authorityOf('reset-password', targetUser);
  if (where === null) return planStep('reset-password', { skip: why, undo: 'no' });
  if (where === 'cloud') return planStep('reset-password', { explains: [text('step.reset-password.explains')] });
  return planStep('reset-password', {
    lane: 'on-premises',
    explains: [why, text('plan.explain.password-twice')],
  });
}

function planDisable(targetUser: TargetUser): PlannedStep {
  return planStep('disable-account', {
    explains: [text('step.disable-account.explains'), authorityOf('disable-account', targetUser).why],
  });
}

function planAutoReply({ choices, targetUser }: PlanInput): PlannedStep {
  const { mailbox, autoReply } = targetUser;
  return planStep('set-auto-reply', {
    parameters: { text: choices.autoReplyText },
    skip: mailbox === 'none' ? text('plan.skip.no-mailbox') : null,
    explains: [
      text(choices.autoReplyText === null ? 'plan.explain.reply-built-in' : 'plan.explain.reply-own'),
      ...(autoReply === 'on' ? [text('plan.explain.reply-replaces')] : []),
      ...(mailbox === 'unknown' ? [text('plan.explain.mailbox-unknown')] : []),
    ],
  });
}

function planFiles({ choices, targetUser, successor }: PlanInput): PlannedStep {
  const name = successor?.displayName ?? choices.successorName ?? '';
  return planStep('share-onedrive', {
    parameters: { successorId: choices.successorId },
    skip: targetUser.drive === null ? text('plan.skip.no-drive') : null,
    explains: [
      text('plan.explain.files-shared', { name }),
      ...(targetUser.drive === 'unknown' ? [text('plan.explain.drive-unknown')] : []),
    ],
  });
}

/** Last of all. In AD DS for those it masters: the next sync then moves the cloud account to the deleted users (hybrid.md 1.3). */
function planDelete({ choices, targetUser }: PlanInput): PlannedStep {
  const synced = targetUser.identity === 'synced';
  const confirmed = targetUser.mailbox !== 'none' && choices.forwardingChecked;
  return planStep('delete-account', {
    lane: synced ? 'on-premises' : 'cloud',
    explains: [
      text('step.delete-account.explains'),
      ...reasonsOf('delete-account', targetUser),
      ...(confirmed ? [text('plan.explain.forwarding-confirmed')] : []),
    ],
  });
}
