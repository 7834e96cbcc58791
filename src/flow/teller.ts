import { DirectoryUnavailable } from '../domain/errors.ts';
import type { FlowContext } from './context.ts';
import { tellParties } from './tell-parties.ts';

/** Real milliseconds between two rounds of one request: cards are updated at most every 2 s (teams.md 1.7). */
const PACE = 2_000;

export type Teller = {
  /** Tells soon: at once when it is quiet, otherwise when the pace allows; many nudges become one round. */
  nudge(requestId: string): void;
  /** Waits until nothing is being told. */
  quiet(): Promise<void>;
};

/** Tells in the background, one round per request at a time. What it misses, the next sweep nudges again. */
export function createTeller(context: () => FlowContext): Teller {
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
      started.done = inRounds(context(), requestId, started).finally(() => rounds.delete(requestId));
    },
    async quiet() {
      await Promise.all([...rounds.values()].map(({ done }) => done));
    },
  };
}

async function inRounds(context: FlowContext, requestId: string, round: { again: boolean }): Promise<void> {
  do {
    round.again = false;
    const started = Date.now();
    await tell(context, requestId);
    if (round.again) await new Promise((resolve) => setTimeout(resolve, Math.max(0, PACE - (Date.now() - started))));
  } while (round.again);
}

async function tell(context: FlowContext, requestId: string): Promise<void> {
  try {
    await tellParties(context, requestId);
  } catch (error) {
    // Nothing is lost: the request stays untold, and the next sweep nudges again.
    const code = error instanceof DirectoryUnavailable ? 'directory-unavailable' : String(error);
    context.log({ kind: 'telling-failed', requestId, code });
  }
}
