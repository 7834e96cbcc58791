import type { Choices } from './choices.ts';
import type { Licence, TargetUser } from './target-user.ts';

type Chosen = Pick<Choices, 'account' | 'leaveGroups' | 'removeLicences' | 'takeMailboxLicence'>;

/**
 * Licences without which this person's mailbox answers nobody, and is gone 30 days later (graph.md 2.3). A shared
 * mailbox, a room or one on-premises needs none.
 */
export function mailboxLicences({ mailbox, licences }: Pick<TargetUser, 'mailbox' | 'licences'>): readonly Licence[] {
  return mailbox === 'user' || mailbox === 'unknown' ? licences.filter(({ carriesMailbox }) => carriesMailbox) : [];
}

/**
 * Those assigned directly that stay when licences go: unless the requester took them too, or the account goes. Also
 * beside one from a group, which may have switched off the very plan that is the mailbox.
 */
export function licencesKeptForMail(
  targetUser: Pick<TargetUser, 'mailbox' | 'licences'>,
  choices: Pick<Choices, 'account' | 'takeMailboxLicence'>,
): readonly Licence[] {
  if (choices.takeMailboxLicence || choices.account === 'delete') return [];
  return mailboxLicences(targetUser).filter(({ direct }) => direct);
}

/**
 * Groups that give a licence which carries the mailbox, and that this plan does not leave: nobody is told to take the
 * person out before the mailbox is a shared one. Leaver leaves no licensing group of the cloud; those of AD DS are left
 * with all the others there.
 */
export function mailboxGroups(
  targetUser: Pick<TargetUser, 'identity' | 'licences' | 'mailbox' | 'memberships'>,
  { account, leaveGroups }: Pick<Choices, 'account' | 'leaveGroups'>,
): readonly string[] {
  if (account === 'delete') return [];
  const left = leaveGroups && targetUser.identity === 'synced' ? targetUser.memberships : [];
  const isLeft = (groupId: string) => left.some((each) => each.groupId === groupId && each.class === 'synced');
  const groups = mailboxLicences(targetUser).flatMap(({ inheritedFrom }) => inheritedFrom);
  return [...new Set(groups)].filter((groupId) => !isLeft(groupId));
}

/** Those that such a group (ids) gives. */
export function mailboxLicencesFrom(
  groups: readonly string[],
  targetUser: Pick<TargetUser, 'mailbox' | 'licences'>,
): readonly Licence[] {
  const isGiven = (groupId: string) => groups.includes(groupId);
  return mailboxLicences(targetUser).filter(({ inheritedFrom }) => inheritedFrom.some(isGiven));
}

/**
 * What of these choices takes the mailbox away, so that an automatic reply would answer nobody; null = nothing does.
 */
export function takesMailbox(targetUser: TargetUser, choices: Chosen): 'deletion' | 'licence' | 'groups' | null {
  if (choices.account === 'delete') return 'deletion';
  const carriers = mailboxLicences(targetUser);
  if (carriers.length === 0 || mailboxGroups(targetUser, choices).length > 0) return null;
  if (!carriers.some(({ direct }) => direct)) return 'groups';
  return choices.removeLicences && choices.takeMailboxLicence ? 'licence' : null;
}
