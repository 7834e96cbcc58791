import { evaluateDecision } from '../../../domain/approval.ts';
import { markdownTable } from '../markdown-table.ts';
import { RULES_TAKEN_OUT } from '../matrix/rules-taken-out.ts';
import { STATEMENTS } from '../matrix/statements.ts';
import { tryFlow, tryRules } from '../matrix-proof.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

/**
 * `--only matrix`: who × what × when, all of it, against plain statements; the control takes out one rule each time.
 */
export async function matrixProof({ short, say }: ProofRun): Promise<readonly ProofRow[]> {
  const rules = tryRules(evaluateDecision);
  say(`${rules.cells} cells through the rules against ${STATEMENTS.length} statements: ${rules.wrong} otherwise.`);
  const flow = await tryFlow({ every: short ? 41 : 1 });
  say(`${flow.cells} of them through the flow on a database: ${flow.wrong} otherwise or not left as it was.`);
  for (const example of [...rules.examples, ...flow.examples]) say(`  ${example}`);
  const caught = Object.entries(RULES_TAKEN_OUT).map(([what, taken]) => ({
    what,
    ...tryRules(taken, short ? 1 : undefined),
  }));
  say(
    markdownTable(
      ['rule taken out', 'cells that came out wrong'],
      caught.map(({ what, wrong }) => [what, wrong]),
    ),
  );
  const seen = caught.filter(({ wrong }) => wrong > 0).length;
  return [
    {
      promise:
        'no self-, target-, guest, blocked, stranger, stale, expired or repeated approval: every role × state × version × time',
      trials: rules.cells + flow.cells,
      failures: rules.wrong + flow.wrong,
      seed: null,
      // One rule that can be missing unseen would make the matrix worthless.
      control: {
        what: 'one rule taken out each time',
        trials: caught.length,
        failures: seen === caught.length ? seen : 0,
      },
      figures: { cellsThroughTheFlow: flow.cells },
    },
  ];
}
