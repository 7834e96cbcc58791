import { licenceName } from '../../../../domain/licence-name.ts';
import { contoso } from '../../../../sandbox/contoso.ts';
import type { TenantState } from '../../../../sandbox/tenant.ts';
import { belongingsOf, enabledOf, groupsOf, licencesOf, sayingOf, type Taken } from '../taken.ts';
import { bare } from '../words-of-tenant.ts';

/** What a step's effect is compared with. */
export type Given = {
  readonly state: TenantState;
  readonly id: string;
  /** The tenant when the request was asked for. */
  readonly before: TenantState;
  readonly taken: Taken;
  /** Everything named on the card, bare. */
  readonly named: string;
  /** How many the step's row counts without naming them: “and 3 more”. */
  readonly more: number;
  /** Tenant time at which the request was asked for. */
  readonly asked: number;
};

type Effect = (given: Given) => string | null;

/**
 * Whether the tenant is as the step leaves it, apart from what the card names as left; null = it is, else what is not.
 */
export const EFFECTS: Readonly<Record<string, Effect>> = {
  'block-sign-in': ({ state, id }) => (isBlocked(state, id) ? null : 'the account is enabled'),
  'unblock-sign-in': ({ state, id }) => (isIn(state, id) ? null : 'the account is blocked or gone'),
  'revoke-sessions': ({ state, id, asked }) => {
    const from = state.people[id]?.cloud?.signInSessionsValidFromDateTime;
    return from === undefined || Date.parse(from) >= asked - MINUTE ? null : `sessions from ${from} on are valid`;
  },
  'reset-password': ({ state, id, asked }) => {
    const { cloud, ad } = state.people[id] ?? {};
    const changes = [cloud?.lastPasswordChangeDateTime, ad?.passwordChangedAt].flatMap((at) =>
      at == null ? [] : [Date.parse(at)],
    );
    return cloud == null || changes.some((at) => at >= asked - MINUTE) ? null : 'the password was not changed';
  },
  'delete-account': ({ state, id }) => (isDeleted(state, id) ? null : 'the account is not deleted'),
  'restore-account': ({ state, id }) => (isDeleted(state, id) ? 'the account is deleted' : null),
  'set-auto-reply': ({ state, id }) => {
    const status = state.people[id]?.mailbox?.automaticReplies.status;
    return status === undefined || status !== 'disabled' ? null : 'no automatic reply is on';
  },
  'stop-auto-reply': ({ state, id, taken }) => {
    const saying = sayingOf(state.people[id]?.mailbox?.automaticReplies);
    return saying === null || saying === taken.reply ? null : 'an automatic reply is on that is not the one of before';
  },
  'share-onedrive': ({ state, id }) =>
    (state.people[id]?.drive?.permissions.length ?? 1) > 0 ? null : 'the files are shared with nobody',
  'unshare-onedrive': () => null,
  'leave-groups': ({ state, id, before, named, more }) => {
    // A group lists no deleted member; the tenant keeps who it was, for the return.
    if (isDeleted(state, id)) return null;
    const had = groupsOf(before, id);
    const left = groupsOf(state, id).filter(
      (group) => had.includes(group) && state.groups[group]?.onPremisesSyncEnabled !== true,
    );
    return unnamed(
      left.map((group) => state.groups[group]?.displayName ?? group),
      { named, more },
      'still in',
    );
  },
  'rejoin-groups': ({ state, id, taken, named, more }) => {
    const lacking = [...taken.groups].filter(
      (group) => state.groups[group] !== undefined && !belongingsOf(state, id).includes(group),
    );
    return unnamed(
      lacking.map((group) => state.groups[group]?.displayName ?? group),
      { named, more },
      'not back in',
    );
  },
  'remove-licences': ({ state, id, before, named, more }) => {
    // A deletion frees them; the tenant keeps which they were, for the return.
    if (isDeleted(state, id)) return null;
    const had = licencesOf(before, id);
    const left = licencesOf(state, id).filter((licence) => had.includes(licence));
    return unnamed(left.map(nameOfLicence), { named, more }, 'still has');
  },
  'return-licences': ({ state, id, taken, named, more }) => {
    const lacking = [...taken.licences].filter((licence) => !licencesOf(state, id).includes(licence));
    return unnamed(lacking.map(nameOfLicence), { named, more }, 'not given back');
  },
  'disable-devices': ({ state, id, before, named, more }) => {
    const had = enabledOf(before, id);
    const left = enabledOf(state, id).filter((device) => had.includes(device));
    return unnamed(
      left.map((device) => state.devices[device]?.displayName ?? device),
      { named, more },
      'still enabled',
    );
  },
  'enable-devices': ({ state, taken, named, more }) => {
    const lacking = [...taken.devices].filter((device) => state.devices[device]?.accountEnabled === false);
    return unnamed(
      lacking.map((device) => state.devices[device]?.displayName ?? device),
      { named, more },
      'still disabled',
    );
  },
  'disable-account': ({ state, id }) => {
    const ad = state.people[id]?.ad;
    return ad == null || !ad.enabled || ad.deletedAt !== null ? null : 'the account is enabled in Active Directory';
  },
  'enable-account': ({ state, id }) =>
    state.people[id]?.ad?.enabled === false ? 'the account is disabled in Active Directory' : null,
  'leave-ad-groups': ({ state, id, named, more }) =>
    unnamed((state.people[id]?.ad?.groups ?? []).map(commonName), { named, more }, 'still in'),
  'rejoin-ad-groups': () => null,
  'move-to-ou': ({ state, id }) =>
    /OU=Leavers/i.test(state.people[id]?.ad?.distinguishedName ?? 'OU=Leavers') ? null : 'the account was not moved',
  'return-to-ou': ({ state, id }) =>
    /OU=Leavers/i.test(state.people[id]?.ad?.distinguishedName ?? '') ? 'the account is with the leavers' : null,
  'hide-from-address-lists': ({ state, id }) =>
    state.people[id]?.ad?.hidden === true ? null : 'the person is not hidden',
  'show-in-address-lists': ({ state, id }) => (state.people[id]?.ad?.hidden === true ? 'the person is hidden' : null),
};

