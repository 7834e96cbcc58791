import { createHmac, createPublicKey, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Json = { readonly [name: string]: unknown };

/** Who signs: the Bot Framework, with a key for Teams or one for any channel; Entra; or somebody else. */
export type SigningKey = 'framework' | 'framework-any-channel' | 'entra' | 'stranger';

export type Authority = {
  /** Where the Bot Framework's keys are published, and Entra's. */
  readonly frameworkUrl: string;
  readonly entraUrl: string;
  /** Entra's key set itself, as an extra issuer publishes it. */
  readonly entraKeysUrl: string;
  /** A token of the Bot Framework for this bot, with these changes; undefined takes a claim away. */
  sign(claims?: Json, header?: Json, key?: SigningKey): string;
  /** The same, "signed" with the public key as a shared secret. */
  signWithPublicKey(claims: Json): string;
  stop(): Promise<void>;
};

const KEY_IDS: Readonly<Record<SigningKey, string>> = {
  framework: 'for-teams',
  'framework-any-channel': 'for-any',
  entra: 'of-entra',
  stranger: 'for-teams',
};

/** Publishes and signs as the Bot Framework and Entra do, on loopback, with keys made for this run. */
export async function startAuthority({
  appId,
  serviceUrl,
}: Readonly<Record<'appId' | 'serviceUrl', string>>): Promise<Authority> {
  const pairs = new Map((Object.keys(KEY_IDS) as SigningKey[]).map((name) => [name, newKey()]));
  const keyOf = (name: SigningKey) => pairs.get(name) as ReturnType<typeof newKey>;
  const published = (name: SigningKey, endorsements?: readonly string[]) => ({
    ...keyOf(name).publicKey.export({ format: 'jwk' }),
    kid: KEY_IDS[name],
    use: 'sig',
    ...(endorsements === undefined ? {} : { endorsements }),
  });
  let origin = '';
  const pages: Readonly<Record<string, () => unknown>> = {
    '/framework': () => metadata('https://api.botframework.com', `${origin}/framework/keys`),
    '/framework/keys': () => ({ keys: [published('framework', ['msteams']), published('framework-any-channel')] }),
    '/entra': () => metadata('https://login.microsoftonline.com', `${origin}/entra/keys`),
    '/entra/keys': () => ({ keys: [published('entra')] }),
  };
  const server = createServer(({ url = '' }, response) => {
    response.statusCode = url in pages ? 200 : 404;
    response.end(JSON.stringify(pages[url]?.() ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const claimsOf = (changes: Json) => {
    const now = Math.floor(Date.now() / 1000);
    const genuine = { iss: 'https://api.botframework.com', aud: appId, nbf: now - 60, exp: now + 3_600 };
    return { ...genuine, serviceurl: serviceUrl, ...changes };
  };
  return {
    frameworkUrl: `${origin}/framework`,
    entraUrl: `${origin}/entra`,
    entraKeysUrl: `${origin}/entra/keys`,
    sign(claims = {}, header = {}, key = 'framework') {
      const head = { alg: 'RS256', typ: 'JWT', kid: KEY_IDS[key], ...header };
      const signed = `${part(head)}.${part(claimsOf(claims))}`;
      return `${signed}.${signature(signed, head.alg, keyOf(key).privateKey)}`;
    },
    signWithPublicKey(claims) {
      const signed = `${part({ alg: 'HS256', typ: 'JWT', kid: KEY_IDS.framework })}.${part(claimsOf(claims))}`;
      const shared = createPublicKey(keyOf('framework').privateKey).export({ type: 'spki', format: 'pem' });
      return `${signed}.${createHmac('sha256', shared).update(signed).digest('base64url')}`;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function newKey() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function signature(signed: string, algorithm: string, key: KeyObject): string {
  const hash = /^RS(256|384|512)$/.exec(algorithm)?.[1] ?? '256';
  return createSign(`RSA-SHA${hash}`).update(signed).sign(key).toString('base64url');
}

function metadata(issuer: string, jwks_uri: string) {
  return { issuer, jwks_uri, id_token_signing_alg_values_supported: ['RS256'] };
}
