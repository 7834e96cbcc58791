import type { AuthorityOutcome, PersonKind, Sureness } from './authority-table.ts';
import type { Lane } from './step.ts';
import { type Text, text } from './text.ts';
import type { KeyAfter } from './text-key.ts';

export type MailboxAuthority = {
  /** Who decides about Exchange's own attributes: kind, hiding, addresses. */
  readonly master: Lane | 'none' | 'unknown';
  readonly outcomes: readonly AuthorityOutcome[];
  readonly why: Text;
  readonly source: string;
  readonly sure: Sureness;
};

const SOURCE = 'hybrid.md 1.5, (a)';

/**
 * Who masters a mailbox's attributes. `IsExchangeCloudManaged` can be read in Exchange Online's own PowerShell only,
 * never through Graph (hybrid.md 1.5): for a synced or converted person it is unknown here, and said so.
 */
export function mailboxAuthorityOf(kind: PersonKind): MailboxAuthority {
  if (kind === 'guest') return of('none', ['not-applicable'], 'not-applicable', 'documented');
  if (kind.startsWith('synced')) return of('unknown', ['overwritten', 'allowed'], 'mailbox-on-premises', 'unverified');
  if (kind === 'cloud-managed') return of('unknown', ['allowed', 'overwritten'], 'mailbox-unknown', 'unverified');
  return of('exchange', ['allowed'], 'mailbox-in-exchange', kind === 'cloud-only' ? 'documented' : 'derived');
}

function of(
  master: MailboxAuthority['master'],
  outcomes: readonly AuthorityOutcome[],
  why: KeyAfter<'authority.'>,
  sure: Sureness,
): MailboxAuthority {
  return { master, outcomes, why: text(`authority.${why}`), source: SOURCE, sure };
}
