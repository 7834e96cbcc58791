import {
  AUTHORITY,
  type AuthorityOutcome,
  type AuthorityRow,
  CONCLUDED_KINDS,
  type Operation,
  type PersonKind,
  type Sureness,
} from './authority-table.ts';
import type { DelayName } from './delays.ts';
import { isExternal } from './is-external.ts';
import type { Lane } from './step.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

export type Authority = {
  readonly outcomes: readonly AuthorityOutcome[];
  /** Where it is done so that it lasts; null = nowhere that Leaver reaches. */
  readonly where: Lane | null;
  readonly why: Text;
  /** How long until it is in effect, done there. */
  readonly delay: DelayName;
  readonly source: string;
  readonly sure: Sureness;
};

/** What comes of this operation on this person, where it lasts, and why. */
export function authorityOf(
  operation: Operation,
  targetUser: Pick<TargetUser, 'identity' | 'signIn' | 'userType' | 'home'>,
): Authority {
  return authorityOfKind(operation, personKindOf(targetUser));
}

/** The same by column of the table. */
export function authorityOfKind(operation: Operation, kind: PersonKind): Authority {
  const row: AuthorityRow = AUTHORITY[operation];
  const own = row[kind];
  const [outcomes, where, why, delay, found = 'documented'] = own ?? row[familyOf(kind)];
  const sure = own === undefined && CONCLUDED_KINDS.includes(kind) && found !== 'unverified' ? 'derived' : found;
  return { outcomes, where, why: text(`authority.${why}`), delay, source: row.source, sure };
}

/** The reason where there is something to explain: nothing, for what the cloud masters plainly. */
export function reasonsOf(operation: Operation, targetUser: Parameters<typeof authorityOf>[1]): readonly Text[] {
  const { why } = authorityOf(operation, targetUser);
  return why.key === 'authority.cloud-masters' ? [] : [why];
}

/**
 * Which column of the table a person belongs to. A managed domain whose password check is not known is read as password
 * hash sync, the commonest; cards say that it is not known (hybrid.md section 2).
 */
export function personKindOf(targetUser: Pick<TargetUser, 'identity' | 'signIn' | 'userType' | 'home'>): PersonKind {
  const { identity, signIn, userType } = targetUser;
  if (identity === 'synced') {
    if (userType === 'Guest') return 'synced-guest';
    return signIn === 'pass-through' || signIn === 'federated' ? `synced-${signIn}` : 'synced-password-hash';
  }
  if (isExternal(targetUser)) return 'guest';
  return identity === 'cloud-only' && signIn === 'federated' ? 'cloud-only-federated' : identity;
}

function familyOf(kind: PersonKind): 'cloud' | 'synced' | 'guest' {
  if (kind === 'guest') return 'guest';
  return kind.startsWith('synced') ? 'synced' : 'cloud';
}
