import type { Refused } from './graph-answer.ts';

/** What a refusal of Graph means to us. */
export type Meaning =
  | 'synced'
  | 'exchange-only'
  | 'dynamic-group'
  | 'last-owner'
  | 'already-removed'
  | 'already-added'
  | 'licence-inherited'
  | 'licence-absent'
  | 'no-usage-location'
  | 'no-seats'
  | 'owner-limit'
  | 'name-taken'
  | 'no-mailbox'
  | 'no-drive'
  | 'no-premium-licence'
  | 'forbidden'
  | 'not-found'
  | 'other';

/**
 * What a refusal means; the first row that holds wins, `other` when none does. Codes first: Microsoft may change its
 * messages (graph.md 1). The directory overloads `Request_BadRequest` and Exchange `BadRequest`, so for those a message
 * is matched here, in the only place, with `other` as the safe default. Rows: graph.md 4; `AadPremiumLicenseRequired`:
 * github.com/maester365/maester issue 1421.
 */
export function meaningOf(refused: Refused): Meaning {
  return ROWS.find((row) => holds(row, refused))?.means ?? 'other';
}

type Row = {
  readonly means: Meaning;
  readonly status?: number;
  readonly code?: string;
  readonly message?: RegExp;
};

const ROWS: readonly Row[] = [
  { means: 'no-mailbox', code: 'MailboxNotEnabledForRESTAPI' },
  { means: 'no-premium-licence', code: 'AadPremiumLicenseRequired' },
  { means: 'no-drive', status: 404, code: 'ResourceNotFound' },
  { means: 'synced', status: 400, message: /on-premises mastered Directory Sync objects/i },
  { means: 'exchange-only', status: 400, message: /mail-enabled security groups and or distribution list/i },
  { means: 'exchange-only', status: 400, message: /originated within an external service/i },
  { means: 'dynamic-group', status: 400, message: /dynamic (group )?membership/i },
  { means: 'last-owner', status: 400, message: /must have at least one owner/i },
  { means: 'already-removed', status: 400, message: /removed object references do not exist/i },
  { means: 'already-added', status: 400, message: /added object references already exist/i },
  { means: 'licence-inherited', status: 400, message: /license is inherited from a group/i },
  { means: 'licence-absent', status: 400, message: /does not have a corresponding license/i },
  { means: 'no-usage-location', status: 400, message: /invalid usage location/i },
  { means: 'no-seats', status: 400, message: /does not have any available licenses/i },
  { means: 'owner-limit', status: 403, message: /maximum quota count/i },
  { means: 'name-taken', status: 409 },
  { means: 'name-taken', status: 400, message: /already exists|conflicting object|same value for property/i },
  { means: 'forbidden', status: 403 },
  { means: 'forbidden', status: 401 },
  { means: 'not-found', status: 404 },
];

function holds(row: Row, { status, codes, message }: Refused): boolean {
  return (
    (row.status === undefined || row.status === status) &&
    (row.code === undefined || codes.includes(row.code)) &&
    (row.message === undefined || row.message.test(message))
  );
}
