import type { IncomingHttpHeaders } from 'node:http';
import { type BotIdentity, isLoopbackHost, isServiceUrl } from './identity.ts';
import { type Claims, readToken, type Token } from './read-token.ts';
import type { Refusal } from './refusals.ts';
import { guardTurn } from './turn-guard.ts';

/**
 * What came through the gate: of channel `msteams`, from a host that may be answered. The rest of it is still unread.
 */
export type Arrived = { readonly serviceUrl: string; readonly body: Claims };

export type GateVerdict =
  | { readonly status: 'open'; readonly arrived: Arrived }
  /** For our log and counters only: the caller gets 401 and an empty body. `issuer`: whose token it would have been. */
  | { readonly status: 'closed'; readonly reason: Refusal; readonly issuer?: string };

export type Gate = (headers: IncomingHttpHeaders, body: unknown) => GateVerdict;

/**
 * What a request must be before any line of the SDK sees it. In live mode this makes the SDK's emulator, skill and ASE
 * paths unreachable, on which tokens of any tenant are accepted and a list of issuers grows with every request
 * (reliability.md 0.1, 0.2, section 2); the SDK still verifies the signature afterwards, and the turn guard reads the
 * activity after that. In local mode it is the whole check: loopback on every side.
 */
export function createGate(identity: BotIdentity): Gate {
  return (headers, body) => {
    if (!isObject(body)) return { status: 'closed', reason: 'activity-shape' };
    const { serviceUrl } = body;
    if (identity.mode === 'local') {
      const reason = refuseHeaders(headers) ?? refuseUnsigned(identity, body);
      if (reason !== null) return { status: 'closed', reason };
    } else {
      const token = readToken(headers.authorization ?? '');
      if (token === null) return { status: 'closed', reason: 'token-shape' };
      const reason = refuseToken(identity, token, serviceUrl);
      if (reason !== null) return { status: 'closed', reason, ...issuerOf(token) };
    }
    if (typeof serviceUrl !== 'string' || !isServiceUrl(identity, serviceUrl))
      return { status: 'closed', reason: 'service-url' };
    if (body.channelId !== 'msteams') return { status: 'closed', reason: 'channel' };
    return { status: 'open', arrived: { serviceUrl, body } };
  };
}

/** A page in somebody's browser can post to loopback; its Host or Origin gives it away. */
function refuseHeaders(headers: IncomingHttpHeaders): Refusal | null {
  if (!isLoopbackOrigin(`http://${headers.host ?? ''}`)) return 'host';
  if (headers.origin !== undefined && !isLoopbackOrigin(headers.origin)) return 'origin';
  return null;
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname);
}

/** Answered 200 like anything genuine that Leaver has no answer to; whatever else is wrong stands for a bad token. */
const UNKNOWN_KINDS: readonly Refusal[] = ['activity-type', 'invoke-name'];

/** Nothing is signed here: naming the tenant, the bot and a person stands in for the token (design, section 6). */
function refuseUnsigned(identity: BotIdentity, body: Claims): Refusal | null {
  const guard = guardTurn(identity, body);
  return guard.status === 'passed' || UNKNOWN_KINDS.includes(guard.reason) ? null : guard.reason;
}

type Live = Extract<BotIdentity, { mode: 'live' }>;

const CONNECTOR_ISSUER = 'https://api.botframework.com';
/** As the SDK has it, in milliseconds. */
const SKEW = 300_000;

function refuseToken(identity: Live, { header, claims }: Token, said: unknown): Refusal | null {
  if (header.alg !== 'RS256') return 'token-algorithm';
  if (claims.iss !== CONNECTOR_ISSUER && !isExtra(identity, claims.iss))
    return isOfTenant(claims.iss, identity.tenantId) ? 'token-issuer-own-tenant' : 'token-issuer';
  if (claims.aud !== identity.appId) return 'token-audience';
  // The SDK accepts a token without `exp` (reliability.md section 2).
  if (!Number.isInteger(claims.exp) || Number(claims.exp) * 1000 < Date.now() - SKEW) return 'token-expired';
  const claimed = claims.serviceurl;
  if (typeof claimed !== 'string' || !isServiceUrl(identity, claimed)) return 'token-service-url';
  return said === claimed ? null : 'service-url-differs';
}

/** Where none was allowed, a token that names no issuer has not named it. */
function isExtra({ extraIssuer }: Live, issuer: unknown): boolean {
  return extraIssuer !== undefined && issuer === extraIssuer.issuer;
}

/** Entra's issuers and no other text: what an unsigned token says must not write our log. */
const ENTRA_ISSUER =
  /^https:\/\/(sts\.windows\.net|login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn)\/([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})\/(v2\.0)?$/;

function isOfTenant(issuer: unknown, tenantId: string): boolean {
  return ENTRA_ISSUER.exec(String(issuer))?.[3] === tenantId;
}

function issuerOf({ claims: { iss } }: Token): { readonly issuer?: string } {
  return typeof iss === 'string' && ENTRA_ISSUER.test(iss) ? { issuer: iss } : {};
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
