import { z } from 'zod';

/**
 * Every key of the environment that Leaver reads: its shape, what a good value is, and where to get it. `.env.example`
 * holds the same keys. Messages never repeat a value: somebody may have pasted a secret in the wrong line.
 */
export const CONFIG_KEYS = {
  PORT: row(port(), aPort(), 'Any free port; 0 picks one and prints it.'),
  HOST: row(word(), 'a host name or address to listen on', '127.0.0.1 for this machine only; 0.0.0.0 in a container.'),

  OPS_HOST: row(
    word(),
    'a host name or address to listen on',
    'Live only; 127.0.0.1 unless your probes come from elsewhere.',
  ),
  OPS_PORT: row(port(), aPort(), 'Live only: any free port; 0 picks one and prints it.'),

  MicrosoftAppType: row(
    z.enum(['SingleTenant', 'UserAssignedMSI']),
    'SingleTenant or UserAssignedMSI (spelled so; new multi-tenant bots ended on 31 July 2025)',
    'Azure portal → your Azure Bot → Configuration → Bot type.',
  ),
  MicrosoftAppId: row(guid(), aGuid(), 'Azure portal → your Azure Bot → Configuration → Microsoft App ID.'),
  MicrosoftAppPassword: row(
    word(),
    'a client secret',
    'Entra admin center → App registrations → the bot’s registration → Certificates & secrets → the Value, not the ID.',
  ),
  MicrosoftAppTenantId: row(guid(), aGuid(), 'Entra admin center → Overview → Tenant ID.'),
  MICROSOFT_APP_EXTRA_ISSUER: row(
    entraIssuer(),
    'https://sts.windows.net/<tenant id>/ or https://login.microsoftonline.com/<tenant id>/v2.0',
    'Leave it out. Only when the log says “refused” with reason token-issuer-own-tenant: the issuer that stands beside it.',
  ),
  LOCAL_TENANT_ID: row(guid(), aGuid(), 'Local mode only; leave it out to use the sandbox’s own.'),
  LOCAL_BOT_ID: row(
    word(),
    'the id of the bot in your chat client',
    'Local mode only; leave it out to use the sandbox’s own.',
  ),

  GRAPH_BASE_URL: row(origin(), anOrigin(), 'Leave it out for the global cloud, or in local mode for the sandbox.'),
  EXCHANGE_BASE_URL: row(origin(), anOrigin(), 'Leave it out: nothing reads it yet.'),
  AZURE_TENANT_ID: row(guid(), aGuid(), 'Entra admin center → Overview → Tenant ID.'),
  AZURE_CLIENT_ID: row(
    guid(),
    aGuid(),
    'Entra admin center → App registrations → the registration made for Graph (not the bot’s) → Application (client) ID.',
  ),
  AZURE_CLIENT_SECRET: row(
    word(),
    'a client secret',
    'Entra admin center → App registrations → the registration made for Graph → Certificates & secrets → the Value.',
  ),
  AZURE_CLIENT_CERTIFICATE_PATH: row(
    word(),
    'the path of a PEM file with certificate and private key',
    'The certificate whose public half is uploaded at the registration made for Graph.',
  ),
  AZURE_CLIENT_CERTIFICATE_PASSWORD: row(word(), 'the password of that file', 'Whoever made the certificate.'),
  AZURE_FEDERATED_TOKEN_FILE: row(word(), 'the path of a token file', 'Set by AKS workload identity.'),
  AZURE_TOKEN_CREDENTIALS: row(
    z.literal('ManagedIdentityCredential'),
    'ManagedIdentityCredential (or left out)',
    'Set it to use the managed identity of the machine; AZURE_CLIENT_ID then names a user-assigned one.',
  ),
  AZURE_AUTHORITY_HOST: row(
    z.enum(['https://login.microsoftonline.com', 'https://login.microsoftonline.us', 'https://login.chinacloudapi.cn']),
    'https://login.microsoftonline.com, https://login.microsoftonline.us or https://login.chinacloudapi.cn',
    'National clouds only.',
  ),

  DATABASE_URL: row(
    databaseUrl(),
    'a postgres:// address',
    'Your PostgreSQL server: postgres://name:password@host:5432/database?sslmode=verify-full.',
  ),
  DATABASE: row(
    z.literal('embedded'),
    'embedded (or left out)',
    'Leave it out, unless a live bot is to keep its requests in DATA_DIR on this machine.',
  ),
  DATABASE_MIGRATION_URL: row(
    databaseUrl(),
    'a postgres:// address',
    'The same database as DATABASE_URL, as the role that owns the tables; leave it out where one role does both.',
  ),
  DATA_DIR: row(word(), 'a folder, or memory', 'Any folder that only this Leaver uses; memory keeps nothing.'),
  ROLE: row(
    z.enum(['all', 'bot', 'worker', 'connector']),
    'all, bot, worker or connector',
    'Leave it out unless you run several replicas, or a connector beside your domain controllers.',
  ),
  CONNECTOR_URL: row(origin(), anOrigin(), 'ROLE=connector only: where the bot listens, as seen from the connector.'),
  CONNECTOR_KEY: row(
    connectorKey(),
    'a connector’s key, one word',
    'ROLE=connector only: “npm run connector-key -- add” on the bot’s side prints it once.',
  ),

  APPROVER_GROUP_ID: row(guid(), aGuid(), group('who approves')),
  ESCALATION_GROUP_ID: row(guid(), aGuid(), group('who is asked when nobody decided for hours')),
  EMERGENCY_GROUP_ID: row(guid(), aGuid(), group('who may block at once')),
  PROTECTED_GROUP_ID: row(guid(), aGuid(), group('who is never touched, such as break-glass accounts')),
  REQUESTER_GROUP_ID: row(guid(), aGuid(), group('who may ask besides a person’s managers')),
  APPROVALS: row(z.enum(['direct', 'channel']), 'direct or channel', 'direct: each approver’s own chat.'),
  DEFAULT_LOCALE: row(z.enum(['en', 'nl']), 'en or nl', 'The language for people whose client does not say.'),
  DEFAULT_TIME_ZONE: row(z.string().refine(isTimeZone), 'an IANA time zone', 'For example Europe/Amsterdam.'),
  POLICY_FILE: row(word(), 'the path of a policy file', 'Leave it out for the built-in policy.'),
  AD_DOMAINS_FILE: row(
    word(),
    'the path of a file of AD domains',
    'Written by you, as the README shows under “Hybrid”; leave it out and work in AD goes to people as a runbook.',
  ),
  SNAPSHOT_KEY: row(word(), 'a key', 'Leave it out: it is not obeyed yet, and stops the start.'),

  SANDBOX_PORT: row(port(), aPort(), 'Any free port; 0 picks one and prints it.'),
  SANDBOX_SPEED: row(
    speed(),
    'a number from 0 to 86400',
    '60 means a minute of tenant time per second; 0 stands still.',
  ),
  SANDBOX_AD: row(
    z.enum(['memory', 'samba']),
    'memory or samba',
    'Leave it out for the built-in directory; samba needs Samba installed.',
  ),
  PLAYGROUND: row(z.enum(['on', '3', 'off']), 'on, 3 or off', 'on: manager and helpdesk; 3: also a second helpdesk.'),
  PLAYGROUND_PORT: row(port(65533), aPort(65533), 'The first of two or three ports in a row; 0 picks free ones.'),
  CHROMIUM: row(word(), 'the path of a Chromium program', 'Browser tests only; Debian: /usr/bin/chromium.'),
  LOG_LEVEL: row(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'fatal, error, warn, info, debug, trace or silent',
    'info shows what matters in operation.',
  ),
};

