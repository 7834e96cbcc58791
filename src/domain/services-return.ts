import type { StepRecord, StepState } from './outcome.ts';
import type { KeyAfter } from './text-key.ts';

/** What mail, files and Teams of somebody who comes back hang on beside the account itself. */
export type ServicesReturn = {
  /** Without it nobody opens them, and no hour holds. Null = nothing that is known of. */
  readonly lacks: KeyAfter<'propagation.restore.lacks.'> | null;
  /**
   * Since when the licences are given back, ISO UTC; `coming` = they are still to be; null = there are none to give.
   */
  readonly licences: string | 'coming' | null;
};

/** By what the ledger of a restore says: a licence that is not given back, or a password that nobody knows. */
export function servicesReturnOf(steps: readonly StepRecord[]): ServicesReturn {
  const licences = steps.find(({ kind }) => kind === 'return-licences');
  return { lacks: missingPassword(steps) ?? missingLicences(licences), licences: givenAt(licences) };
}

function missingPassword(steps: readonly StepRecord[]) {
  const reasons = steps.flatMap(({ gaps }) => gaps.map(({ why }) => why));
  if (reasons.includes('new-password')) return 'new-password';
  const isPerhaps = reasons.includes('new-password-reported') || reasons.includes('new-password-handed-out');
  return isPerhaps ? 'new-password-reported' : null;
}

function missingLicences(step: StepRecord | undefined) {
  return step !== undefined && (NOT_GIVEN.includes(step.state) || step.gaps.length > 0) ? 'licences' : null;
}

const NOT_GIVEN: readonly StepState[] = ['failed', 'needs-person', 'attested', 'overwritten', 'waived', 'gone'];

function givenAt(step: StepRecord | undefined): ServicesReturn['licences'] {
  if (step === undefined || step.state === 'skipped') return null;
  return step.state === 'verified' || step.state === 'accepted' ? (step.acceptedAt ?? step.verifiedAt) : 'coming';
}
