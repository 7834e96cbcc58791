import { isWritten } from '../instants.ts';
import { bare } from '../words-of-tenant.ts';
import { CADENCE, type Claim, type Predicate, TAKING_IN } from './claim.ts';
import { isBlocked, isDeleted, isIn } from './effects.ts';

type Standing = NonNullable<Claim['past']['moments'][number]['state']['people'][string]>;

/** Sentences about how somebody's account stands: true at some moment since Leaver's last look but one. */
export const STANDING_CLAIMS: Readonly<Record<string, Predicate>> = {
  'report.standing.synced': standing(isSynced, 'not synced'),
  'card.identity.synced': standing(isSynced, 'not synced'),
  'report.standing.ad-masters': standing(isSynced, 'Active Directory does not master it'),
  'authority.ad-masters': standing(isSynced, 'Active Directory does not master it'),
  'authority.block-temporary': standing(isSynced, 'Active Directory does not master it'),
  'authority.delete-in-ad': standing(isSynced, 'Active Directory does not master it'),
  'authority.disable-after-sync': standing(isSynced, 'Active Directory does not master it'),
  'authority.disable-at-once': standing(isSynced, 'Active Directory does not master it'),
  'authority.disable-at-once-by-provider': standing(isSynced, 'Active Directory does not master it'),
  'authority.enable-in-ad-first': standing(isSynced, 'Active Directory does not master it'),
  'authority.restore-in-ad': standing(isSynced, 'Active Directory does not master it'),
  'authority.cloud-masters': standing((person) => !isSynced(person), 'Active Directory masters it'),
  'plan.warning.enable-first': standing(isSynced, 'Active Directory does not master it'),
  'plan.warning.enable-first-unknown': standing(isSynced, 'Active Directory does not master it'),
  'plan.warning.enable-first-by-leaver': standing(isSynced, 'Active Directory does not master it'),
  'plan.warning.temporary': (claim) => temporary(claim),
  'plan.warning.temporary-by-leaver': (claim) => temporary(claim),
  'report.headline.block-temporary': (claim) => temporary(claim),
  'plan.warning.will-be-temporary': (claim) => willBeTemporary(claim),
  'plan.warning.will-be-temporary-by-leaver': (claim) => willBeTemporary(claim),
  'plan.warning.temporary-said': standing(isSynced, 'Active Directory does not master it'),
  'plan.warning.temporary-reported': standing(isSynced, 'Active Directory does not master it'),
  'plan.warning.temporary-until-sync': standing(
    (person) => person.ad?.exported.enabled === false || person.ad?.enabled === false,
    'not disabled in Active Directory',
  ),
  'plan.warning.guest': standing((person) => isGuest(person) && isElsewhere(person), 'no guest of elsewhere'),
  'plan.warning.external': standing((person) => !isGuest(person) && isElsewhere(person), 'no member from outside'),
  'plan.warning.provisioning-errors': standing(
    ({ cloud }) => (cloud?.onPremisesProvisioningErrors ?? []).length > 0,
    'no sync errors',
  ),
  // Which directory masters it; of a guest only beside the sentence that the account is another organisation's.
  'report.standing.cloud-only': (claim) =>
    standing(
      (person) => !isSynced(person) && (!isElsewhere(person) || claim.named.includes(SAYS_GUEST)),
      'no cloud account',
    )(claim),
  'card.identity.deleted': standing((person) => person.cloud?.deletedDateTime != null, 'not deleted'),
  'card.identity.cloud-only': standing((person) => !isSynced(person), 'synced'),
  'report.standing.guest-synced': standing(
    (person) => isGuest(person) && (isSynced(person) || !isElsewhere(person)),
    'no guest of the own organisation',
  ),
  'report.standing.mailbox-shared': standing(({ mailbox }) => mailbox?.userPurpose === 'shared', 'no shared mailbox'),
  'report.standing.mailbox-other': standing(
    ({ mailbox }) => mailbox != null && !['user', 'shared'].includes(mailbox.userPurpose),
    'no mailbox of a room or a device',
  ),
  'report.standing.cloud-sync': standing(isSynced, 'not synced'),
  'report.standing.guest': standing((person) => isGuest(person) && isElsewhere(person), 'no guest of elsewhere'),
  'report.standing.external': standing((person) => !isGuest(person) && isElsewhere(person), 'no member from outside'),
  'report.standing.cloud-managed': standing(({ cloud }) => cloud?.isCloudManaged === true, 'not moved to the cloud'),
  'card.identity.cloud-managed': standing(({ cloud }) => cloud?.isCloudManaged === true, 'not moved to the cloud'),
  'report.standing.formerly-synced': standing(({ cloud }) => cloud?.onPremisesSyncEnabled === false, 'never synced'),
  'card.identity.formerly-synced': standing(({ cloud }) => cloud?.onPremisesSyncEnabled === false, 'never synced'),
  'plan.note.formerly-synced': standing(({ cloud }) => cloud?.onPremisesSyncEnabled === false, 'never synced'),
  'report.standing.sign-in.cloud': standing((person) => !isSynced(person), 'checked elsewhere'),
  'report.standing.sign-in.federated': standing(({ ad }) => ad?.signIn === 'federated', 'not federated'),
  'report.standing.sign-in.pass-through': standing(
    ({ ad }) => ad?.signIn === 'pass-through',
    'not checked in Active Directory',
  ),
  'report.standing.sign-in.password-hash': standing(
    ({ ad }) => ad?.signIn === 'password-hash',
    'no password hash sync',
  ),
  'report.standing.last-sync-seen': (claim) => lastSync(claim, seenSince(claim)),
  'report.standing.sync-stale': (claim) => lastSync(claim),
  'report.headline.sync-stale': (claim) => lastSync(claim, seenSince(claim)),
  'plan.warning.sync-stale': (claim) => lastSync(claim),
  'propagation.explains.sync-stale': (claim) => lastSync(claim),
  'propagation.restore.explains.sync-stale': (claim) => lastSync(claim),
  'emergency.synced': standing(isSynced, 'not synced'),
  'emergency.synced-by-leaver': standing(isSynced, 'not synced'),
  'emergency.blocked-already': standingOf(isBlocked, 'not blocked'),
  'emergency.blocked-since': standingOf(isBlocked, 'not blocked'),
  'why.state.blocked': standingOf(isBlocked, 'not blocked'),
  'why.state.blocked-again': standingOf(isBlocked, 'not blocked'),
  'why.state.blocked-before': standingOf(isBlocked, 'not blocked'),
  'why.state.blocked-since': standingOf(isBlocked, 'not blocked'),
  'why.state.enabled': standingOf(isIn, 'cannot sign in'),
  'why.state.enabled-but': standingOf((state, id) => !isBlocked(state, id), 'blocked'),
  'why.state.deleted-long-ago': standingOf(isDeleted, 'not deleted'),
  'why.state.deleted': standingOf(isDeleted, 'not deleted'),
  'why.state.deleted-until': standingOf(isDeleted, 'not deleted'),
  'card.about.account': (claim) => address(claim),
  'report.standing.as-last-read': (claim) => gotNoAnswer(claim),
};