export type ConfigKey = keyof typeof CONFIG_KEYS;
export type ConfigValues = { readonly [Key in ConfigKey]: z.output<(typeof CONFIG_KEYS)[Key]['schema']> | undefined };

type Row<Value> = { readonly schema: z.ZodType<Value>; readonly expected: string; readonly where: string };

function row<Value>(schema: z.ZodType<Value>, expected: string, where: string): Row<Value> {
  return { schema, expected, where };
}

function port(highest = 65535) {
  return z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((value) => value <= highest);
}

function aPort(highest = 65535): string {
  return `a port number from 0 to ${highest}`;
}

function speed() {
  return z
    .string()
    .regex(/^\d{1,5}(\.\d+)?$/)
    .transform(Number)
    .refine((value) => value <= 86_400);
}

function connectorKey() {
  return z.string().regex(/^[0-9a-f]{16}\.[\w-]{43}$/);
}

function word() {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a pasted line break or NUL is what this looks for
  return z.string().regex(/^[^\x00-\x1f]+$/);
}

function guid() {
  return z
    .string()
    .regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i)
    .transform((value) => value.toLowerCase());
}

function entraIssuer() {
  return z
    .string()
    .regex(
      /^https:\/\/(sts\.windows\.net\/[\da-f-]{36}\/|login\.(microsoftonline\.(com|us)|partner\.microsoftonline\.cn)\/[\da-f-]{36}\/v2\.0)$/,
    );
}

function aGuid(): string {
  return 'a GUID (8-4-4-4-12 hexadecimal digits)';
}

function group(who: string): string {
  return `Entra admin center → Groups → the group of ${who} → Object ID.`;
}

function origin() {
  return z.string().transform((value, context) => {
    const url = URL.parse(value);
    const bare = url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
    if (bare && (url.protocol === 'https:' || url.protocol === 'http:')) return url.origin;
    context.addIssue('not an origin');
    return z.NEVER;
  });
}

function anOrigin(): string {
  return 'an origin: https://host, without a path or version';
}

function databaseUrl() {
  return z.string().refine((value) => {
    const url = URL.parse(value);
    if (url === null || (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:')) return false;
    return url.hostname !== '' || url.searchParams.get('host')?.startsWith('/') === true;
  });
}

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
