import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { Client } from 'ldapts';
import type { AdConnection } from './ad-connection.ts';
import type { During } from './ad-session.ts';

/** A connection that has said who it is, and hangs up by itself when nobody uses it. */
export type BoundClient = { readonly client: Client; readonly during: During; close(): Promise<void> };

/** Connects and binds; rejects with what the socket, TLS or the bind said. */
export async function bindClient({ ca, bind, timeouts }: AdConnection, url: string): Promise<BoundClient> {
  const host = hostOf(url);
  const client = new Client({
    url,
    timeout: timeouts.operationMilliseconds,
    connectTimeout: timeouts.connectMilliseconds,
    // Said in full: NODE_TLS_REJECT_UNAUTHORIZED and --tls-min-v1.0 must not weaken it.
    tlsOptions: {
      ca,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      checkServerIdentity,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    },
  });
  let idle: NodeJS.Timeout | undefined;
  const close = async () => {
    clearTimeout(idle);
    await client.unbind().catch(() => {});
  };
  try {
    await client.bind(bind.name, bind.password);
  } catch (error) {
    await close();
    throw error;
  }
  let open = 0;
  return {
    client,
    close,
    async during(ask) {
      clearTimeout(idle);
      open += 1;
      try {
        return await ask();
      } finally {
        open -= 1;
        if (open === 0) idle = setTimeout(close, timeouts.idleMilliseconds).unref();
      }
    },
  };
}

/** The host name of a URL, as certificates and readings name it. */
export function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