const SAYS_GUEST = bare('guest: the account belongs to another organisation');

const SAYS_LAST_READ = bare('name and address as last read');

/** Null when Graph gave no good answer about this person just now. */
function gotNoAnswer({ past, personId: id, shown }: Claim): string | null {
  if (id === null) return null;
  const asked = past.calls.filter(
    ({ at, method, url }) => method === 'GET' && url.includes(id) && at <= shown.at && at > shown.at - ANSWERED_WITHIN,
  );
  const isSilent = asked.length === 0 || asked.some(({ status }) => status >= 400);
  return isSilent ? null : 'Graph answered each time';
}

/** What one reading takes with everything that is tried again, tenant milliseconds. */
const ANSWERED_WITHIN = 3 * 60_000;

function isGuest({ cloud }: Standing): boolean {
  return cloud?.userType === 'Guest';
}

/** Invited, or synced from another tenant. */
function isElsewhere({ cloud }: Standing): boolean {
  return cloud?.externalUserState != null;
}

export function isSynced({ cloud }: Standing): boolean {
  return cloud?.onPremisesSyncEnabled === true && !cloud.isCloudManaged;
}

function standing(holds: (person: Standing) => boolean, otherwise: string): Predicate {
  return standingOf((state, id) => {
    const person = state.people[id];
    return person === undefined || person.cloud === null || holds(person);
  }, otherwise);
}

