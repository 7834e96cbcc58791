export type Claims = Readonly<Record<string, unknown>>;

/** A bearer token taken apart; nothing about it is verified. */
export type Token = {
  readonly header: Claims;
  readonly claims: Claims;
  /** What the signature is over, and the signature. */
  readonly signed: string;
  readonly signature: Buffer;
};

const LONGEST_HEADER = 8_192;

/**
 * The token of an `Authorization` header; null when it is not exactly one bearer token of three parts, at most 8 kB.
 */
export function readToken(authorization: string): Token | null {
  if (authorization.length > LONGEST_HEADER) return null;
  const [, first = '', second = '', third = ''] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization) ?? [];
  const [header, claims, signature] = [decode(first), decode(second), bytesOf(third)];
  if (header === null || claims === null || signature === null) return null;
  return { header, claims, signed: `${first}.${second}`, signature };
}

function decode(part: string): Claims | null {
  try {
    const value: unknown = JSON.parse(bytesOf(part)?.toString('utf8') ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : null;
  } catch {
    return null;
  }
}

/** Null unless it is the one way to write these bytes: a changed token must not be the same token to somebody else. */
function bytesOf(part: string): Buffer | null {
  const bytes = Buffer.from(part, 'base64url');
  return part !== '' && bytes.toString('base64url') === part ? bytes : null;
}
