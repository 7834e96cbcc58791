/** What becomes of one part of a step that Leaver did not do: somebody refused it, or it is for people. */
const GAP_ENDS = ['refused', 'left'] as const;

/**
 * `step`: all of it, where it cannot be done from here at all. `attribute`: a field of an account in AD DS.
 * `membership`: of a group that was left as owner; `ownership`: of one that was joined as member. `share`: of the
 * OneDrive, with who has it. `own-group`: one of Leaver's own. `ad-groups`: those that exist only in AD DS, which
 * Leaver never read. `earlier-steps`: of an earlier run, that may have been done.
 */
export const GAP_THINGS = [
  'group',
  'membership',
  'ownership',
  'licence',
  'device',
  'share',
  'account',
  'attribute',
  'password',
  'own-group',
  'ad-groups',
  'earlier-steps',
  'step',
] as const;

/**
 * Why it was left or refused: the sentence is `gap.<step>.<reason>` for what was left, `gap.why.<reason>` for a
 * refusal.
 */
const GAP_REASONS = [
  'last-owner',
  'last-owner-deleted',
  'mail-enabled',
  'licensing',
  'licences-kept',
  'mailbox-kept',
  'synced',
  'role-assignable',
  'dynamic',
  'hybrid-joined',
  'not-windows',
  'shared',
  'inherited',
  'inherited-still',
  'carries-mailbox',
  'carries-mailbox-beside',
  'carries-mailbox-chosen',
  'carries-mailbox-in-ad',
  'unreadable',
  'exchange-only',
  'forbidden',
  'owner-limit',
  'gone',
  'new-password',
  'new-password-reported',
  'new-password-handed-out',
  'ad-groups-unread',
  'handed-out',
  'password-at-provider',
  'reply-on-premises',
  'mailbox-not-back',
  'drive-not-found',
  'perhaps-shared',
  'no-place-for-leavers',
  'out-of-sync-scope',
  'not-seen-in-ad',
  'guest-home',
  'administrative',
  'own-group',
  'owner-since',
  'other',
] as const;
export type GapReason = (typeof GAP_REASONS)[number];

/** Who must do it. `nobody`: it is so by a rule, or somebody else's, and only explained. */
const GAP_OWNERS = [
  'helpdesk',
  'owner-needed',
  'exchange-admin',
  'licence-admin',
  'device-admin',
  'role-admin',
  'active-directory',
  'identity-provider',
  'home-organisation',
  'leaver-admin',
  'nobody',
] as const;
export type GapOwner = (typeof GAP_OWNERS)[number];

/**
 * One part of a step that is not done and stays so until people do it. It outlives the step's own end: only a read that
 * shows the part done, or gone, takes it away again.
 */
export type Gap = {
  readonly end: (typeof GAP_ENDS)[number];
  readonly kind: (typeof GAP_THINGS)[number];
  /**
   * Object id, SKU or distinguished name: what the next look knows it by. Of a password the instant, ISO UTC, after
   * which a change of it is somebody else's. Of a whole step its kind; of steps of an earlier run their kinds, apart by
   * spaces.
   */
  readonly id: string;
  /** For people; '' of a password and of a whole step, which have names in every language. */
  readonly name: string;
  readonly why: GapReason;
  readonly who: GapOwner;
  /**
   * Where it comes from, by name: the groups that give a licence, a line each ({@link throughGroups}), or the earlier
   * request; null = from nowhere else.
   */
  readonly through: string | null;
};

/** As `through` has them: no name of a group holds an end of a line, and many hold a comma. */
export function joinedGroups(names: readonly string[]): string {
  return names.join('\n');
}

/** The groups by name that a licence comes through. */
export function throughGroups({ through }: Pick<Gap, 'through'>): readonly string[] {
  return through === null ? [] : through.split('\n');
}

/** Whether somebody still has to do something: what follows from a rule is explained, and is no work. */
export function isWork({ who }: Gap): boolean {
  return who !== 'nobody';
}

/** Whether it is for whoever manages AD DS, at once or after somebody else. */
export function isForActiveDirectory({ who, why }: Gap): boolean {
  return who === 'active-directory' || why === 'carries-mailbox-in-ad';
}

/** Whether people have less to do than before: nothing any more, or a part of then is done. */
export function isLess(after: readonly Gap[], before: readonly Gap[]): boolean {
  const left = after.filter(isWork);
  return (
    left.length === 0 ||
    before.filter(isWork).some((gap) => !left.some(({ kind, id }) => kind === gap.kind && id === gap.id))
  );
}

/**
 * What the requester could have had taken with a tick of its own, and left: people may see to it later. Beside what
 * carries the mailbox by a group there is no such tick; what was left before people were told of a choice has the
 * reason `carries-mailbox`, by which it was work.
 */
export function isByChoice({ why }: Gap): boolean {
  return why === 'carries-mailbox-chosen';
}

/** Whether it is work that nobody chose to leave. */
export function isToDo(gap: Gap): boolean {
  return isWork(gap) && !isByChoice(gap);
}

/**
 * Whether a step of parts failed: nothing of it was done, and somebody said no. "Done, except what is left" would be
 * said of a step that changed nothing; as failed, people lift what stood in the way and retry, or let it go, and the
 * parts stay named either way. What is gone, or must not be, no retry brings: that alone fails nothing.
 */
export function isWhollyRefused(done: number, refused: readonly Gap[]): boolean {
  return done === 0 && refused.some(({ why }) => why !== 'gone' && why !== 'administrative');
}

/** Whether it stayed because nobody else owned it, whether or not somebody does by now. */
export function isOfLastOwner({ why }: Gap): boolean {
  return why === 'last-owner' || why === 'owner-since';
}

/** Whether nothing of the step can be done here, rather than one part of it. */
export function isWholeStep({ kind }: Gap): boolean {
  return kind === 'step';
}

/** Left by an earlier run to whoever lets the person in again: no look of the step that carries it reads it. */
export function isOfEarlierRun({ kind }: Gap): boolean {
  return EARLIER.includes(kind);
}

const EARLIER: readonly Gap['kind'][] = ['password', 'ad-groups', 'earlier-steps', 'own-group'];

/** As words of the store: what this version does not know is `other`, and for the helpdesk. */
export function readReason(stored: string | null): GapReason | null {
  return stored === null ? null : (known(GAP_REASONS, stored) ?? 'other');
}

export function readOwner(stored: string | null): GapOwner | null {
  return stored === null ? null : (known(GAP_OWNERS, stored) ?? 'helpdesk');
}

function known<Value extends string>(values: readonly Value[], stored: string): Value | undefined {
  return values.find((value) => value === stored);
}