function standingOf(
  holds: (state: Parameters<typeof isBlocked>[0], id: string) => boolean,
  otherwise: string,
): Predicate {
  return ({ past, personId: id, shown }) => {
    if (id === null || past.some(past.lastRead(id, shown.at), shown.at, (state) => holds(state, id))) return null;
    return otherwise;
  };
}

/** “The block in Microsoft 365 is only temporary”: there was one, made since it was asked for or found. */
function temporary(claim: Claim): string | null {
  const { past, personId: id, asked, shown } = claim;
  if (id !== null && !past.some(asked, shown.at, (then) => isBlocked(then, id))) return 'there was no block';
  return standing(isSynced, 'Active Directory does not master it')(claim);
}

/** “… will only be temporary”: by the row of the block, where there is one, it is to come. */
function willBeTemporary(claim: Claim): string | null {
  const row = claim.rows.find(({ title }) => claim.stepCalled(title) === 'block-sign-in');
  const state = row?.state.replace(/,? (?:[A-Z][a-z]{2} \d.*)?\d{2}:\d{2}.*$/, '') ?? '';
  if (state !== '' && !claim.keysOf(state).some((key) => TO_COME.includes(key))) return 'the block was made';
  return standing(isSynced, 'Active Directory does not master it')(claim);
}

const TO_COME = ['planned', 'waiting', 'running', 'ambiguous'].map((state) => `card.state.${state}`);

/** So many letters of a long name always stand on a card. */
const SURE = 20;

/** The stamp of the person, or the organisation's, as it was at some moment since the last look but one. */
function lastSync({ past, personId: id, shown, values }: Claim, since = Number.POSITIVE_INFINITY): string | null {
  if (id === null) return null;
  const isIt = past.some(Math.min(since, past.lastRead(id, shown.at)), shown.at, ({ people, sync }) =>
    [
      people[id]?.cloud?.onPremisesLastSyncDateTime,
      sync.lastCycleAt,
      ...sync.cloudSync.map(({ lastCycleAt }) => lastCycleAt),
    ].some((at) => at != null && isWritten(values.at ?? '', at)),
  );
  return isIt ? null : `no sync at ${values.at} was the last one`;
}

/**
 * “Seen”: when the plan was read, right before it was asked for, or later. Of what is watched it is what a look saw
 * within {@link CADENCE}, or the look before the last one, but for the looks that Leaver is just taking in.
 */
function seenSince({ asked, shown, past, personId, isWatched }: Claim): number {
  if (!isWatched) return asked - SEEN_BEFORE;
  const told = past.beforeLeap(shown.at);
  const looked = past.lastRead(personId ?? '', told === shown.at ? told - TAKING_IN : told);
  return Math.max(asked - SEEN_BEFORE, Math.min(told - CADENCE, looked));
}

const SEEN_BEFORE = 15 * 60_000;

/**
 * The address beside “Account”: the person's own at some moment since the last look but one; of a deleted one, the
 * former.
 */
function address({ past, personId: id, shown, asked, words, named }: Claim): string | null {
  const [, written = ''] = words.line;
  if (id === null || !written.includes('@')) return null;
  const read = past.lastRead(id, shown.at);
  const from = named.includes(SAYS_LAST_READ) ? Math.min(asked, read) : read;
  const isTheirs = past.some(from, shown.at, ({ people }) => {
    const { cloud, ad } = people[id] ?? {};
    const names = [cloud?.userPrincipalName, cloud?.userPrincipalName.replace(/^[0-9a-f]{32}/, ''), cloud?.mail];
    return (
      cloud === null ||
      [...names, ...(cloud === null ? [ad?.userPrincipalName] : [])].some(
        (name) => name != null && bare(name) === bare(written),
      )
    );
  });
  const isCalledSo = past.some(from, shown.at, ({ people }) => {
    const name = people[id]?.cloud?.displayName;
    return name === undefined || named.includes(bare(name).slice(0, SURE));
  });
  if (!isCalledSo) return 'the card calls this person by another name';
  return isTheirs ? null : `${written} is not the address of this person`;
}
