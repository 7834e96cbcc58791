/** Of the account, before the runbook's first write: what giving back needs. */
export type StateBefore = {
  readonly distinguishedName: string;
  /** Distinguished names, without the primary group. */
  readonly groups: readonly string[];
  /** msExchHideFromAddressLists; null = not set. */
  readonly hidden: boolean | null;
};

/** What only the server of Entra Connect knows (hybrid.md 1.3). */
export type SyncServer = {
  readonly stagingMode: boolean;
  readonly schedulerEnabled: boolean;
  /** ISO UTC. */
  readonly nextCycleUtc: string;
};

/** More groups than a token has room for; characters of a distinguished name as AD DS stores it at most. */
const MOST_GROUPS = 1_100;
const LONGEST_NAME = 2_048;

type Fields = Readonly<Record<string, unknown>>;

/** `before` and `sync` of a pasted result; null when one of them is there and not what the script prints. */
export function readRunbookState(
  result: Fields,
): { readonly before: StateBefore | null; readonly sync: SyncServer | null } | null {
  const before = isMissing(result.before) ? null : readBefore(result.before);
  const sync = isMissing(result.sync) ? null : readSync(result.sync);
  return before === 'wrong' || sync === 'wrong' ? null : { before, sync };
}

function readBefore(value: unknown): StateBefore | 'wrong' {
  const { distinguishedName, groups, hidden } = fieldsOf(value);
  if (!isName(distinguishedName) || !Array.isArray(groups) || groups.length > MOST_GROUPS) return 'wrong';
  if (!groups.every(isName) || !(isMissing(hidden) || typeof hidden === 'boolean')) return 'wrong';
  return { distinguishedName, groups, hidden: hidden ?? null };
}

function readSync(value: unknown): SyncServer | 'wrong' {
  const { stagingMode, schedulerEnabled, nextCycleUtc } = fieldsOf(value);
  if (typeof stagingMode !== 'boolean' || typeof schedulerEnabled !== 'boolean') return 'wrong';
  if (typeof nextCycleUtc !== 'string' || !isUtcInstant(nextCycleUtc)) return 'wrong';
  return { stagingMode, schedulerEnabled, nextCycleUtc: new Date(nextCycleUtc).toISOString() };
}

/** `2026-03-09T10:04:00Z`, as the script prints instants. */
export function isUtcInstant(at: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(at) && !Number.isNaN(Date.parse(at));
}

/** `CN=…,DC=…`: something with a parent, and nothing that a terminal or a card would act on. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_NAME && /^[^=,]+=[^\p{Cc}]+,.+$/u.test(value);
}

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
