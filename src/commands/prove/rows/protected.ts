import { STEP_KINDS } from '../../../domain/step.ts';
import { PROTECTION_KINDS } from '../../../domain/target-user.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';
import { becomeProtected } from '../protected/in-tenant.ts';
import { kindsLeftOut } from '../protected/scenarios.ts';
import { proveProtected } from '../protected-proof.ts';

/**
 * `--only protected`: every class × every step, protected when asked or only after the approval; the control looks
 * once.
 */
export async function protectedProof(run: ProofRun): Promise<readonly ProofRow[]> {
  return [await proveEveryStep(run), await proveInTenant(run)];
}

async function proveInTenant({ short, say }: ProofRun): Promise<ProofRow> {
  const real = await becomeProtected({ unchanged: false, classes: short ? 3 : 9 });
  const control = await becomeProtected({ unchanged: true, classes: 2 });
  say(
    `${real.people} become protected between approval and run: ${real.written} blocked, ${real.untold} not told why.`,
  );
  return {
    promise: 'who becomes protected after the approval is not touched: each class of it in a tenant',
    trials: real.people,
    failures: real.written + real.untold,
    seed: null,
    control: { what: 'they stay who they are', trials: control.people, failures: control.written },
  };
}

async function proveEveryStep({ say }: ProofRun): Promise<ProofRow> {
  const real = await proveProtected({ unguarded: false });
  const control = await proveProtected({ unguarded: true });
  const leftOut = kindsLeftOut();
  say(`${PROTECTION_KINDS.length} classes of protection × ${STEP_KINDS.length} kinds of step: ${real.writes} writes.`);
  say(`Without the look before the first write: ${control.writes} writes, of ${control.written.length} kinds.`);
  if (leftOut.length > 0) say(`No scenario holds ${leftOut.join(', ')}.`);
  const unseen = STEP_KINDS.filter((kind) => !control.written.includes(kind));
  if (unseen.length > 0) say(`The control did not write ${unseen.join(', ')}.`);
  return {
    promise: 'nobody who is protected is changed: every class × every step, when asked and when it runs',
    trials: real.trials,
    failures: real.writes + real.wrongEnds + leftOut.length,
    seed: null,
    control: {
      what: 'no look between approval and run',
      trials: control.trials,
      failures: unseen.length === 0 ? control.writes : 0,
    },
    figures: { classes: PROTECTION_KINDS.length, steps: STEP_KINDS.length },
  };
}
