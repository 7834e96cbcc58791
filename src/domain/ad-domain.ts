import type { SyncModel } from './delays.ts';

/**
 * How work in a domain is done: by LDAPS from here, by a connector inside the network, or by people with the runbook.
 */
const WAYS = ['ldaps', 'connector', 'runbook'] as const;
export type WayName = (typeof WAYS)[number];

/** What the installer says about one domain of AD DS, as far as plans and clocks depend on it; never a secret. */
export type AdDomain = {
  /** DNS name, lower case. */
  readonly name: string;
  readonly way: WayName;
  readonly signIn: 'password-hash' | 'pass-through' | 'federated';
  readonly sync: Pick<SyncModel, 'client' | 'site'> & {
    /** Minutes between two cycles: 30 with Entra Connect, 2 with Cloud Sync, unless the organisation changed it. */
    readonly cycleMinutes: number;
    /** Cloud Sync only: what `provisionOnDemand` is called on; null = nothing can be forced from here. */
    readonly onDemand: { readonly servicePrincipalId: string; readonly jobId: string; readonly ruleId: string } | null;
  };
  /** Distinguished names; somebody moved outside all of them is deleted from the cloud. Empty = the whole domain. */
  readonly inScopeOus: readonly string[];
  /** Where people who left are moved; null = nobody is moved. */
  readonly leaversOu: string | null;
};

/** Whether directory sync still sees an account in this place (hybrid.md 1.3: out of scope is deletion). */
export function isInSyncScope({ inScopeOus }: Pick<AdDomain, 'inScopeOus'>, distinguishedName: string): boolean {
  const place = canonicalDn(distinguishedName);
  return inScopeOus.length === 0 || inScopeOus.some((ou) => isUnder(place, canonicalDn(ou)));
}

/** For comparing: lower case, no space around `,` and `=`. A backslash keeps what follows it. */
export function canonicalDn(distinguishedName: string): string {
  return distinguishedName
    .trim()
    .replaceAll(/\s*((?<!\\)[,=])\s*/g, '$1')
    .toLowerCase();
}

/** The place that holds this object: everything after the first comma that is not escaped. */
export function parentOf(distinguishedName: string): string {
  return distinguishedName.slice(rdnOf(distinguishedName).length + 1);
}

/** `CN=…`, the first part, as it stands there. A name may end in an escaped backslash: `CN=x\\,OU=…`. */
export function rdnOf(distinguishedName: string): string {
  return /^(?:\\.|[^\\,])*/s.exec(distinguishedName)?.[0] ?? distinguishedName;
}

/**
 * Whether this is a place of this domain (`DC=…`), and none of those that hold the directory itself and its
 * controllers.
 */
export function isOrdinaryPlace(distinguishedName: string, namingContext: string): boolean {
  const [place, domain] = [canonicalDn(distinguishedName), canonicalDn(namingContext)];
  return isUnder(place, domain) && !RESERVED.some((name) => isUnder(place, `${name},${domain}`));
}

const RESERVED = ['cn=builtin', 'cn=system', 'cn=infrastructure', 'ou=domain controllers', 'cn=deleted objects'];

/** The name alone, for people: `CN=GG-Finance,OU=…` is "GG-Finance". */
export function commonNameOf(distinguishedName: string): string {
  const value = /^[^=]*=((?:\\.|[^\\,])*)/s.exec(distinguishedName)?.[1] ?? distinguishedName;
  return value.replaceAll(/((?:\\[\da-f]{2})+)|\\(.)/gis, (_, hex: string | undefined, special: string) =>
    hex === undefined ? special : Buffer.from(hex.replaceAll('\\', ''), 'hex').toString(),
  );
}

/**
 * As Active Directory writes a place for people: `OU=Leavers,OU=NL,DC=corp,DC=example` is "corp.example/NL/Leavers".
 */
export function placeNameOf(distinguishedName: string): string {
  const parts = partsOf(distinguishedName);
  const isOfDomain = (part: string) => /^\s*dc\s*=/i.test(part);
  const domain = parts.filter(isOfDomain).map(commonNameOf).join('.');
  const path = parts.filter((part) => !isOfDomain(part)).map(commonNameOf);
  return [domain, ...path.toReversed()].filter((part) => part !== '').join('/');
}

function partsOf(distinguishedName: string): readonly string[] {
  return distinguishedName === '' ? [] : [rdnOf(distinguishedName), ...partsOf(parentOf(distinguishedName))];
}

function isUnder(place: string, ou: string): boolean {
  return place === ou || place.endsWith(`,${ou}`);
}
