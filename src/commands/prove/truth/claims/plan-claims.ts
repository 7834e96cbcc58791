import { contoso } from '../../../../sandbox/contoso.ts';
import type { TenantGroup, TenantState } from '../../../../sandbox/tenant.ts';
import { minuteOf, readInstants } from '../instants.ts';
import { groupsOf, takenBy } from '../taken.ts';
import { bare } from '../words-of-tenant.ts';
import { type Claim, type Predicate, SLACK } from './claim.ts';
import { isBlocked, isDeleted, isIn, isMasteredInAd, nameOfLicence } from './effects.ts';

/** What a plan says about the tenant as it was read for it. */
export const PLAN_CLAIMS: Readonly<Record<string, Predicate>> = {
  'plan.explain.groups.dynamic': groups(({ groupTypes }) => groupTypes.includes('DynamicMembership')),
  'plan.explain.groups.removed': groups(
    ({ groupTypes, mailEnabled }) =>
      !groupTypes.includes('DynamicMembership') && (!mailEnabled || groupTypes.includes('Unified')),
  ),
  'plan.explain.groups.last-owner': groups(isOnlyOwner),
  'plan.explain.groups.licensing': groups(({ licences }) => licences.length > 0),
  'plan.explain.groups.mailbox-kept': groups(({ licences }) => licences.length > 0),
  'plan.explain.groups.licensing-kept': groups(({ licences }) => licences.length > 0),
  'plan.explain.groups.mail-enabled': groups(
    ({ mailEnabled, groupTypes }) => mailEnabled && !groupTypes.includes('Unified'),
  ),
  'plan.explain.groups.role-assignable': groups(({ isAssignableToRole }) => isAssignableToRole === true),
  'plan.explain.groups.synced': groups(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled === true),
  'plan.explain.groups.synced-in-ad': groups(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled === true),
  'plan.explain.licences-removed': (claim) => licences(claim, claim.values.licences ?? ''),
  'plan.skip.blocked': read((state, id) => isBlocked(state, id), 'the account is enabled'),
  'plan.skip.blocked-synced': read(
    (state, id) => isBlocked(state, id) && isMasteredInAd(state, id),
    'the account is enabled, or not synced',
  ),
  'plan.skip.no-groups': read((state, id) => groupsOf(state, id).length === 0, 'there are groups'),
  'plan.skip.no-licences': read(
    (state, id) => (state.people[id]?.cloud?.directLicences.length ?? 0) === 0,
    'there are licences',
  ),
  'plan.skip.only-inherited-licences': read(
    (state, id) => (state.people[id]?.cloud?.directLicences.length ?? 0) === 0,
    'there are direct licences',
  ),
  'plan.skip.no-mailbox': read((state, id) => !hasMailbox(state, id), 'there is a mailbox'),
  'plan.skip.reply-on-premises': read((state, id) => !hasMailbox(state, id), 'there is a mailbox'),
  'plan.note.mailbox-on-premises': read((state, id) => !hasMailbox(state, id), 'there is a mailbox'),
  'plan.explain.blocked-only-in-cloud': enabledInAd(SLACK),
  // What was seen may be what directory sync brought, and what was given what a script found: as it was by then.
  'plan.explain.blocked-only-in-cloud-seen': enabledInAd(3_600_000),
  'plan.explain.blocked-only-in-cloud-reported': enabledInAd(3_600_000),
  'plan.explain.blocked-only-in-cloud-not-asked': thenWas(10 * SLACK, isIn, 'could not sign in'),
  'plan.skip.no-drive': read((state, id) => state.people[id]?.drive == null, 'there are OneDrive files'),
  'plan.skip.no-devices': read((state, id) => devicesOf(state, id).length === 0, 'there are devices'),
  'plan.refusal.nothing-to-restore': read((state, id) => isIn(state, id), 'cannot sign in'),
  'plan.refusal.only-password': read((state, id) => isIn(state, id), 'cannot sign in'),
  'plan.note.nothing-to-give-back': (claim) => nothingToGiveBack(claim),
  'plan.explain.devices.hybrid-joined': devices(
    // Such a computer has users, and often no owner.
    ({ trustType, owners, users }, id) => trustType === 'ServerAd' && [...owners, ...users].includes(id),
  ),
  'plan.explain.devices.not-windows': devices(
    ({ operatingSystem, owners }, id) => operatingSystem !== 'Windows' && owners.includes(id),
  ),
  'plan.explain.devices.shared': devices(({ owners, users }, id) => !owners.includes(id) && users.includes(id)),
  'plan.explain.devices.already': devices(({ accountEnabled }) => !accountEnabled),
  'plan.explain.reply-replaces': read(
    ({ people }, id) => people[id]?.mailbox?.automaticReplies.status !== 'disabled',
    'no automatic reply was on',
  ),
  'plan.note.only-owner': groups(isOnlyOwner),
  'plan.note.was-only-owner': groupsAs(readThen, isOnlyOwner),
  'plan.note.was-only-owner-to-come': groupsAs(readThen, isOnlyOwner),
  'plan.refusal.soft-deleted': read((state, id) => state.people[id]?.cloud?.deletedDateTime != null, 'not deleted'),
  'plan.refusal.gone': read((state, id) => state.people[id]?.cloud == null, 'the account is there'),
  'plan.refusal.gone-entry': read((state, id) => state.people[id]?.cloud == null, 'the account is there'),
  'plan.refusal.gone-seen-hard-delete': (claim) => deletedForGoodAt(claim),
  'plan.refusal.gone-seen-leaver': read((state, id) => state.people[id]?.cloud == null, 'the account is there'),
  'plan.refusal.conflict': (claim) => holdsAddress(claim),
  'card.choices.restore-conflict': (claim) =>
    holdsAddress({ ...claim, values: { ...claim.values, holder: claim.values.name ?? '' } }),
  'propagation.explains.applications': (claim) => applications(claim),
  'propagation.restore.explains.applications': (claim) => applications(claim),
  'approval.needs.manages': (claim) => reports(claim),
  'emergency.manages': (claim) => reports(claim),
  'emergency.manages-one': (claim) => reports(claim),
  'plan.note.direct-reports': (claim) => reports(claim),
  'plan.note.had-direct-reports': (claim) => reports(claim, readThen),
  'propagation.explains.only-in-cloud': read((state, id) => isMasteredInAd(state, id), 'no directory sync is involved'),
  'propagation.explains.only-in-cloud-until': read(
    (state, id) => isMasteredInAd(state, id),
    'no directory sync is involved',
  ),
  'propagation.explains.only-in-cloud-failed': read(
    (state, id) => isMasteredInAd(state, id),
    'no directory sync is involved',
  ),
  'propagation.explains.only-in-cloud-failed-until': read(
    (state, id) => isMasteredInAd(state, id),
    'no directory sync is involved',
  ),
  'propagation.explains.waits-for-ad': read(
    (state, id) => isMasteredInAd(state, id),
    'Active Directory does not master it',
  ),
  'propagation.explains.waits-for-ad-alone': read(
    (state, id) => isMasteredInAd(state, id),
    'Active Directory does not master it',
  ),
  'propagation.explains.waits-for-ad-until': read(
    (state, id) => isMasteredInAd(state, id),
    'Active Directory does not master it',
  ),
  'propagation.restore.explains.waits-for-ad': read(
    (state, id) => isMasteredInAd(state, id) || state.people[id]?.ad?.deletedAt != null,
    'Active Directory does not master it',
  ),
  'plan.explain.restorable-until': (claim) => restorableUntil(claim),
  'report.restorable-until': (claim) => restorableUntil(claim),
};

