import { z } from 'zod';
import contosoJson from './contoso.json' with { type: 'json' };

const guid = z.guid();

const signIn = z.enum(['password-hash', 'pass-through', 'federated']);

const adDomain = z.strictObject({
  name: z.string(),
  netBios: z.string(),
  sid: z.string(),
  server: z.string(),
  signIn,
  /** Without it a restored account comes back without groups and most attributes (hybrid.md c). */
  recycleBin: z.boolean(),
  syncClient: z.enum(['connect', 'cloud-sync']),
  cycleMinutes: z.int().positive(),
  /** Cloud Sync only: what `provisionOnDemand` is called on. */
  onDemand: z.strictObject({ servicePrincipalId: guid, jobId: z.string(), ruleId: guid }).nullable(),
  /** Organisational units under the domain, nearest first. */
  inScopeOus: z.array(z.string()),
  leaversOu: z.string(),
});

const adAccount = z.strictObject({
  domain: z.string(),
  samAccountName: z.string().max(20),
  rid: z.int(),
  objectGuid: guid,
  /** Organisational units under the domain, nearest first. */
  ou: z.string(),
  signIn,
  /** Held by AdminSDHolder: delegated rights do not reach the account (hybrid.md section 4). */
  adminCount: z.boolean().default(false),
  enabled: z.boolean().default(true),
  deletedDaysAgo: z.number().optional(),
  /** `cut-loose`: sync was stopped for this person; `cloud-managed`: the source of authority was converted. */
  state: z.enum(['synced', 'cut-loose', 'cloud-managed']).default('synced'),
  cloudBlock: z.enum(['accepted', 'refused']),
  overwrites: z.enum(['next-cycle', 'ad-change']),
});

const person = z.strictObject({
  id: guid,
  displayName: z.string().max(256),
  givenName: z.string().max(64).nullable(),
  surname: z.string().max(64).nullable(),
  userPrincipalName: z.string().max(113),
  mail: z.string().optional(),
  jobTitle: z.string().max(128).nullable(),
  department: z.string().max(64).nullable(),
  /** Key of the manager in `people`. */
  manager: z.string().optional(),
  kinds: z.array(z.string()).min(1),
  userType: z.enum(['Member', 'Guest']).default('Member'),
  enabled: z.boolean().default(true),
  deletedDaysAgo: z.number().optional(),
  usageLocation: z.string().length(2).nullable().default('NL'),
  /** skuPartNumbers assigned directly, and which of their plans are switched off. */
  licences: z.array(z.string()),
  disabledPlans: z.record(z.string(), z.array(z.string())).default({}),
  mailbox: z.enum(['user', 'shared']).nullable().default('user'),
  drive: z.boolean().default(true),
  roles: z.array(z.string()).default([]),
  eligibleRoles: z.array(z.string()).default([]),
  restricted: z.boolean().default(false),
  apps: z.array(z.string()).default([]),
  ad: adAccount.optional(),
});

const group = z.strictObject({
  id: guid,
  displayName: z.string(),
  description: z.string().optional(),
  kind: z.enum([
    'security',
    'microsoft-365',
    'dynamic-security',
    'dynamic-microsoft-365',
    'synced-security',
    'synced-distribution',
    'distribution',
    'mail-enabled-security',
    'role-assignable',
  ]),
  /** Keys of people; `group:key` for a group inside, `sp:key` for a service principal. */
  members: z.array(z.string()),
  owners: z.array(z.string()),
  rule: z.string().optional(),
  licences: z.array(z.string()).default([]),
  roles: z.array(z.string()).default([]),
});

const device = z.strictObject({
  id: guid,
  displayName: z.string(),
  trustType: z.enum(['AzureAd', 'Workplace', 'ServerAd']),
  operatingSystem: z.enum(['Windows', 'IPhone', 'Android', 'MacMDM']),
  operatingSystemVersion: z.string(),
  enabled: z.boolean().default(true),
  /** Key of who registered it; hybrid-joined devices were registered by directory sync. */
  owner: z.string().nullable(),
  /** Keys of those who use it. */
  users: z.array(z.string()),
});

const persona = z.strictObject({
  /** Key in `people`. */
  key: z.string(),
  /** Entra object id: what Teams sends as `aadObjectId`. */
  id: guid,
  channelUserId: z.string().startsWith('29:'),
  /** Conversation id of the personal chat. */
  chatId: z.string(),
  userPrincipalName: z.string(),
  locale: z.enum(['en', 'nl']).optional(),
});

const schema = z.strictObject({
  tenantId: guid,
  name: z.string(),
  bot: z.strictObject({ id: z.string(), appId: guid, name: z.string() }),
  domains: z.array(
    z.strictObject({
      id: z.string(),
      authenticationType: z.enum(['Managed', 'Federated']),
      isDefault: z.boolean().default(false),
      isInitial: z.boolean().default(false),
    }),
  ),
  adDomains: z.array(adDomain),
  /** Groups that stay in AD: everybody there is in those of their kind of sign-in. */
  adOnlyGroups: z.record(signIn, z.array(z.string())),
  syncIntervalMinutes: z.int().positive(),
  personas: z.strictObject({
    manager: persona,
    helpdesk: persona,
    secondHelpdesk: persona,
    emergencyLead: persona,
  }),
  groupIds: z.strictObject({ approvers: guid, escalation: guid, requesters: guid, protected: guid, emergency: guid }),
  licences: z.array(
    z.strictObject({
      skuId: guid,
      skuPartNumber: z.string(),
      name: z.string(),
      seats: z.int(),
      /** Service plan name → service plan id. */
      plans: z.record(z.string(), guid),
    }),
  ),
  roles: z.array(z.strictObject({ name: z.string(), templateId: guid })),
  servicePrincipals: z.record(z.string(), guid),
  restrictedUnit: z.strictObject({ id: guid, displayName: z.string() }),
  groups: z.record(z.string(), group),
  devices: z.record(z.string(), device),
  people: z.record(z.string(), person),
});

export type Contoso = z.infer<typeof schema>;
export type ContosoPerson = Contoso['people'][string];
export type ContosoDevice = Contoso['devices'][string];
export type ContosoGroup = Contoso['groups'][string];
export type Persona = Contoso['personas']['manager'];

/** The company of the sandbox: tenant, bot, personas behind the chat clients, groups and people of every kind. */
export const contoso: Contoso = schema.parse(contosoJson);

/** The person with this key in contoso.json; for tests and set-up, where a wrong key is a mistake in our own text. */
export function contosoPerson(key: string): ContosoPerson {
  const found = contoso.people[key];
  if (found === undefined) throw new TypeError(`contoso.json has no person "${key}"`);
  return found;
}
