import { InternalError } from '../../../domain/errors.ts';
import { type Text, text } from '../../../domain/text.ts';
import type { AdConnection } from './ad-connection.ts';
import { type AdSession, createAdSession } from './ad-session.ts';
import { bindRefusalOf } from './bind-refusal.ts';
import { type BoundClient, bindClient, hostOf } from './bound-client.ts';

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

/** Nothing is connected before it is needed. */
export function createAdConnections(connection: AdConnection, log: (event: AdEvent) => void): AdConnections {
  const { urls, timeouts, bind } = connection;
  // Windows takes a bind without password as anonymous and says yes to it. Configuration refuses both before.
  if (bind.name === '' || bind.password === '') throw new InternalError('a bind needs a name and a password');
  if (![...urls, connection.syncUrl ?? 'ldaps://'].every((url) => url.startsWith('ldaps://')))
    throw new InternalError('only ldaps:// is spoken');

  const bound = new Map<string, Promise<BoundClient>>();
  const silentSince = new Map<string, number>();
  const isPending = new Set<Promise<BoundClient>>();
  let refusal: { readonly note: Text; readonly until: number } | null = null;
  const heldBack = () => (refusal !== null && performance.now() < refusal.until ? refusal.note : null);

  async function openAt(url: string): Promise<Opened> {
    const held = heldBack();
    if (held !== null) return signInRefused(held);
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
  function bindOnce(url: string): Promise<BoundClient> {
    const pending = bound.get(url);
    if (pending !== undefined && isPending.has(pending)) return pending;
    const fresh = bindClient(connection, url);
    isPending.add(fresh);
    bound.set(url, fresh);
    fresh.then(
      () => isPending.delete(fresh),
      () => isPending.delete(fresh) && bound.delete(url),
    );
    return fresh;
  }

  function open(url: string, { client, during }: BoundClient): Opened {
    return { status: 'open', session: createAdSession(client, hostOf(url), during) };
  }

  function whyNot(url: string, error: unknown): Unreachable {
    const refused = bindRefusalOf(error);
    if (refused !== null) {
      log({ kind: 'ad-bind-refused', ...refused });
      const note = text(`on-premises.unreachable.sign-in-${refused.reason}`);
      refusal = { note, until: performance.now() + timeouts.refusedMilliseconds };
      return signInRefused(note);
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

function unreachable(because: 'not-trusted' | 'no-answer'): Unreachable {
  return { status: 'unreachable', because, note: text(`on-premises.unreachable.${because}`) };
}

function signInRefused(note: Text): Unreachable {
  return { status: 'unreachable', because: 'sign-in', note };
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' ? code : 'no-answer';
}
