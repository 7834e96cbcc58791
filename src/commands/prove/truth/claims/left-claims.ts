import { contoso } from '../../../../sandbox/contoso.ts';
import type { TenantState } from '../../../../sandbox/tenant.ts';
import { licencesOf, takenBy } from '../taken.ts';
import { bare } from '../words-of-tenant.ts';
import { CADENCE, type Claim, type Predicate, SLACK } from './claim.ts';
import { commonName, isDeleted, nameOfLicence } from './effects.ts';
import { wasBegun } from './evidence.ts';
import { namesOf } from './plan-claims.ts';

/** What is named as left, refused, taken or there again: each by its name. */
export const LEFT_CLAIMS: Readonly<Record<string, Predicate>> = {
  'gap.left.gone': items((state, id, name) => !isMember(state, id, name)),
  'gap.left.dynamic': items(
    (state, _id, name) => groupCalled(state, name)?.groupTypes.includes('DynamicMembership') === true,
  ),
  'gap.left.carries-mailbox': items((state, id, name) => licenceNames(state, id).includes(bare(name))),
  'gap.left.carries-mailbox-chosen': items((state, id, name) => licenceNames(state, id).includes(bare(name))),
  'gap.left.carries-mailbox-beside': items((state, id, name) => licenceNames(state, id).includes(bare(name))),
  'gap.left.carries-mailbox-in-ad': items(isGivenByGroup),
  'gap.left.carries-mailbox-through': items(isGivenByGroup),
  'gap.left.mailbox-kept': items(
    (state, id, name) => isMember(state, id, name) && groupCalled(state, name)?.licences.length !== 0,
  ),
  'gap.left.hybrid-joined': items(isEnabledDevice),
  'gap.left.not-windows': items(isEnabledDevice),
  'gap.left.shared': items(isEnabledDevice),
  'gap.left.inherited': items((state, id, name) => !licenceNames(state, id).includes(bare(name))),
  'gap.left.inherited-goes': items((state, id, name) => !licenceNames(state, id).includes(bare(name))),
  'gap.left.inherited-going': items((state, id, name) => !licenceNames(state, id).includes(bare(name))),
  'gap.left.inherited-in-ad': items((state, id, name) => !licenceNames(state, id).includes(bare(name))),
  'gap.left.inherited-still': items(isGivenByGroup),
  'gap.left.last-owner': items(
    (state, id, name) => groupCalled(state, name)?.owners.includes(id) === true && isWithoutOwner(state, id, name),
  ),
  'gap.left.owner-since': items((state, id, name) => isMember(state, id, name) && !isWithoutOwner(state, id, name)),
  'gap.left.last-owner-deleted': items((state, id, name) => isDeleted(state, id) && isWithoutOwner(state, id, name)),
  'gap.left.licensing': items(
    (state, id, name) => isMember(state, id, name) && groupCalled(state, name)?.licences.length !== 0,
  ),
  'gap.left.licences-kept': items(
    (state, id, name) => isMember(state, id, name) && groupCalled(state, name)?.licences.length !== 0,
  ),
  'gap.left.mail-enabled': items(isMember),
  'gap.left.own-group': items((state, id, name) => !isMember(state, id, name)),
  'plan.warning.decides-again': items(isMember),
  'gap.left.role-assignable': items(isMember),
  'gap.left.synced': items(isMember),
  'gap.refused.leave-groups': items(isMember),
  'gap.refused.rejoin-groups': items((state, id, name) => !isMember(state, id, name)),
  'gap.refused.disable-devices': items(isEnabledDevice),
  'gap.refused.enable-devices': items((state, id, name) => !isEnabledDevice(state, id, name)),
  'gap.left.reply-on-premises': now((state, id) => state.people[id]?.mailbox == null, 'there is a mailbox here'),
  'gap.left.password-at-provider': now(isFederated, 'the password is kept here'),
  'gap.left.guest-home': now(
    (state, id) => state.people[id]?.cloud?.externalUserState != null,
    'is an account of the own organisation',
  ),
  'report.headline.done-left': items((state, id, name, claim) => isLeft(state, id, name, claim)),
  'report.headline.done-left-and-waived': items((state, id, name, claim) => isLeft(state, id, name, claim)),
  'report.headline.done-but': (claim) => leftForPeople(claim),
  'flow.changed-back.person': (claim) => changedByOthers(claim),
  'flow.changed-back.somebody': (claim) => changedByOthers(claim),
  'plan.explain.shared': (claim) => wasShared(claim),
  'plan.explain.tried': wasHandedOut,
  'plan.explain.tried-share': wasHandedOut,
  'plan.explain.tried-share-again': wasHandedOut,
  'gap.left.perhaps-shared': now(
    (state, id) => (state.people[id]?.drive?.permissions ?? []).length > 0,
    'nothing is shared',
  ),
  'plan.note.changed-unshare-onedrive': isUnshared,
  'plan.note.changed-unshare-onedrive-from': isUnshared,
  'plan.explain.taken': (claim) => wasTaken(claim),
  'plan.explain.taken-all': (claim) => wasTaken(claim),
  'plan.explain.taken-unread': (claim) => wasTaken(claim, true),
  'plan.note.changed-since': items((state, id, name) => isHeld(state, id, name)),
  'plan.note.changed-since-reported': items((state, id, name) => isHeld(state, id, name)),
  'plan.note.changed-return-to-ou-reported': (claim) => wasReported(claim, claim.values.reference ?? ''),
  'plan.explain.taken-handed-out': (claim) => wasTaken(claim) ?? wasHandedOut(claim),
  'plan.explain.place-before': wasThere,
  'plan.explain.place-before-handed-out': (claim) => wasThere(claim) ?? wasHandedOut(claim) ?? isShownElsewhere(claim),
  'plan.explain.place-before-reported': (claim) => wasThere(claim) ?? wasReported(claim, claim.values.reference ?? ''),
  'plan.explain.taken-reported': (claim) => wasReported(claim, claim.values.reference ?? ''),
  'plan.note.ad-groups-unread-reported': (claim) => wasReported(claim, claim.values.reference ?? ''),
  'plan.warning.new-password-reported': (claim) => wasReported(claim, claim.values.reference ?? ''),
  'gap.left.new-password-reported': (claim) => wasReported(claim, null),
  'gap.left.new-password-handed-out': wasHandedOut,
  'gap.left.handed-out': wasHandedOut,
  'gap.earlier-steps': wasHandedOut,
  'plan.note.handed-out': wasHandedOut,
  'plan.warning.new-password-handed-out': wasHandedOut,
  'plan.warning.new-password-handed-out-changed': wasHandedOut,
  'plan.warning.new-password-cloud': (claim) => passwordLost(claim),
  'plan.warning.new-password-on-premises': (claim) => passwordLost(claim),
  'plan.warning.new-password-provider': (claim) => passwordLost(claim),
  'gap.sign-in': (claim) => passwordLost(claim),
  'gap.left.new-password-cloud': (claim) => passwordLost(claim),
  'gap.left.new-password-on-premises': (claim) => passwordLost(claim),
  'gap.left.new-password-provider': (claim) => passwordLost(claim),
};

