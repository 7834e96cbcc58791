import { type BreakerFigures, proveBreaker } from '../breaker-proof.ts';
import { markdownTable } from '../markdown-table.ts';
import { startPostgres } from '../postgres-server.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

/**
 * `--only breaker`: everything approved at once, several workers, one PostgreSQL; the control counts without taking a
 * turn.
 */
export async function breakerProof({ short, seed, trials, say }: ProofRun): Promise<readonly ProofRow[]> {
  const requests = trials ?? (short ? 100 : 1_000);
  say(`${requests} approved requests at once, on PostgreSQL.`);
  const server = await startPostgres();
  try {
    const real = await proveBreaker({ requests, server, seed, defence: 'one-turn' });
    const control = await proveBreaker({ requests, server, seed, defence: 'read-then-count' });
    const lines = ROWS.map(([name, pick]) => [name, pick(real), pick(control)]);
    say(markdownTable(['everything approved at once', 'Leaver', 'counted without a turn'], lines));
    return [
      {
        promise: 'no more begin within an hour than the policy allows, however many workers, and none is lost',
        trials: real.requests,
        failures: failures(real),
        seed,
        control: { what: 'counted without a turn', trials: control.requests, failures: control.tooMany },
        figures: { ...real },
      },
    ];
  } finally {
    await server.stop();
  }
}

const ROWS: readonly (readonly [name: string, pick: (figures: BreakerFigures) => number | string])[] = [
  ['requests, workers', ({ requests, workers }) => `${requests}, ${workers}`],
  ['allowed within an hour', ({ limit }) => limit],
  ['began', ({ started }) => started],
  ['beyond a limit (tenant, requester, approver)', ({ tooMany }) => tooMany],
  ['decisions lost', ({ lost }) => lost],
  ['began after a second approver resumed it', ({ startedAfterResume }) => startedAfterResume],
  ['from the stop to the last change, ms', ({ stopMilliseconds }) => stopMilliseconds],
  ['“pause everything” to its answer, ms', ({ pauseMilliseconds }) => pauseMilliseconds],
  ['from that answer to the last change, ms', ({ pauseTailMilliseconds }) => pauseTailMilliseconds],
  ['began after that answer', ({ startedAfterPause }) => startedAfterPause],
];

/** Nothing may begin at all once it is said that everything is paused. */
function failures({ tooMany, lost, startedAfterPause, startedAfterResume }: BreakerFigures): number {
  return tooMany + lost + startedAfterPause + (startedAfterResume === 0 ? 1 : 0);
}