type Holds = (state: TenantState, id: string) => boolean;

/** Since the look before the last one: the plan on the card is as Leaver read it then. */
function read(holds: Holds, otherwise: string): Predicate {
  return (claim) => (readsSince(claim, holds) ? null : otherwise);
}

/** A plan is read before it is asked for, and once more when it starts; its sentences stay on the card. */
function readsSince({ past, personId: id, shown, asked }: Claim, holds: Holds): boolean {
  if (id === null) return true;
  return past.some(Math.min(past.lastRead(id, shown.at), asked - PLANNING), shown.at, (state) => holds(state, id));
}

/** At the hour that the words say. */
function readThen({ past, personId: id, shown, asked, values }: Claim, holds: Holds): boolean {
  if (id === null) return true;
  const hours = readInstants(values.at ?? '', asked - PLANNING, shown.at);
  return hours.some((hour) => past.some(hour - SLACK, hour + SLACK, (state) => holds(state, id)));
}

/** At the hour that the words say, however long ago, or within so many milliseconds before it. */
function thenWas(before: number, holds: Holds, otherwise: string): Predicate {
  return ({ past, personId: id, shown, values }) => {
    if (id === null) return null;
    const hours = readInstants(values.at ?? '', past.moments[0]?.at ?? shown.at, shown.at);
    const isSo = hours.some((hour) => past.some(hour - before, hour + SLACK, (state) => holds(state, id)));
    return isSo ? null : `${otherwise} at ${values.at}`;
  };
}

