import type { TenantPerson, TenantState } from '../../../sandbox/tenant.ts';
import type { Moment } from './chronicle.ts';

/** What Leaver took from somebody and nobody has given back since. */
export type Taken = {
  readonly groups: ReadonlySet<string>;
  readonly licences: ReadonlySet<string>;
  readonly devices: ReadonlySet<string>;
  /** What the reply of their own said that Leaver replaced last; null = none was on. */
  readonly reply: string | null;
};

const known = new WeakMap<readonly Moment[], Map<string, Taken>>();

/**
 * As {@link follow}ed through the moments, and remembered: every card asks again. `ever`: also what was given back
 * since.
 */
export function takenBy(moments: readonly Moment[], id: string, until: number, ever = false): Taken {
  const ofThese = known.get(moments) ?? new Map<string, Taken>();
  known.set(moments, ofThese);
  const name = `${id} ${until} ${ever}`;
  const taken = ofThese.get(name) ?? takenUntil(moments, id, until, ever);
  ofThese.set(name, taken);
  return taken;
}

/** Writes through Graph are Leaver's; whatever anybody gave back, or took besides, is not Leaver's to give back. */
function takenUntil(moments: readonly Moment[], id: string, until: number, ever: boolean): Taken {
  const [roles, licences, devices] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let before: TenantState | null = null;
  for (const { at, event, state } of moments) {
    if (at > until) break;
    if (before !== null) {
      const isOurs = event === 'graph';
      follow(roles, rolesOf(before, id), rolesOf(state, id), isOurs, ever);
      follow(licences, licencesOf(before, id), licencesOf(state, id), isOurs, ever);
      follow(devices, enabledOf(before, id), enabledOf(state, id), isOurs, ever);
    }
    before = state;
  }
  const groups = new Set([...roles].map((role) => role.slice(role.indexOf(' ') + 1)));
  return { groups, licences, devices, reply: replyReplaced(moments, id, until) };
}

/** Who is added to a group again as a member is still not the owner that they were. */
function rolesOf(state: TenantState, id: string): readonly string[] {
  const owned = Object.values(state.groups).flatMap((group) =>
    group.owners.includes(id) ? [`owner ${group.id}`] : [],
  );
  return [...groupsOf(state, id).map((group) => `member ${group}`), ...owned];
}

/** One that Leaver set itself is nobody's own, also where it replaces it by another. */
function replyReplaced(moments: readonly Moment[], id: string, until: number): string | null {
  let [replaced, isLeavers]: [string | null, boolean] = [null, false];
  let before: Reply | undefined;
  for (const { at, event, state } of moments) {
    if (at > until) break;
    const reply = state.people[id]?.mailbox?.automaticReplies;
    if (reply === before) continue;
    if (event === 'graph' && !isLeavers) replaced = sayingOf(before);
    isLeavers = event === 'graph' && sayingOf(reply) !== null;
    before = reply;
  }
  return replaced;
}

type Reply = NonNullable<TenantPerson['mailbox']>['automaticReplies'];

/** What it says to colleagues; null = it is off. */
export function sayingOf(reply: Reply | undefined): string | null {
  return reply === undefined || reply.status === 'disabled' ? null : reply.internalReplyMessage;
}

function follow(
  taken: Set<string>,
  before: readonly string[],
  after: readonly string[],
  isOurs: boolean,
  ever: boolean,
): void {
  if (before === after) return;
  for (const each of before) if (isOurs && !after.includes(each)) taken.add(each);
  for (const each of after) if (!ever && !before.includes(each)) taken.delete(each);
}

const memberships = new WeakMap<TenantState['groups'], Map<string, readonly string[]>>();

/** Ids of the groups that somebody is a member of, without those that a rule fills. */
export function groupsOf(state: TenantState, id: string): readonly string[] {
  let known = memberships.get(state.groups);
  if (known === undefined) {
    known = new Map();
    for (const group of Object.values(state.groups)) {
      if (group.groupTypes.includes('DynamicMembership')) continue;
      for (const member of group.members) known.set(member, [...(known.get(member) ?? []), group.id]);
    }
    memberships.set(state.groups, known);
  }
  return known.get(id) ?? NONE;
}

/** The same with those that they own. */
export function belongingsOf(state: TenantState, id: string): readonly string[] {
  const owned = Object.values(state.groups).flatMap((group) => (group.owners.includes(id) ? [group.id] : []));
  return [...new Set([...groupsOf(state, id), ...owned])];
}

const NONE: readonly string[] = [];

export function licencesOf(state: TenantState, id: string): readonly string[] {
  return state.people[id]?.cloud?.directLicences.map(({ skuId }) => skuId) ?? NONE;
}

/** Devices of which somebody is the owner, and which are enabled. */
export function enabledOf(state: TenantState, id: string): readonly string[] {
  return Object.values(state.devices).flatMap(({ id: device, owners, accountEnabled }) =>
    accountEnabled && owners.includes(id) ? [device] : [],
  );
}
