import { z } from 'zod';

const GUID = z.guid('must be a GUID');

const SERVER = z.string().transform((value, context) => {
  const url = URL.parse(value);
  const isBare =
    url !== null && url.username === '' && url.search === '' && url.hash === '' && /^\/?$/.test(url.pathname);
  if (isBare && url.protocol === 'ldaps:' && url.hostname !== '') return `ldaps://${url.host.toLowerCase()}`;
  context.addIssue('must be ldaps://host or ldaps://host:port');
  return z.NEVER;
});

const DISTINGUISHED_NAME = z
  .string()
  .regex(/^[a-z][\w-]*=(?:\\.|[^\\,])+(?:,\s*[a-z][\w-]*=(?:\\.|[^\\,])+)*$/i, 'must be a distinguished name');

const PATH = z.string().min(1, 'must be the path of a file');

/** One row of AD_DOMAINS_FILE, as it is written; what fields mean together is checked after. */
const DOMAIN = z.strictObject({
  name: z
    .string()
    .regex(/^(?:[a-z\d-]{1,63}\.)+[a-z\d-]{1,63}$/i, 'must be the DNS name of the domain')
    .transform((name) => name.toLowerCase()),
  way: z.enum(['ldaps', 'connector', 'runbook'], 'must be ldaps, connector or runbook'),
  signIn: z.enum(['phs', 'pta', 'federated'], 'must be phs, pta or federated'),
  sync: z.strictObject({
    client: z.enum(['connect', 'cloud-sync'], 'must be connect or cloud-sync'),
    cycleMinutes: z.int('must be whole minutes').min(1).max(10_080).optional(),
    site: z.enum(['same', 'other'], 'must be same or other').optional(),
    onDemand: z
      .strictObject({ servicePrincipalId: GUID, jobId: z.string().min(1), ruleId: z.string().min(1) })
      .optional(),
  }),
  inScopeOus: z.array(DISTINGUISHED_NAME).optional(),
  leaversOu: DISTINGUISHED_NAME.nullable().optional(),
  servers: z.array(SERVER).min(1, 'must name at least one domain controller').optional(),
  syncServer: SERVER.optional(),
  baseDn: DISTINGUISHED_NAME.optional(),
  caFile: PATH.optional(),
  bind: z.strictObject({ name: z.string().min(1, 'must not be empty'), passwordFile: PATH }).optional(),
});

export type DomainRow = z.output<typeof DOMAIN>;

export const AD_DOMAINS_SCHEMA = z.strictObject({ domains: z.array(DOMAIN) });
