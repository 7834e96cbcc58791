import { createHmac, timingSafeEqual } from 'node:crypto';

/** Header names of both directions, in lower case. */
export const CONNECTOR_HEADERS = {
  key: 'leaver-key',
  /** Unix seconds. */
  time: 'leaver-time',
  nonce: 'leaver-nonce',
  signature: 'leaver-signature',
} as const;

export const CONNECTOR_PATHS = { lease: '/connector/lease', result: '/connector/result' } as const;

/** Real seconds that the two clocks may differ. */
export const CONNECTOR_CLOCK_SECONDS = 300;

export type SignedRequest = {
  readonly method: string;
  readonly path: string;
  readonly time: string;
  readonly nonce: string;
  readonly body: Uint8Array;
};

/** HMAC-SHA256 over all that the request means; the body comes last, and nothing before it can hold a line break. */
export function signRequest(secret: string, { method, path, time, nonce, body }: SignedRequest): string {
  return sign(secret, ['request', method, path, time, nonce], body);
}

/**
 * The bot signs what it answers as well: a connector that was sent to a stranger (DNS, proxy) obeys nobody. The nonce
 * is the request's, so that an old answer fits no new request.
 */
export function signAnswer(
  secret: string,
  { status, nonce, body }: { readonly status: number; readonly nonce: string; readonly body: Uint8Array },
): string {
  return sign(secret, ['answer', String(status), nonce], body);
}

/** In constant time. */
export function isSameSignature(given: string, right: string): boolean {
  const [mine, theirs] = [Buffer.from(right), Buffer.from(given)];
  return mine.length === theirs.length && timingSafeEqual(mine, theirs);
}

/** The first word keeps a request from passing as an answer. */
function sign(secret: string, head: readonly string[], body: Uint8Array): string {
  return createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update(`${head.join('\n')}\n`)
    .update(body)
    .digest('base64url');
}