/** “…; two things are left for people (Budget 2027 and Returns desk).” */
function leftForPeople(claim: Claim): string | null {
  const [, list = ''] = /left for people \((.*)\)(?:$|[,;]| and )/.exec(claim.values.gaps ?? '') ?? [];
  const values = { ...claim.values, items: list };
  // Of a request that is watched: Leaver looks at what is left twice a day.
  const asked = Math.min(claim.asked, claim.past.beforeLeap(claim.shown.at) - CADENCE);
  return items((state, id, name, each) => isLeft(state, id, name, each))({ ...claim, values, asked });
}

type IsSuch = (state: TenantState, id: string, name: string, claim: Claim) => boolean;

/** Every name of the list was such a thing of this person at some moment since the look before the last one. */
function items(isSuch: IsSuch): Predicate {
  return (claim) => {
    const { past, personId: id, shown, values, asked } = claim;
    if (id === null) return null;
    const names = namesOf(values.items ?? '', knownNames(past.at(shown.at), id));
    const from = Math.min(asked, past.lastRead(id, shown.at));
    const wrong = names.filter((name) => !past.some(from, shown.at, (state) => isSuch(state, id, name, claim)));
    return wrong.length === 0 ? null : `not so: ${wrong.join(', ')}`;
  };
}

/** So at some moment since the look before the last one. */
function now(isSo: (state: TenantState, id: string) => boolean, otherwise: string): Predicate {
  return ({ past, personId: id, shown, asked }) => {
    if (id === null) return null;
    const from = Math.min(asked, past.lastRead(id, shown.at));
    return past.some(from, shown.at, (state) => isSo(state, id)) ? null : otherwise;
  };
}

function isFederated(state: TenantState, id: string): boolean {
  const domain = state.people[id]?.cloud?.userPrincipalName.split('@').at(-1);
  return contoso.domains.some((each) => each.id === domain && each.authenticationType === 'Federated');
}

function namesOfThings(state: TenantState, id: string): readonly string[] {
  return [
    ...Object.values(state.groups).map(({ displayName }) => displayName),
    ...Object.values(state.devices).map(({ displayName }) => displayName),
    ...licencesOf(state, id).map(nameOfLicence),
    ...(state.people[id]?.ad?.groups ?? []).map(commonName),
  ];
}

/**
 * How a list is taken apart: also by licences that the person has no more, as there is an “and” in some of their names.
 */
