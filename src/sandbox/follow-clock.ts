import { StartError } from '../domain/errors.ts';
import type { ClockReading } from './tenant-clock.ts';

export type FollowedClock = { now(): Date; stop(): void };

/** Real milliseconds before a broken stream is opened again. */
const RECONNECT = 500;

/**
 * The sandbox's tenant time in another process: the rate is learnt once and again whenever it jumps (server-sent events),
 * and `now` is computed from it, so that reading the time costs no call. `baseUrl` is the sandbox's origin.
 *
 * Gives null when nothing at `baseUrl` speaks of a clock: a stand-in without one runs on the machine's own time. Throws
 * `StartError` when nothing answers at all.
 */
export async function followClock(baseUrl: string): Promise<FollowedClock | null> {
  const first = await fetch(`${baseUrl}/sandbox/clock`, { signal: AbortSignal.timeout(5_000) }).catch(() => {
    throw new StartError(
      `Nothing answers at ${baseUrl}: start it first (npm run sandbox), or leave GRAPH_BASE_URL out.`,
    );
  });
  if (!first.ok) return null;
  let rate = (await first.json()) as ClockReading;
  const ended = new AbortController();
  const listening = listen(baseUrl, ended.signal, (next) => {
    rate = next;
  });
  listening.catch(() => undefined);
  return {
    now: () => new Date(rate.epochTenant + (Date.now() - rate.epochReal) * rate.speed),
    stop: () => ended.abort(),
  };
}

async function listen(baseUrl: string, signal: AbortSignal, heard: (rate: ClockReading) => void): Promise<void> {
  while (!signal.aborted) {
    await hear(baseUrl, signal, heard).catch(() => undefined);
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, RECONNECT).unref());
  }
}

async function hear(baseUrl: string, signal: AbortSignal, heard: (rate: ClockReading) => void): Promise<void> {
  const { body } = await fetch(`${baseUrl}/sandbox/clock/stream`, { signal });
  if (body === null) return;
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) heard(JSON.parse(line.slice(5)) as ClockReading);
  }
}
