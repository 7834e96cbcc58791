import type { ConfigKey } from './keys.ts';
import { isLoopbackHttp, type Reading } from './reading.ts';

export type Identity =
  /** No Bot Framework identity: loopback only; ids are the sandbox's own where null. */
  | { readonly kind: 'local'; readonly tenantId: string | null; readonly botId: string | null }
  | {
      readonly kind: 'live';
      readonly type: 'SingleTenant' | 'UserAssignedMSI';
      readonly appId: string;
      /** Only SingleTenant has one. */
      readonly password: string | null;
      readonly tenantId: string;
      /** Whose tokens are taken besides the Bot Framework's: only the bot's own tenant's, with its own keys. */
      readonly extraIssuer: { readonly issuer: string; readonly keysUrl: string } | null;
    };

/** `baseUrl` is an origin without version. A stand-in is something on this machine that is not our sandbox. */
export type Graph =
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'stand-in'; readonly baseUrl: string }
  | { readonly kind: 'live'; readonly baseUrl: string; readonly credential: GraphCredential };

/** Graph's own identity, by @azure/identity's names; never the bot's. */
export type GraphCredential =
  | ({ readonly kind: 'secret'; readonly secret: string } & Registration)
  | ({ readonly kind: 'certificate'; readonly path: string; readonly password: string | null } & Registration)
  | ({ readonly kind: 'federated-token'; readonly tokenFile: string } & Registration)
  | { readonly kind: 'managed-identity'; readonly clientId: string | null };

type Registration = { readonly tenantId: string; readonly clientId: string; readonly authorityHost: string | null };

const BOT_KEYS = ['MicrosoftAppType', 'MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppTenantId'] as const;

/** Whether these settings make the bot unsigned: nothing of its identity is there. */
export function isLocal(given: (key: (typeof BOT_KEYS)[number]) => boolean): boolean {
  return !BOT_KEYS.some(given);
}

/** Everything that names Graph's own identity. */
const GRAPH_IDENTITY = [
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_CLIENT_CERTIFICATE_PASSWORD',
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_TOKEN_CREDENTIALS',
] as const;

/**
 * In local mode Graph's identity has no use. In `.env` it stands for a tenant that somebody means, whose bot identity
 * is missing or misspelt: that stops the start. In the environment it may be anybody's: those keys are given to be left
 * out.
 */
export function foreignGraphKeys(
  isGiven: (key: string) => boolean,
  inFile: ReadonlySet<string>,
): { readonly refused: readonly ConfigKey[]; readonly ignored: readonly ConfigKey[] } {
  if (!isLocal(isGiven)) return { refused: [], ignored: [] };
  const given = GRAPH_IDENTITY.filter(isGiven);
  return { refused: given.filter((key) => inFile.has(key)), ignored: given.filter((key) => !inFile.has(key)) };
}

export function readIdentity(reading: Reading, production: boolean): Identity {
  const { values, given, problem } = reading;
  if (isLocal(given)) {
    if (given('MICROSOFT_APP_EXTRA_ISSUER'))
      problem('MICROSOFT_APP_EXTRA_ISSUER', 'is for a bot with an identity: nothing is signed in local mode');
    if (production)
      problem('MicrosoftAppId', 'is missing: with NODE_ENV=production Leaver never runs without an identity');
    return { kind: 'local', tenantId: values.LOCAL_TENANT_ID ?? null, botId: values.LOCAL_BOT_ID ?? null };
  }
  const type = values.MicrosoftAppType ?? 'SingleTenant';
  const needed = BOT_KEYS.filter((key) => key !== 'MicrosoftAppPassword' || type === 'SingleTenant');
  for (const key of needed.filter((key) => !given(key))) {
    problem(
      key,
      `is missing, while ${BOT_KEYS.filter(given).join(' and ')} is set: set all of them, or none for local mode`,
    );
  }
  if (type === 'UserAssignedMSI' && given('MicrosoftAppPassword'))
    problem('MicrosoftAppPassword', 'is set, and UserAssignedMSI has none: leave it out');
  return {
    kind: 'live',
    type,
    appId: values.MicrosoftAppId ?? '',
    password: type === 'SingleTenant' ? (values.MicrosoftAppPassword ?? '') : null,
    tenantId: values.MicrosoftAppTenantId ?? '',
    extraIssuer: readExtraIssuer(reading),
  };
}

