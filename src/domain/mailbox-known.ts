import type { TargetUser } from './target-user.ts';

/** Kinds that only a mailbox in Microsoft 365 has. */
const IN_CLOUD: readonly TargetUser['mailbox'][] = ['user', 'shared', 'other'];

/**
 * What is known of the mailbox: one that Microsoft 365 showed at an earlier reading went with its licence, and is not on the
 * organisation's own servers, although Graph answers alike (graph.md 4). With a licence that carries one it may have moved
 * there since. `earlier`: facts of whatever was asked about the person before, as they were read last.
 */
export function mailboxKnown(
  facts: TargetUser,
  earlier: readonly TargetUser[],
): Pick<TargetUser, 'mailbox' | 'mailboxWent'> {
  const { mailbox, licences } = facts;
  if (mailbox !== 'on-premises' || licences.some(({ carriesMailbox }) => carriesMailbox)) return { mailbox };
  const went = earlier.some((each) => IN_CLOUD.includes(each.mailbox) || each.mailboxWent === true);
  return went ? { mailbox: 'none', mailboxWent: true } : { mailbox };
}
