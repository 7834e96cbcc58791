import { ON_PREMISES } from '../gallery/given.ts';
import { createRandom, type Random } from '../random.ts';
import { type AdGroup, BASE } from './forest.ts';

/**
 * How a state of before comes to Leaver. `pasted`: words of the result were changed; `planted`: the file that the
 * script finds beside it; `connector`: what it reports as read; `connector-gone`: the same, and people give back with
 * the script; `ldaps`: Leaver's own read, which holds administrative groups.
 */
export const ROADS = ['pasted', 'planted', 'connector', 'connector-gone', 'ldaps'] as const;
export type Road = (typeof ROADS)[number];

/** One state that never was (on `ldaps`: was, and is nobody's to give back). */
export type ForgedState = {
  readonly name: string;
  readonly road: Road;
  readonly groups: readonly AdGroup[];
  /** As the forgery writes them: by name in some spelling, or by SID. */
  readonly written: readonly string[];
  /** A place where the account never was; null = the one where it was. */
  readonly place: string | null;
  readonly hidden: boolean | null;
  /** Of what a restore gives back to an account that was deleted; only a connector reports them. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** The offboarding deletes the account. */
  readonly isDeleted: boolean;
  /** The place where it was was deleted since: then what was reported says where it comes back. */
  readonly isPlaceGone: boolean;
  /** Whether the installer named the places that directory sync sees; else it is the whole domain. */
  readonly isScoped: boolean;
  readonly locale: 'en' | 'nl';
};

const DOMAIN_SID = ON_PREMISES.securityIdentifier.replace(/-\d+$/, '');

/** What the account really is in: one that the cloud knows too, and one of Active Directory alone. */
export const FINANCE: AdGroup = { dn: `CN=GG-Finance,OU=Groups,${BASE}`, sid: `${DOMAIN_SID}-9001`, isHeld: false };
export const PRINTERS: AdGroup = { dn: `CN=AD-Printers,OU=Groups,${BASE}`, sid: `${DOMAIN_SID}-9002`, isHeld: false };

export function byConnector({ road }: Pick<ForgedState, 'road'>): boolean {
  return road === 'connector' || road === 'connector-gone';
}

/** The same seed gives the same states; every road is taken in turn. */
export function forgedStates(seed: number, count: number): readonly ForgedState[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, at) => forgedState(random, ROADS[at % ROADS.length] ?? 'pasted', at));
}

function forgedState(random: Random, road: Road, at: number): ForgedState {
  const one = <Item>(items: readonly Item[]) => random.pick(items, 1)[0] as Item;
  const token = `${at}x${random.between(0x10000, 0xfffff).toString(16)}`;
  const isDeleted = one([true, false, false]);
  const isReported = byConnector({ road });
  const administrative = random.pick(administrativeGroups(token), random.between(1, 2));
  const groups = road === 'ldaps' ? administrative : random.pick([...administrative, ...ordinary(token)], 3);
  return {
    name: `${road} ${at}`,
    road,
    groups,
    written: groups.map((group) => one(SPELLINGS)(group)),
    place: road === 'ldaps' ? null : one([null, ...PLACES.map((place) => place(token))]),
    hidden: one([true, false, null]),
    attributes: isDeleted && isReported ? { altSecurityIdentities: [`X509:<I>CN=${token}<S>CN=${token}`] } : {},
    isDeleted,
    isPlaceGone: isDeleted && road === 'connector' && one([true, false]),
    isScoped: one([true, false]),
    locale: one(['en', 'nl']),
  };
}

/** Nobody's to give back: Windows' own, held by AdminSDHolder, of another domain. */
function administrativeGroups(token: string): readonly AdGroup[] {
  return [
    { dn: `CN=Domain Admins,CN=Users,${BASE}`, sid: `${DOMAIN_SID}-512`, isHeld: true },
    // As an administrator leaves it who takes adminCount off it: the RID alone says what it is.
    { dn: `CN=Group Policy Creator Owners,CN=Users,${BASE}`, sid: `${DOMAIN_SID}-520`, isHeld: false },
    { dn: `CN=Administrators,CN=Builtin,${BASE}`, sid: 'S-1-5-32-544', isHeld: true },
    { dn: `CN=Held-${token},OU=Groups,${BASE}`, sid: `${DOMAIN_SID}-8${token.length}07`, isHeld: true },
    {
      dn: `CN=Elsewhere-${token},OU=Groups,DC=other,DC=example`,
      sid: 'S-1-5-21-1-2-3-9001',
      isHeld: false,
    },
  ];
}

/** Like any other group, and the account was never in it. */
function ordinary(token: string): readonly AdGroup[] {
  const rid = 20_000 + (Number.parseInt(token.split('x')[1] ?? '0', 16) % 40_000);
  return [
    { dn: `CN=SQL-Payroll-Owners-${token},OU=Groups,${BASE}`, sid: `${DOMAIN_SID}-${rid}1`, isHeld: false },
    { dn: `CN=Board\\, minutes ${token},OU=Groups,${BASE}`, sid: `${DOMAIN_SID}-${rid}2`, isHeld: false },
    { dn: `CN=Källa-İ-${token},OU=Sites,OU=Groups,${BASE}`, sid: `${DOMAIN_SID}-${rid}3`, isHeld: false },
  ];
}

/** As a directory takes a name, and as nobody writes it. */
const SPELLINGS: readonly ((group: AdGroup) => string)[] = [
  ({ dn }) => dn,
  ({ dn }) => dn.replaceAll('OU=', 'ou=').replaceAll('DC=', 'dc='),
  ({ dn }) => dn.replaceAll(/(?<!\\),/g, ', '),
];

const PLACES: readonly ((token: string) => string)[] = [
  (token) => `OU=Tier0-${token},${BASE}`,
  (token) => `OU=Payroll-${token},OU=Staff,${BASE}`,
  () => `OU=Domain Controllers,${BASE}`,
  (token) => `OU=Far-${token},DC=other,DC=example`,
];
