import { type DecisionFigures, proveDecisions, withoutCompareAndSet } from '../decisions-proof.ts';
import { markdownTable } from '../markdown-table.ts';
import { startPostgres } from '../postgres-server.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

/**
 * `--only decisions`, on a real PostgreSQL: twenty clicks at once about each request; the control reads and then
 * writes.
 */
export async function decisionsProof({ short, seed, trials, say }: ProofRun): Promise<readonly ProofRow[]> {
  const requests = trials ?? (short ? 60 : 2_004);
  say(`Twenty clicks at once about each of ${requests} requests, on PostgreSQL, from two processes' connections.`);
  const server = await startPostgres();
  try {
    const real = await proveDecisions({ url: await server.createDatabase(), requests, seed });
    const control = await proveDecisions({
      url: await server.createDatabase(),
      requests: Math.min(requests, 300),
      seed,
      replace: withoutCompareAndSet,
      unindexed: true,
    });
    say(
      markdownTable(
        ['clicks at once', 'Leaver', 'read, then written'],
        [
          ['requests', real.requests, control.requests],
          ['clicks', real.clicks, control.clicks],
          ['decided otherwise than once', real.failures, control.failures],
          ['what was wrong', faultsOf(real), faultsOf(control)],
          ['seconds', real.seconds.toFixed(1), control.seconds.toFixed(1)],
        ],
      ),
    );
    return [
      {
        promise: 'as many approvals as are needed, each by another person, or one refusal: never more, and one job',
        trials: real.requests,
        failures: real.failures,
        seed,
        control: {
          what: 'read, then written: no compare-and-set',
          trials: control.requests,
          failures: control.failures,
        },
        figures: { clicks: real.clicks, clicksPerSecond: Math.round(real.clicks / real.seconds) },
      },
    ];
  } finally {
    await server.stop();
  }
}

function faultsOf({ faults }: DecisionFigures): string {
  return (
    Object.entries(faults)
      .map(([what, count]) => `${what}: ${count}`)
      .join('; ') || '–'
  );
}
