import { isInSyncScope, placeNameOf } from './ad-domain.ts';
import { authorityOf, reasonsOf } from './authority.ts';
import type { Choices } from './choices.ts';
import { effectiveInAd } from './effective-in-ad.ts';
import { hasGuestTokens, isExternal } from './is-external.ts';
import { licenceNames } from './licence-name.ts';
import { mailboxLicences, takesMailbox } from './mailbox-licence.ts';
import { planGroups, planLicences } from './plan-access.ts';
import { planDevices } from './plan-devices.ts';
import type { PlanInput } from './plan-input.ts';
import { planStep } from './plan-step.ts';
import type { Skip } from './skip.ts';
import type { PlannedStep } from './step.ts';
import type { TargetUser } from './target-user.ts';
import { text } from './text.ts';
import { isDoneByLeaver, whoDoesIt } from './who-does-it.ts';

/** The steps of `offboard` and `block-sign-in`; which of them is for the choices to say. */
export function planLeaving(input: PlanInput): readonly PlannedStep[] {
  const { choices, targetUser } = input;
  return [
    planBlock(targetUser),
    planRevoke(targetUser),
    ...(choices.disableDevices ? [planDevices(input)] : []),
    ...(choices.resetPassword ? [planPassword(targetUser)] : []),
    ...(targetUser.identity === 'synced' ? planInAd(input) : []),
    ...(choices.autoReply ? [planAutoReply(input)] : []),
    ...(choices.shareFiles ? [planFiles(input)] : []),
    ...(choices.leaveGroups ? [planGroups(targetUser, choices)] : []),
    ...(choices.removeLicences ? [planLicences(targetUser, choices)] : []),
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
  const guest = hasGuestTokens(targetUser);
  return planStep('revoke-sessions', {
    ...(guest ? { effective: text('step.revoke-sessions.guest.effective') } : {}),
    explains: [
      text('step.revoke-sessions.explains'),
      ...(guest ? [authorityOf('revoke-sessions', targetUser).why] : []),
    ],
  });
}

/**
 * In AD DS for those it masters, before or with the disable (hybrid.md 0.6); nowhere for guests and federated cloud
 * people.
 */
function planPassword(targetUser: TargetUser): PlannedStep {
  const { where, why } = authorityOf('reset-password', targetUser);
  if (where === null) {
    const skip = text(isExternal(targetUser) ? 'authority.guest-home' : 'authority.password-at-provider');
    return planStep('reset-password', { skip, undo: 'no' });
  }
  if (where === 'cloud') return planStep('reset-password', { explains: [text('step.reset-password.explains')] });
  return planStep('reset-password', {
    lane: 'on-premises',
    explains: [why, text('plan.explain.password-twice'), whoDoesIt(targetUser)],
  });
}

/** What only AD DS can change for somebody it masters. */
function planInAd({ choices, targetUser }: PlanInput): readonly PlannedStep[] {
  return [
    planStep('disable-account', {
      ...effectiveInAd(targetUser),
      explains: [
        text('step.disable-account.explains'),
        whoDoesIt(targetUser),
        authorityOf('disable-account', targetUser).why,
      ],
    }),
    ...(choices.leaveGroups ? [planAdGroups(targetUser, choices)] : []),
    ...(choices.hideFromAddressLists ? [whileItStays(choices, planHide(targetUser))] : []),
    ...(choices.moveToOu ? [whileItStays(choices, planMove(targetUser))] : []),
  ];
}

/** A place or an address list matters only while the account stays: what was ticked is shown as left out, and why. */
function whileItStays({ account }: Choices, step: PlannedStep): PlannedStep {
  return account === 'keep' ? step : planStep(step.kind, { skip: text('plan.skip.account-goes') });
}

/** A licensing group among them may be what gives the mailbox: then that is said here, where it goes. */
function planAdGroups(targetUser: TargetUser, choices: Choices): PlannedStep {
  const step = planAdStep('leave-ad-groups', targetUser);
  if (takesMailbox(targetUser, choices) !== 'groups') return step;
  const licences = licenceNames(mailboxLicences(targetUser));
  return { ...step, explains: [text('plan.explain.mailbox-goes-with-groups', { licences }), ...step.explains] };
}

function planHide(targetUser: TargetUser): PlannedStep {
  if (targetUser.mailbox === 'none') return planStep('hide-from-address-lists', { skip: text('plan.skip.no-mailbox') });
  return planAdStep('hide-from-address-lists', targetUser);
}

/** Where the installer said; outside the sync scope the next sync would delete the cloud account (hybrid.md 1.3). */
function planMove(targetUser: TargetUser): PlannedStep {
  const { adDomain } = targetUser;
  const ou = adDomain?.leaversOu ?? null;
  if (adDomain === null || ou === null) return planStep('move-to-ou', { skip: text('plan.skip.no-place-for-leavers') });
  if (!isInSyncScope(adDomain, ou))
    return planStep('move-to-ou', { skip: text('plan.skip.out-of-sync-scope', { ou: placeNameOf(ou) }) });
  return planStep('move-to-ou', {
    parameters: { ou },
    explains: [text('step.move-to-ou.explains', { ou: placeNameOf(ou) }), whoDoesIt(targetUser)],
  });
}

function planAdStep(kind: 'leave-ad-groups' | 'hide-from-address-lists', targetUser: TargetUser): PlannedStep {
  // What a runbook found is at whoever ran it: of that, a restore gives back what the cloud showed.
  const isAtHelpdesk = kind === 'leave-ad-groups' && !isDoneByLeaver(targetUser);
  const explains = text(isAtHelpdesk ? 'step.leave-ad-groups.explains-by-runbook' : `step.${kind}.explains`);
  return planStep(kind, { explains: [explains, whoDoesIt(targetUser)] });
}

function planAutoReply({ choices, targetUser }: PlanInput): PlannedStep {
  const { mailbox, autoReply } = targetUser;
  return planStep('set-auto-reply', {
    parameters: { text: choices.autoReplyText },
    skip: whyNoReply(targetUser, choices),
    explains: [
      text(choices.autoReplyText === null ? 'plan.explain.reply-built-in' : 'plan.explain.reply-own'),
      ...(autoReply === 'on' ? [text('plan.explain.reply-replaces')] : []),
      ...(mailbox === 'unknown' ? [text('plan.explain.mailbox-unknown')] : []),
    ],
  });
}

/** A reply needs a mailbox that stays: what takes it away in the same plan makes the reply void. */
function whyNoReply(targetUser: TargetUser, choices: Choices): Skip | null {
  if (targetUser.mailbox === 'none') return text('plan.skip.no-mailbox');
  const taken = takesMailbox(targetUser, choices);
  if (targetUser.mailbox === 'on-premises' && taken !== 'deletion') return text('plan.skip.reply-on-premises');
  const licences = licenceNames(mailboxLicences(targetUser));
  return taken === null ? null : text(`plan.skip.reply-void-${taken}`, { licences });
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

/**
 * Last of all. In AD DS for those it masters: the next sync then moves the cloud account to the deleted users
 * (hybrid.md 1.3).
 */
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
