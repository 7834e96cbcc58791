import { codeOf, DirectoryUnavailable } from '../domain/errors.ts';
import type { FlowContext } from './context.ts';
import { tellParties } from './tell-parties.ts';
import { tellStops } from './tell-stops.ts';

/** Real milliseconds between two rounds of one request: cards are updated at most every 2 s (teams.md 1.7). */
const PACE = 2_000;

export type Teller = {
  /** Tells soon: at once when it is quiet, otherwise when the pace allows; many nudges become one round. */
  nudge(requestId: string): void;
  /** Waits until nothing is being told. */
  quiet(): Promise<void>;
};

/** A round that lasts longer than this, in real seconds, may be taken over by another process. */
const LEASE_SECONDS = 60;

/**
 * Tells in the background, one round per request at a time, also where several processes share the database: two rounds
 * at once would post a card twice. What it misses, the next sweep nudges again.
 */
export function createTeller(context: () => FlowContext, owner: string): Teller {
  const rounds = new Map<string, { again: boolean; done: Promise<void> }>();
  return {
    nudge(requestId) {
      const round = rounds.get(requestId);
      if (round !== undefined) {
        round.again = true;
        return;
      }
      const started = { again: false, done: Promise.resolve() };
      rounds.set(requestId, started);
      started.done = inRounds(context(), owner, requestId, started).finally(() => rounds.delete(requestId));
    },
    async quiet() {
      await Promise.all([...rounds.values()].map(({ done }) => done));
    },
  };
}

async function inRounds(
  context: FlowContext,
  owner: string,
  requestId: string,
  round: { again: boolean },
): Promise<void> {
  do {
    round.again = false;
    const started = Date.now();
    await tell(context, owner, requestId);
    if (round.again) await new Promise((resolve) => setTimeout(resolve, Math.max(0, PACE - (Date.now() - started))));
  } while (round.again);
}

async function tell(context: FlowContext, owner: string, requestId: string): Promise<void> {
  const lease = `tell ${requestId}`;
  try {
    if (!(await context.ports.leases.take(lease, owner, LEASE_SECONDS))) return;
    try {
      // First, since what the parties were told is marked as told.
      if (await tellStops(context, requestId)) await tellParties(context, requestId);
    } finally {
      await context.ports.leases.release(lease, owner);
    }
  } catch (error) {
    // Nothing is lost: the request stays untold, and the next sweep nudges again.
    const code = error instanceof DirectoryUnavailable ? 'directory-unavailable' : codeOf(error);
    context.log({ kind: 'telling-failed', requestId, code });
  }
}
