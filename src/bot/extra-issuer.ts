import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import type { ExtraIssuer } from './identity.ts';
import { type Claims, readToken } from './read-token.ts';

/**
 * Whether the issuer signed this `Authorization` header and it is valid by now. What else it must be, the gate checked.
 */
export type IssuerCheck = (authorization: string) => Promise<boolean>;

/** Real milliseconds. Keys as old are read anew; an unknown key is asked for so often at most, whatever is forged. */
const KEYS_LAST = 24 * 3_600_000;
const BETWEEN_READS = 5 * 60_000;
const PATIENCE = 4_000;
const SKEW = 300_000;

/**
 * Verifies tokens of the one issuer that was allowed besides the Bot Framework, against that issuer's own keys. By our
 * own code, since the SDK takes such tokens only on its emulator path, where it believes keys of every tenant and
 * checks no service URL (reliability.md section 2).
 */
export function createIssuerCheck({ issuer, keysUrl }: ExtraIssuer): IssuerCheck {
  let keys: ReadonlyMap<string, KeyObject> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function keyOf(id: string): Promise<KeyObject | undefined> {
    const age = Date.now() - readAt;
    if (age > KEYS_LAST || (!keys.has(id) && age > BETWEEN_READS)) {
      reading ??= readKeys(keysUrl)
        .then((read) => {
          keys = read;
        })
        // Known keys stay good for what is signed with them; who is unknown stays so until the next read.
        .catch(() => undefined)
        .finally(() => {
          readAt = Date.now();
          reading = null;
        });
      await reading;
    }
    return keys.get(id);
  }

  return async (authorization) => {
    const token = readToken(authorization);
    if (token === null || token.header.alg !== 'RS256' || token.claims.iss !== issuer) return false;
    const { kid } = token.header;
    const key = typeof kid === 'string' ? await keyOf(kid) : undefined;
    if (key === undefined || !verify('RSA-SHA256', Buffer.from(token.signed), key, token.signature)) return false;
    return isWithin(token.claims);
  };
}

function isWithin({ exp, nbf }: Claims): boolean {
  const now = Date.now();
  if (!Number.isInteger(exp) || Number(exp) * 1000 < now - SKEW) return false;
  return nbf === undefined || (Number.isInteger(nbf) && Number(nbf) * 1000 <= now + SKEW);
}

async function readKeys(url: string): Promise<ReadonlyMap<string, KeyObject>> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok) throw new Error('no keys');
  const { keys } = (await response.json()) as { readonly keys: readonly (JsonWebKey & { readonly kid?: string })[] };
  const good = keys.flatMap(({ kid, ...jwk }) => (kid !== undefined && jwk.kty === 'RSA' ? [[kid, jwk] as const] : []));
  return new Map(
    good.map(([kid, { n = '', e = '' }]) => [kid, createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })]),
  );
}