function enabledInAd(before: number): Predicate {
  return thenWas(before, (state, id) => state.people[id]?.ad?.enabled === true, 'disabled in Active Directory');
}

/** From the typed words to the request, tenant milliseconds. */
export const PLANNING = 10 * 60_000;

type IsSuch = (group: TenantGroup, id: string, state: TenantState) => boolean;

/** Every group that is named exists, is such a group, and the person is in it or owns it. */
function groups(...kinds: readonly IsSuch[]): Predicate {
  return groupsAs(readsSince, ...kinds);
}

function groupsAs(reads: typeof readsSince, ...kinds: readonly IsSuch[]): Predicate {
  return (claim) => {
    const { values, personId: id } = claim;
    const names = namesOf(values.groups ?? '', allNames(claim));
    const wrong = names.filter(
      (name) =>
        !reads(claim, (state, person) =>
          Object.values(state.groups).some(
            (group) =>
              bare(group.displayName) === bare(name) &&
              (group.members.includes(person) || group.owners.includes(person)) &&
              kinds.some((kind) => kind(group, person, state)),
          ),
        ),
    );
    return id === null || wrong.length === 0 ? null : `not such a group of theirs: ${wrong.join(', ')}`;
  };
}

/** A deleted owner owns nothing, as Graph lists it, whether or not they can come back. */
function isOnlyOwner({ owners }: TenantGroup, id: string, state: TenantState): boolean {
  return owners.includes(id) && owners.every((owner) => owner === id || isDeleted(state, owner));
}

function allNames({ past, shown }: Claim): readonly string[] {
  return Object.values(past.at(shown.at).groups).map(({ displayName }) => displayName);
}

/** Names of a list, whatever commas are inside them; “and 3 more” is no name. */
export function namesOf(list: string, known: readonly string[]): readonly string[] {
  let rest = list;
  const found: string[] = [];
  for (const name of known.toSorted((one, other) => other.length - one.length)) {
    if (!rest.includes(name)) continue;
    found.push(name);
    rest = rest.replace(name, '');
  }
  const others = rest
    .replace(QUOTED, '$1')
    .split(/, | and |,/)
    .map((each) => each.trim());
  return [
    ...found,
    ...others.filter((each) => /\p{L}/u.test(each) && !/^(?:and )?\d+ more$/.test(each) && each !== 'and'),
  ];
}

/** With what kind of thing it is; nothing stands between the quotes of a name that was found. */
const QUOTED = /(?:\b(?:device|field|group|licence) )?“([^”]*)”/g;

function licences(claim: Claim, list: string): string | null {
  const wrong = list.split(', ').filter((name) => {
    const wanted = bare(name.replace(/^and /, ''));
    return !readsSince(claim, (state, id) =>
      (state.people[id]?.cloud?.directLicences ?? []).some(({ skuId }) => bare(nameOfLicence(skuId)) === wanted),
    );
  });
  return wrong.length === 0 ? null : `no direct licence of theirs: ${wrong.join(', ')}`;
}

