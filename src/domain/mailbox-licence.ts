import type { Choices } from './choices.ts';
import type { Licence, TargetUser } from './target-user.ts';

type Chosen = Pick<Choices, 'account' | 'leaveGroups' | 'removeLicences' | 'takeMailboxLicence'>;

/**
 * Licences without which this person's mailbox answers nobody, and is gone 30 days later (graph.md 2.3). A shared mailbox, a
 * room or one on-premises needs none.
 */
export function mailboxLicences({ mailbox, licences }: Pick<TargetUser, 'mailbox' | 'licences'>): readonly Licence[] {
  return mailbox === 'user' || mailbox === 'unknown' ? licences.filter(({ carriesMailbox }) => carriesMailbox) : [];
}

/** Those assigned directly that stay when licences go: unless the requester took them too, or the account goes. */
export function licencesKeptForMail(targetUser: TargetUser, choices: Chosen): readonly Licence[] {
  if (choices.takeMailboxLicence || choices.account === 'delete' || staysThroughGroup(targetUser, choices)) return [];
  return mailboxLicences(targetUser).filter(({ direct }) => direct);
}

/** What of these choices takes the mailbox away, so that an automatic reply would answer nobody; null = nothing does. */
export function takesMailbox(targetUser: TargetUser, choices: Chosen): 'deletion' | 'licence' | 'groups' | null {
  if (choices.account === 'delete') return 'deletion';
  const carriers = mailboxLicences(targetUser);
  if (carriers.length === 0 || staysThroughGroup(targetUser, choices)) return null;
  if (!carriers.some(({ direct }) => direct)) return 'groups';
  return choices.removeLicences && choices.takeMailboxLicence ? 'licence' : null;
}

/** Leaver leaves no licensing group of the cloud; those of AD DS are left with all the others there. */
function staysThroughGroup(targetUser: TargetUser, { leaveGroups }: Chosen): boolean {
  const left = leaveGroups && targetUser.identity === 'synced' ? targetUser.memberships : [];
  const isLeft = (groupId: string) => left.some((each) => each.groupId === groupId && each.class === 'synced');
  return mailboxLicences(targetUser).some(({ inheritedFrom }) => inheritedFrom.some((groupId) => !isLeft(groupId)));
}
