import { randomBytes } from 'node:crypto';

/** A connector's key: `id` says which one it is and is no secret; `secret` is 256 random bits and proves it. */
export type ConnectorKey = { readonly id: string; readonly secret: string };

export function newConnectorKey(): ConnectorKey {
  return { id: randomBytes(8).toString('hex'), secret: randomBytes(32).toString('base64url') };
}

/** As one word, for `CONNECTOR_KEY`. */
export function writeConnectorKey({ id, secret }: ConnectorKey): string {
  return `${id}.${secret}`;
}

export function readConnectorKey(written: string): ConnectorKey | null {
  const [, id, secret] = /^([0-9a-f]{16})\.([\w-]{43})$/.exec(written) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

export function isConnectorKeyId(written: string): boolean {
  return /^[0-9a-f]{16}$/.test(written);
}