function nothingToGiveBack({ past, personId: id, asked }: Claim): string | null {
  if (id === null) return null;
  const { groups: left, licences: gone } = takenBy(past.moments, id, asked - 1);
  const state = past.at(asked);
  const back = [...left]
    .filter((group) => state.groups[group] !== undefined)
    .map((group) => state.groups[group]?.displayName ?? group);
  const names = [...back, ...[...gone].map(nameOfLicence)];
  return names.length === 0 ? null : `Leaver took ${names.join(', ')}`;
}

/** “Manages one person” has no figure. */
function reports(claim: Claim, reads = readsSince): string | null {
  const wanted = Number(claim.values.count ?? 1);
  const isSo = reads(claim, ({ people }, id) => {
    const count = Object.values(people).filter(
      ({ cloud }) => cloud?.managerId === id && cloud.deletedDateTime === null,
    ).length;
    return count === wanted;
  });
  return isSo ? null : `not ${wanted} people report to them`;
}

/** Graph shows a person's mailbox only while a licence carries it. */
export function hasMailbox(state: TenantState, id: string): boolean {
  const { cloud, mailbox } = state.people[id] ?? {};
  if (mailbox == null || cloud == null) return false;
  const direct = cloud.directLicences;
  const through = Object.values(state.groups).flatMap(({ members, licences: given }) =>
    members.includes(id) ? given : [],
  );
  const carries = [...direct, ...through].some(({ skuId, disabledPlans }) => {
    const plans = contoso.licences.find((known) => known.skuId === skuId)?.plans ?? {};
    return Object.entries(plans).some(([name, plan]) => name.startsWith('EXCHANGE_') && !disabledPlans.includes(plan));
  });
  return mailbox.userPurpose !== 'user' || carries;
}

function devicesOf({ devices }: TenantState, id: string) {
  return Object.values(devices).filter(({ owners, users }) => [...owners, ...users].includes(id));
}

type IsDevice = (device: TenantState['devices'][string], id: string) => boolean;

/** At least as many such devices as are counted. */
function devices(isSuch: IsDevice): Predicate {
  return (claim) => {
    const wanted = Number(claim.values.count ?? 1);
    const isSo = readsSince(
      claim,
      (state, id) => devicesOf(state, id).filter((device) => isSuch(device, id)).length >= wanted,
    );
    return isSo ? null : `there are not ${wanted} such devices`;
  };
}

function holdsAddress({ past, personId, shown, values }: Claim): string | null {
  const [holder, address] = [bare(values.holder ?? ''), bare(values.address ?? '')];
  const isSo = past.some(past.lastRead(personId ?? '', shown.at), shown.at, ({ people }) =>
    Object.values(people).some(({ cloud }) => {
      const held = [cloud?.userPrincipalName, cloud?.mail, ...(cloud?.proxyAddresses ?? [])];
      return (
        bare(cloud?.displayName ?? '') === holder &&
        held.some((each) => bare(each?.replace(/^smtp:/i, '') ?? '') === address)
      );
    }),
  );
  return isSo ? null : `${values.holder} does not hold ${values.address}`;
}

function applications(claim: Claim): string | null {
  const isSo = readsSince(
    claim,
    ({ people }, id) => (people[id]?.appRoleAssignments.length ?? 0) === Number(claim.values.count ?? 0),
  );
  return isSo ? null : `not ${claim.values.count ?? 'no'} apps are assigned`;
}

function deletedForGoodAt({ past, personId: id, shown, values }: Claim): string | null {
  if (id === null) return null;
  const rows = past.at(shown.at).audits.filter(({ targetId }) => targetId === id);
  const isSo = rows.some(({ activity, at }) => activity === 'Hard Delete user' && values.at?.includes(minuteOf(at)));
  return isSo ? null : `not deleted for good at ${values.at}`;
}

function restorableUntil({ past, personId: id, shown, values }: Claim): string | null {
  if (id === null) return null;
  const isSo = past.some(Number.NEGATIVE_INFINITY, shown.at, ({ people }) => {
    const deleted = people[id]?.cloud?.deletedDateTime;
    return deleted != null && (values.at ?? '').includes(minuteOf(Date.parse(deleted) + 30 * 86_400_000));
  });
  return isSo ? null : `not until ${values.at}`;
}