/** What “done in Active Directory” means where the cloud follows later. */
export const EFFECTS_IN_AD: Readonly<Record<string, Effect>> = {
  ...EFFECTS,
  'delete-account': ({ state, id }) =>
    state.people[id]?.ad?.deletedAt == null ? 'the account is in Active Directory' : null,
  'restore-account': ({ state, id }) =>
    state.people[id]?.ad?.deletedAt == null ? null : 'the account is deleted in Active Directory',
};

/**
 * What a look shows of Active Directory where nothing reads it: what directory sync carried last. Without a sync since a
 * change there the card of before is what can be known; that sync stands still is another sentence.
 */
export const EFFECTS_AS_CARRIED: Readonly<Record<string, Effect>> = {
  ...EFFECTS,
  'disable-account': (tenant) =>
    exportedOf(tenant)?.enabled === false ? null : (EFFECTS['disable-account']?.(tenant) ?? null),
  'enable-account': (tenant) =>
    exportedOf(tenant)?.enabled === true ? null : (EFFECTS['enable-account']?.(tenant) ?? null),
};

function exportedOf({ state, id }: Parameters<Effect>[0]) {
  return state.people[id]?.ad?.exported ?? null;
}

const MINUTE = 60_000;

export function isBlocked(state: TenantState, id: string): boolean {
  return isDeleted(state, id) || state.people[id]?.cloud?.accountEnabled === false;
}

export function isIn(state: TenantState, id: string): boolean {
  return !isDeleted(state, id) && state.people[id]?.cloud?.accountEnabled === true;
}

export function isDeleted(state: TenantState, id: string): boolean {
  const cloud = state.people[id]?.cloud ?? null;
  return cloud === null || cloud.deletedDateTime !== null;
}

/** Disabled in Active Directory, and a sync since then left it blocked; in the cloud alone a block lasts by itself. */
export function isLastingBlock(state: TenantState, id: string): boolean {
  const person = state.people[id];
  if (person === undefined || !isBlocked(state, id)) return false;
  if (!isMasteredInAd(state, id) || person.ad === null) return true;
  return (
    (!person.ad.enabled || person.ad.deletedAt !== null) && (!person.ad.exported.enabled || person.ad.exported.deleted)
  );
}

export function isLastingReturn(state: TenantState, id: string): boolean {
  const person = state.people[id];
  if (person === undefined || !isIn(state, id)) return false;
  return !isMasteredInAd(state, id) || person.ad === null || person.ad.enabled;
}

export function isMasteredInAd(state: TenantState, id: string): boolean {
  return state.people[id]?.cloud?.onPremisesSyncEnabled === true && state.people[id]?.cloud?.isCloudManaged !== true;
}

function unnamed(
  names: readonly string[],
  { named, more }: Pick<Given, 'named' | 'more'>,
  what: string,
): string | null {
  const silent = names.filter((name) => !named.includes(bare(name)));
  return silent.length <= more ? null : `${what} ${silent.join(', ')}, which the card does not name`;
}

export function nameOfLicence(skuId: string): string {
  return licenceName(contoso.licences.find((licence) => licence.skuId === skuId)?.skuPartNumber ?? skuId);
}

export function commonName(distinguishedName: string): string {
  return /^CN=((?:\\.|[^,\\])+)/i.exec(distinguishedName)?.[1]?.replace(/\\(.)/g, '$1') ?? distinguishedName;
}