function knownNames(state: TenantState, id: string): readonly string[] {
  return [...namesOfThings(state, id), ...contoso.licences.map(({ skuId }) => nameOfLicence(skuId))];
}

function groupCalled(state: TenantState, name: string) {
  return Object.values(state.groups).find(({ displayName }) => bare(displayName) === bare(name));
}

function isMember(state: TenantState, id: string, name: string): boolean {
  const group = groupCalled(state, name);
  const inAd = (state.people[id]?.ad?.groups ?? []).some((each) => bare(commonName(each)) === bare(name));
  return inAd || group?.members.includes(id) === true || group?.owners.includes(id) === true;
}

function isEnabledDevice(state: TenantState, _id: string, name: string): boolean {
  return Object.values(state.devices).some(
    ({ displayName, accountEnabled }) => accountEnabled && bare(name).startsWith(bare(displayName)),
  );
}

function licenceNames(state: TenantState, id: string): readonly string[] {
  return licencesOf(state, id).map((licence) => bare(nameOfLicence(licence)));
}

/** Through a group that the person is in. */
function isGivenByGroup(state: TenantState, id: string, name: string): boolean {
  return Object.values(state.groups).some(
    ({ members, licences }) =>
      members.includes(id) && licences.some(({ skuId }) => bare(nameOfLicence(skuId)) === bare(name)),
  );
}

function isHeld(state: TenantState, id: string, name: string): boolean {
  return isMember(state, id, name) || isEnabledDevice(state, id, name) || licenceNames(state, id).includes(bare(name));
}

/** Who owns a group may lose the membership alone, and the other way round. */
function heldAs(state: TenantState, id: string, name: string): string {
  const isOwner = groupCalled(state, name)?.owners.includes(id) === true;
  return `${groupCalled(state, name)?.members.includes(id) === true} ${isOwner} ${isHeld(state, id, name)}`;
}

/**
 * Everything that is named was changed since the request, and not through Graph: what is held now was not, or the other
 * way round.
 */
function changedByOthers({ past, personId: id, asked, shown, values }: Claim): string | null {
  if (id === null) return null;
  const moments = past.between(asked - SLACK, shown.at);
  const wrong = namesOf(values.items ?? '', knownNames(past.at(shown.at), id)).filter((name) => {
    const held = moments.map(({ state }) => heldAs(state, id, name));
    const isThing = namesOfThings(past.at(shown.at), id).some((each) => bare(each) === bare(name));
    return (
      isThing && !moments.some(({ event }, place) => place > 0 && event !== 'graph' && held[place] !== held[place - 1])
    );
  });
  return wrong.length === 0 ? null : `nobody else changed ${wrong.join(', ')}`;
}

/** Nobody owns it but this person, and who was deleted. */
function isWithoutOwner(state: TenantState, id: string, name: string): boolean {
  return groupCalled(state, name)?.owners.every((owner) => owner === id || isDeleted(state, owner)) === true;
}

/**
 * After an offboarding still there, or, of a deleted account, a group that has no owner left; after a restore not back.
 * A licence that comes through a group is nobody's own.
 */
function isLeft(state: TenantState, id: string, name: string, { kind }: Claim): boolean {
  const isTheirs = isHeld(state, id, name);
  const isThing = namesOfThings(state, id).some((each) => bare(each) === bare(name));
  const isOrphan = kind !== 'restore-user' && isDeleted(state, id) && isWithoutOwner(state, id, name);
  return !isThing || isOrphan || isTheirs !== (kind === 'restore-user');
}

/**
 * What a restore says that Leaver took was taken through Graph, or in Active Directory with the runbook, before it was
 * asked for, and nobody gave it back. Of a deleted person Graph shows neither groups nor licences nor devices: then it
 * was taken, and nothing is said of what became of it since (`ever`).
 */
function wasTaken({ past, personId: id, asked, values }: Claim, ever = false): string | null {
  if (id === null) return null;
  const state = past.at(asked);
  const { groups, licences, devices } = takenBy(past.moments, id, asked, ever || isDeleted(state, id));
  const [first] = past.moments;
  const inAd = first === undefined ? [] : (first.state.people[id]?.ad?.groups ?? []);
  const known = [
    ...[...groups].map((group) => state.groups[group]?.displayName ?? group),
    ...[...licences].map(nameOfLicence),
    ...[...devices].map((device) => state.devices[device]?.displayName ?? device),
    ...inAd.map(commonName),
  ].filter((name) => name !== '');
  const names = namesOf(values.items ?? '', known);
  const wrong = names.filter((name) => !known.some((each) => bare(each) === bare(name)));
  return wrong.length === 0 ? null : `Leaver did not take ${wrong.join(', ')}`;
}

/**
 * Leaver gave each of them access to the files before it was asked for, whatever they are called since and whoever took
 * it away.
 */
