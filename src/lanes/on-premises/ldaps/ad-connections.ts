import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { Client } from 'ldapts';
import { InternalError } from '../../../domain/errors.ts';
import { type Text, text } from '../../../domain/text.ts';
import { type AdSession, createAdSession, type During } from './ad-session.ts';
import { bindRefusalOf } from './bind-refusal.ts';

/** How a domain is reached. Holds a secret: never logged, never stored. */
export type AdConnection = {
  /** `ldaps://host` or `ldaps://host:port`, the preferred domain controller first. */
  readonly urls: readonly string[];
  /** The domain controller that the sync server reads; null = not known. */
  readonly syncUrl: string | null;
  readonly baseDn: string;
  /** PEM of the certificate authority that made the domain controllers' certificates; no other is trusted. */
  readonly ca: string;
  readonly bind: { readonly name: string; readonly password: string };
  readonly timeouts: {
    readonly connectMilliseconds: number;
    readonly operationMilliseconds: number;
    readonly idleMilliseconds: number;
    /** How long nothing is tried after our credentials were refused: more tries would lock the account. */
    readonly refusedMilliseconds: number;
  };
};

export type Opened =
  | { readonly status: 'open'; readonly session: AdSession }
  | { readonly status: 'unreachable'; readonly because: 'sign-in' | 'not-trusted' | 'no-answer'; readonly note: Text };

/** Bound connections to the domain controllers of one domain, one each, shared and closed when idle. */
export interface AdConnections {
  /** At this host first when given, then in the order configured; one that was silent lately comes last. */
  open(preferred: string | null): Promise<Opened>;
  /** At this one and no other. */
  openAt(url: string): Promise<Opened>;
  /** It did not answer just now: for a while it comes last. */
  avoid(server: string): void;
  close(): Promise<void>;
}

/** For the log: no names, no addresses. */
export type AdEvent = { readonly kind: string; readonly reason?: string; readonly code?: string };

const SILENT_MILLISECONDS = 30_000;

export function createAdConnections(connection: AdConnection, log: (event: AdEvent) => void): AdConnections {
  const { urls, timeouts, bind } = connection;
  // Windows takes a bind without password as anonymous and says yes to it. Configuration refuses both before.
  if (bind.name === '' || bind.password === '') throw new InternalError('a bind needs a name and a password');
  if (![...urls, connection.syncUrl ?? 'ldaps://'].every((url) => url.startsWith('ldaps://')))
    throw new InternalError('only ldaps:// is spoken');

  const bound = new Map<string, Promise<Bound>>();
  const silentSince = new Map<string, number>();
  const isPending = new Set<Promise<Bound>>();
  let refusal: { readonly note: Text; readonly until: number } | null = null;
  const heldBack = () => (refusal !== null && performance.now() < refusal.until ? refusal.note : null);

  async function openAt(url: string): Promise<Opened> {
    const held = heldBack();
    if (held !== null) return unreachable('sign-in', held);
    const known = await bound.get(url)?.catch(() => null);
    if (known?.client.isBound) return open(url, known);
    try {
      const fresh = bindOnce(url);
      const opened = open(url, await fresh);
      silentSince.delete(url);
      return opened;
    } catch (error) {
      return whyNot(url, error);
    }
  }

  /** Orders that come at the same time share one connection, and one bind. */
  function bindOnce(url: string): Promise<Bound> {
    const pending = bound.get(url);
    if (pending !== undefined && isPending.has(pending)) return pending;
    const fresh = connect(connection, url);
    isPending.add(fresh);
    bound.set(url, fresh);
    fresh.then(
      () => isPending.delete(fresh),
      () => isPending.delete(fresh) && bound.delete(url),
    );
    return fresh;
  }

  function open(url: string, { client, during }: Bound): Opened {
    return { status: 'open', session: createAdSession(client, hostOf(url), during) };
  }

  function whyNot(url: string, error: unknown): Unreachable {
    const refused = bindRefusalOf(error);
    if (refused !== null) {
      log({ kind: 'ad-bind-refused', ...refused });
      const note = text(`on-premises.unreachable.sign-in-${refused.reason}`);
      refusal = { note, until: performance.now() + timeouts.refusedMilliseconds };
      return unreachable('sign-in', note);
    }
    silentSince.set(url, performance.now());
    const code = codeOf(error);
    log({ kind: 'ad-unreachable', code });
    return unreachable(/TLS|SSL|CERT|SIGNATURE|EPROTO/.test(code) ? 'not-trusted' : 'no-answer');
  }

  function inOrder(preferred: string | null): readonly string[] {
    const now = performance.now();
    const isSilent = (url: string) => now - (silentSince.get(url) ?? Number.NEGATIVE_INFINITY) < SILENT_MILLISECONDS;
    const rank = (url: string) => (isSilent(url) ? 2 : hostOf(url) === preferred ? 0 : 1);
    return [...urls].sort((a, b) => rank(a) - rank(b));
  }

  return {
    openAt,
    async open(preferred) {
      let least: Unreachable = unreachable('no-answer');
      for (const url of inOrder(preferred)) {
        const opened = await openAt(url);
        // Refused credentials are refused everywhere: another try is one step nearer to a locked account.
        if (opened.status === 'open' || opened.because === 'sign-in') return opened;
        if (opened.because === 'not-trusted') least = opened;
      }
      return least;
    },
    avoid(server) {
      for (const url of urls) if (hostOf(url) === server) silentSince.set(url, performance.now());
    },
    async close() {
      const all = [...bound.values()];
      bound.clear();
      await Promise.allSettled(all.map(async (pending) => (await pending).close()));
    },
  };
}

type Unreachable = Extract<Opened, { status: 'unreachable' }>;

function unreachable(because: Unreachable['because'], note?: Text): Unreachable {
  return { status: 'unreachable', because, note: note ?? text(`on-premises.unreachable.${because}`) };
}

type Bound = { readonly client: Client; readonly during: During; close(): Promise<void> };

async function connect({ ca, bind, timeouts }: AdConnection, url: string): Promise<Bound> {
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

export function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' ? code : 'no-answer';
}