/** Any other tenant could make tokens for this bot by itself, so that only the bot's own is taken. */
function readExtraIssuer({ values, problem }: Reading): (Identity & { kind: 'live' })['extraIssuer'] {
  const issuer = values.MICROSOFT_APP_EXTRA_ISSUER;
  if (issuer === undefined) return null;
  const { hostname, pathname } = new URL(issuer);
  const [, tenantId = '', version] = pathname.split('/');
  if (tenantId !== values.MicrosoftAppTenantId)
    problem('MICROSOFT_APP_EXTRA_ISSUER', 'is not of the tenant that MicrosoftAppTenantId names');
  const host = hostname === 'sts.windows.net' ? 'login.microsoftonline.com' : hostname;
  return { issuer, keysUrl: `https://${host}/${tenantId}/discovery/${version ? 'v2.0/' : ''}keys` };
}

/** Sandbox, stand-in or live; the problems of a mixture are reported. */
export function readGraph(reading: Reading, identity: Identity): Graph {
  return identity.kind === 'local' ? readLocalGraph(reading) : readLiveGraph(reading, identity);
}

function readLocalGraph({ values, given, problem }: Reading): Graph {
  if (!given('GRAPH_BASE_URL')) return { kind: 'sandbox' };
  const baseUrl = values.GRAPH_BASE_URL ?? '';
  if (baseUrl !== '' && !isLoopbackHttp(baseUrl)) {
    problem(
      'GRAPH_BASE_URL',
      'must be http://127.0.0.1:… in local mode: a bot without an identity never reaches a real Graph',
    );
  }
  return { kind: 'stand-in', baseUrl };
}

/** Microsoft's clouds: a token for Graph is sent nowhere else. */
const GRAPH_ORIGINS = [
  'https://graph.microsoft.com',
  'https://graph.microsoft.us',
  'https://dod-graph.microsoft.us',
  'https://microsoftgraph.chinacloudapi.cn',
];

function readLiveGraph(reading: Reading, identity: Identity & { kind: 'live' }): Graph {
  const { values, problem } = reading;
  const baseUrl = values.GRAPH_BASE_URL ?? 'https://graph.microsoft.com';
  if (!GRAPH_ORIGINS.includes(baseUrl)) problem('GRAPH_BASE_URL', `must be one of ${GRAPH_ORIGINS.join(', ')}`);
  if (identity.appId !== '' && values.AZURE_CLIENT_ID === identity.appId) {
    problem(
      'AZURE_CLIENT_ID',
      'is the bot’s own id: Graph gets its own registration, so that neither can do the other’s work',
    );
  }
  if (values.AZURE_CLIENT_SECRET !== undefined && values.AZURE_CLIENT_SECRET === values.MicrosoftAppPassword)
    problem('AZURE_CLIENT_SECRET', 'is the bot’s own secret: one of the two is in the wrong line');
  if (values.AZURE_TENANT_ID !== undefined && identity.tenantId !== '' && values.AZURE_TENANT_ID !== identity.tenantId)
    problem('AZURE_TENANT_ID', 'is not the tenant of MicrosoftAppTenantId: who speaks there would be nobody in Graph');
  const credential = readCredential(reading);
  // A machine with one user-assigned identity gives that one to whoever names none: it would be the bot's.
  if (identity.type === 'UserAssignedMSI' && credential.kind === 'managed-identity' && credential.clientId === null)
    problem('AZURE_CLIENT_ID', 'is missing: with the bot’s managed identity on this machine, Graph’s is named');
  return { kind: 'live', baseUrl, credential };
}

const CREDENTIAL_KEYS = [
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_TOKEN_CREDENTIALS',
] as const;

function readCredential({ values, given, problem }: Reading): GraphCredential {
  const [chosen, ...others] = CREDENTIAL_KEYS.filter(given);
  if (chosen === undefined) problem('AZURE_CLIENT_SECRET', `is missing: set one of ${CREDENTIAL_KEYS.join(', ')}`);
  if (others.length > 0)
    problem(chosen ?? 'AZURE_CLIENT_SECRET', `and ${others.join(' and ')} are set: keep one of them`);
  if (chosen === 'AZURE_TOKEN_CREDENTIALS')
    return { kind: 'managed-identity', clientId: values.AZURE_CLIENT_ID ?? null };
  for (const key of ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID'] as const) {
    if (!given(key)) problem(key, 'is missing: Leaver signs in to Graph with it');
  }
  const registration = {
    tenantId: values.AZURE_TENANT_ID ?? '',
    clientId: values.AZURE_CLIENT_ID ?? '',
    authorityHost: values.AZURE_AUTHORITY_HOST ?? null,
  };
  const path = values.AZURE_CLIENT_CERTIFICATE_PATH;
  if (path !== undefined) {
    return { kind: 'certificate', path, password: values.AZURE_CLIENT_CERTIFICATE_PASSWORD ?? null, ...registration };
  }
  const tokenFile = values.AZURE_FEDERATED_TOKEN_FILE;
  if (tokenFile !== undefined) return { kind: 'federated-token', tokenFile, ...registration };
  return { kind: 'secret', secret: values.AZURE_CLIENT_SECRET ?? '', ...registration };
}
