import type { IncomingHttpHeaders } from 'node:http';
import { type BotIdentity, isLoopbackHost, isServiceUrl } from './identity.ts';
import { type IncomingActivity, readActivity } from './incoming-activity.ts';
import { guardTurn } from './turn-guard.ts';

export type GateVerdict =
  | { readonly status: 'open'; readonly activity: IncomingActivity }
  /** `reason` is for our counters only: the caller gets 401 and an empty body. */
  | { readonly status: 'closed'; readonly reason: string };

export type Gate = (headers: IncomingHttpHeaders, body: unknown) => GateVerdict;

/**
 * What an activity must be before any line of the SDK sees it. In live mode this makes the SDK's emulator, skill and
 * streaming paths unreachable, on which tokens of any tenant are accepted (reliability.md 0.1, 0.2, section 2); the SDK
 * still verifies the signature afterwards. In local mode it is the whole check: loopback on every side.
 */
export function createGate(identity: BotIdentity): Gate {
  return (headers, body) => {
    const reason = identity.mode === 'local' ? refuseHeaders(headers) : refuseToken(identity, headers, body);
    if (reason !== null) return { status: 'closed', reason };
    const activity = readActivity(body);
    if (activity === null) return { status: 'closed', reason: 'activity-shape' };
    if (!isServiceUrl(identity, activity.serviceUrl)) return { status: 'closed', reason: 'service-url' };
    const guard = guardTurn(identity, activity);
    return guard === null ? { status: 'open', activity } : { status: 'closed', reason: guard };
  };
}

/** A page in somebody's browser can post to loopback; its Host or Origin gives it away. */
function refuseHeaders(headers: IncomingHttpHeaders): string | null {
  if (!isLoopbackOrigin(`http://${headers.host ?? ''}`)) return 'host';
  if (headers.origin !== undefined && !isLoopbackOrigin(headers.origin)) return 'origin';
  return null;
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname);
}

const CONNECTOR_ISSUER = 'https://api.botframework.com';
const LONGEST_HEADER = 8_192;

function refuseToken(
  identity: Extract<BotIdentity, { mode: 'live' }>,
  headers: IncomingHttpHeaders,
  body: unknown,
): string | null {
  const token = readToken(headers.authorization ?? '');
  if (token === null) return 'token-shape';
  const { header, claims } = token;
  if (header.alg !== 'RS256') return 'token-algorithm';
  if (claims.iss !== CONNECTOR_ISSUER) return 'token-issuer';
  if (claims.aud !== identity.appId) return 'token-audience';
  // The SDK accepts a token without `exp` (reliability.md section 2); five minutes of skew as the SDK has.
  if (!Number.isInteger(claims.exp) || Number(claims.exp) * 1000 < Date.now() - 300_000) return 'token-expired';
  const claimed = claims.serviceurl;
  if (typeof claimed !== 'string' || !isServiceUrl(identity, claimed)) return 'token-service-url';
  const said = (body as { readonly serviceUrl?: unknown } | null)?.serviceUrl;
  return said === claimed ? null : 'service-url-differs';
}

type Claims = Readonly<Record<string, unknown>>;

function readToken(authorization: string): { readonly header: Claims; readonly claims: Claims } | null {
  if (authorization.length > LONGEST_HEADER) return null;
  const [, header = '', claims = ''] = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(authorization) ?? [];
  const read = [decode(header), decode(claims)];
  return read[0] && read[1] ? { header: read[0], claims: read[1] } : null;
}

function decode(part: string): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : null;
  } catch {
    return null;
  }
}