function wasShared({ past, personId: id, asked, shown, values }: Claim): string | null {
  if (id === null) return null;
  const given = new Set<string>();
  let before: readonly string[] = [];
  for (const { event, state } of past.between(Number.NEGATIVE_INFINITY, asked)) {
    const now = state.people[id]?.drive?.permissions.map(({ personId }) => personId) ?? [];
    if (event === 'graph') for (const each of now) if (!before.includes(each)) given.add(each);
    before = now;
  }
  const known = past
    .between(Number.NEGATIVE_INFINITY, shown.at)
    .flatMap(({ state }) => [...given].flatMap((each) => state.people[each]?.cloud?.displayName ?? []));
  const names = namesOf(values.items ?? '', [...new Set(known)]);
  const wrong = names.filter((name) => !known.some((each) => bare(each) === bare(name)));
  return wrong.length === 0 ? null : `Leaver did not share the files with ${wrong.join(', ')}`;
}

/** At some moment since the look before the last one nothing was left of what Leaver shared, with whoever is named. */
function isUnshared({ past, personId: id, asked, shown, values }: Claim): string | null {
  if (id === null) return null;
  const given = new Set<string>();
  let before: readonly string[] = [];
  for (const { event, state } of past.between(Number.NEGATIVE_INFINITY, asked)) {
    const now = state.people[id]?.drive?.permissions ?? [];
    for (const each of now) if (event === 'graph' && !before.includes(each.id)) given.add(each.id);
    before = now.map((each) => each.id);
  }
  const isNamed = (state: TenantState, personId: string) =>
    values.name === undefined || bare(state.people[personId]?.cloud?.displayName ?? '') === bare(values.name);
  const isOver = (state: TenantState) =>
    !state.people[id]?.drive?.permissions.some((each) => given.has(each.id) && isNamed(state, each.personId));
  const from = Math.min(asked, past.lastRead(id, shown.at));
  return past.some(from, shown.at, isOver) ? null : 'the files are shared still';
}

/** “corp.example/NL/Staff”: the account was in that place at some moment before, by its distinguished name. */
function wasThere({ past, personId: id, shown, values }: Claim): string | null {
  if (id === null) return null;
  const isThere = ({ at, state }: Claim['past']['moments'][number]) =>
    at <= shown.at && isInPlace(state.people[id]?.ad?.distinguishedName, values);
  return past.moments.some(isThere) ? null : 'the account was never there';
}

function isInPlace(distinguishedName: string | null | undefined, { place = '' }: Claim['values']): boolean {
  const [, ...parents] = (distinguishedName ?? '').split(/(?<!\\),/);
  const names = parents.filter((part) => !/^dc=/i.test(part)).map((part) => part.replace(/^[^=]*=/, ''));
  return names.length > 0 && bare(place.split('/').toReversed().join('')).startsWith(bare(names.join('')));
}

/** The directory had the account in another place at some moment since the look before the last one. */
function isShownElsewhere({ past, personId: id, shown, asked, values }: Claim): string | null {
  if (id === null) return null;
  const from = Math.min(asked, past.lastRead(id, shown.at));
  const isElsewhere = (state: TenantState) => !isInPlace(state.people[id]?.cloud?.onPremisesDistinguishedName, values);
  return past.some(from, shown.at, isElsewhere) ? null : 'Microsoft 365 shows the account there';
}

/** That request began; nothing of what it may have done is claimed. */
function wasHandedOut(claim: Claim): string | null {
  return wasBegun({ ...claim, reference: null }, claim.values.reference ?? '');
}

/** Somebody answered the runbook of that request (of any: where the words name none) with Done. */
function wasReported({ deeds, shown }: Claim, of: string | null): string | null {
  const isReported = deeds.some(
    ({ verb, reference, at }) => verb === 'runbook-done' && at <= shown.at && (of === null || reference === of),
  );
  return isReported ? null : 'nobody reported it';
}

function passwordLost({ past, personId: id, shown }: Claim): string | null {
  return id === null || isPasswordLost(past, id, shown.at) ? null : 'nobody replaced the password';
}

/** Leaver, or IT with its runbook, replaced the password by one that nobody knows, and nobody set another one since. */
export function isPasswordLost(past: Claim['past'], id: string, until: number): boolean {
  let [isLost, before] = [false, past.moments[0]?.state.people[id]];
  for (const { at, event, state } of past.moments) {
    if (at > until) break;
    const now = state.people[id];
    const isOurs =
      event === 'graph' && now?.cloud?.lastPasswordChangeDateTime !== before?.cloud?.lastPasswordChangeDateTime;
    if (isOurs || (now?.ad?.passwordResets ?? 0) > (before?.ad?.passwordResets ?? 0)) isLost = true;
    before = now;
  }
  return isLost;
}
