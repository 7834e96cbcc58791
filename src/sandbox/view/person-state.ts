import { endOfDeletedItem } from '../deleted-items.ts';
import type { Tenant, TenantPerson, TenantState } from '../tenant.ts';

export type CloudSide = 'enabled' | 'blocked' | 'deleted' | 'purged';
/** `detached`: there is an AD account, and directory sync does not carry it any more. */
export type AdSide = 'enabled' | 'disabled' | 'deleted' | 'detached' | 'none';
/**
 * Whether the two sides agree. `on-its-way`: AD changed, the next sync carries it. `turned-back`: the cloud alone was
 * changed, and the next sync undoes it; `turned-back-later`: only once the AD account changes (hybrid.md 0.3).
 */
export type Agreement = 'one-sided' | 'in-step' | 'on-its-way' | 'turned-back' | 'turned-back-later';

/** What the tenant view shows of one person at a glance. */
export type PersonState = {
  readonly cloud: CloudSide;
  readonly ad: AdSide;
  readonly agreement: Agreement;
  readonly restorableUntil: string | null;
  readonly guest: boolean;
};

export function personState(person: TenantPerson): PersonState {
  const cloud = cloudSide(person);
  const ad = adSide(person);
  return {
    cloud,
    ad,
    agreement: agreement(person, cloud, ad),
    restorableUntil: endOfDeletedItem(person)?.toISOString() ?? null,
    guest: person.cloud?.userType === 'Guest' || person.kinds.includes('guest'),
  };
}

function cloudSide({ cloud }: TenantPerson): CloudSide {
  if (cloud === null) return 'purged';
  if (cloud.deletedDateTime !== null) return 'deleted';
  return cloud.accountEnabled ? 'enabled' : 'blocked';
}

function adSide({ ad }: TenantPerson): AdSide {
  if (ad === null) return 'none';
  if (!ad.inScope) return 'detached';
  if (ad.deletedAt !== null) return 'deleted';
  return ad.enabled ? 'enabled' : 'disabled';
}

/** The words differ (blocked, disabled) where the thing is the same. */
const SAME: Readonly<Partial<Record<CloudSide, AdSide>>> = {
  enabled: 'enabled',
  blocked: 'disabled',
  deleted: 'deleted',
};

function agreement(person: TenantPerson, cloud: CloudSide, ad: AdSide): Agreement {
  if (person.ad === null || ad === 'none' || ad === 'detached') return 'one-sided';
  const same = SAME[cloud] === ad || (cloud === 'purged' && ad === 'deleted');
  if (same) return 'in-step';
  if (person.ad.whenChanged > person.ad.exported.at) return 'on-its-way';
  // Moved to where directory sync does not look: it stays deleted in the cloud.
  if (cloud === 'deleted' && person.ad.exported.deleted) return 'in-step';
  return person.quirks.overwrites === 'next-cycle' ? 'turned-back' : 'turned-back-later';
}

/** The display name, also of somebody whose cloud account is gone. */
export function personName(tenant: Tenant, person: TenantPerson): string {
  const known = Object.values(tenant.contoso.people).find(({ id }) => id === person.id);
  return person.cloud?.displayName ?? known?.displayName ?? person.ad?.samAccountName ?? person.id;
}

/** Everybody: the reports of the persona who manages first, then the others; each by the first letter of the name. */
export function peopleInOrder(tenant: Tenant, state: TenantState): readonly TenantPerson[] {
  const manager = tenant.contoso.personas.manager.id;
  const managerKey = tenant.contoso.personas.manager.key;
  const reports = Object.values(tenant.contoso.people).flatMap((each) =>
    each.manager === managerKey ? [each.id] : [],
  );
  const rank = (person: TenantPerson) => (person.cloud?.managerId === manager || reports.includes(person.id) ? 0 : 1);
  return Object.values(state.people).toSorted(
    (a, b) => rank(a) - rank(b) || sorted(personName(tenant, a)).localeCompare(sorted(personName(tenant, b)), 'nl'),
  );
}

/** As a reader of a list expects it; a name that begins with a sign goes to the end. */
function sorted(name: string): string {
  return /^\p{L}/u.test(name) ? name : `\uffff${name}`;
}
