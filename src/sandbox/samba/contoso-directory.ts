import type { Contoso } from '../contoso.ts';
import { type Samba, startSamba } from './start-samba.ts';

/** A running directory of the company's first domain, and what of it the company says. */
export type ContosoDirectory = { readonly samba: Samba; readonly domainName: string };

const USER = 'bf967aba-0de6-11d0-a285-00aa003049e2';
const GROUP = 'bf967a9c-0de6-11d0-a285-00aa003049e2';
const RESET_PASSWORD = '00299570-246d-11d0-a768-00aa006e0529';
const MEMBER = 'bf9679c0-0de6-11d0-a285-00aa003049e2';
const USER_ACCOUNT_CONTROL = 'bf967a68-0de6-11d0-a285-00aa003049e2';
/** Of this forest (`provision.py`): a real one has Exchange's own. */
const HIDE = '33323130-3534-3736-3839-616263646567';
const NAME = 'bf967a0e-0de6-11d0-a285-00aa003049e2';
const COMMON_NAME = 'bf96793f-0de6-11d0-a285-00aa003049e2';

/** docs/ad-delegation.md */
const ON_PEOPLE = [
  `(OA;CI;CCDC;${USER};;{sid})`,
  ...[USER_ACCOUNT_CONTROL, NAME, COMMON_NAME, HIDE].map((id) => `(OA;CIIO;WP;${id};${USER};{sid})`),
  `(OA;CIIO;CR;${RESET_PASSWORD};${USER};{sid})`,
  `(OA;CIIO;SDDT;;${USER};{sid})`,
];
const ON_GROUPS = [`(OA;CIIO;WP;${MEMBER};${GROUP};{sid})`];

/** Starts the directory of the company's first domain: its places and Leaver's account, nobody in it yet. */
export async function startContosoDirectory(contoso: Contoso, folder: string | null): Promise<ContosoDirectory> {
  const [domain] = contoso.adDomains;
  if (domain === undefined) throw new TypeError('contoso.json has no AD domain');
  const { name: domainName, netBios, inScopeOus } = domain;
  const homes = Object.values(contoso.people).flatMap(({ ad }) => (ad?.domain === domainName ? [ad.ou] : []));
  const places = [...new Set([...inScopeOus, 'OU=Groups', ...homes].flatMap(withParents))];
  const samba = await startSamba({
    folder,
    domainName,
    netBios,
    places: places.sort((a, b) => a.split(',').length - b.split(',').length),
    service: 'svc-leaver',
    exchange: true,
    delegations: [
      ...inScopeOus.flatMap((ou) => ON_PEOPLE.map((ace) => [ou, ace] as const)),
      ...ON_GROUPS.map((ace) => ['OU=Groups', ace] as const),
    ],
  });
  return { samba, domainName };
}

/** `OU=Staff,OU=Amsterdam` is in `OU=Amsterdam`. */
function withParents(ou: string): readonly string[] {
  const parts = ou.split(',');
  return parts.map((_, index) => parts.slice(index).join(','));
}
