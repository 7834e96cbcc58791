import { minutesAfter } from './minutes-after.ts';
import type { EarlierRun } from './plan-input.ts';
import type { TargetUser } from './target-user.ts';
import { wasDone } from './was-done.ts';

/** Kinds that only a mailbox in Microsoft 365 has. */
const IN_CLOUD: readonly TargetUser['mailbox'][] = ['user', 'shared', 'other'];

/**
 * Minutes for which a mailbox without its licence is kept (graph.md 2.3); one that was moved since then is no rarity.
 */
const KEPT = 30 * 24 * 60;

/**
 * What is known of the mailbox: one that Microsoft 365 showed at an earlier reading went with its licence where Leaver
 * took that since, or the reading is not older than such a mailbox is kept. Otherwise it may have been moved to the
 * organisation's own servers: Graph answers alike (graph.md 4). So it may with a licence that carries one. `earlier`:
 * facts of whatever was asked about the person before, as they were read last; `runs`: what Leaver did about them.
 */
export function mailboxKnown(
  facts: TargetUser,
  earlier: readonly TargetUser[],
  runs: readonly EarlierRun[],
): Pick<TargetUser, 'mailbox' | 'mailboxShownAt'> {
  const { mailbox, licences, readAt } = facts;
  if (mailbox !== 'on-premises') return { mailbox };
  const shownAt = earlier.map(lastShown).sort().at(-1) ?? '';
  if (shownAt === '') return { mailbox };
  const isLicensed = licences.some(({ carriesMailbox }) => carriesMailbox);
  const went = minutesAfter(shownAt, KEPT) >= readAt || runs.some((run) => tookLicence(run, shownAt));
  return { mailbox: went && !isLicensed ? 'none' : mailbox, mailboxShownAt: shownAt };
}

function lastShown({ mailbox, readAt, mailboxShownAt = '' }: TargetUser): string {
  return IN_CLOUD.includes(mailbox) ? readAt : mailboxShownAt;
}

/** The licence that carries the mailbox goes only where the requester took that too. */
function tookLicence({ request, steps }: EarlierRun, since: string): boolean {
  if (!request.choices.takeMailboxLicence) return false;
  return steps.some((step) => step.kind === 'remove-licences' && wasDone(step) && (step.acceptedAt ?? '') >= since);
}
