import { jsonField } from './json-field.ts';
import { isMade, type StepRecord } from './outcome.ts';

/** Note of a step of an earlier request that was reported done after a restore had turned that request round. */
export const REPORTED_AFTER = 'flow.reported-after';

/**
 * What a restore did in Active Directory by the hour (ISO UTC) at which the account was disabled there again, on behalf
 * of a request that it had turned round; null = nothing, or it did so later.
 */
export function enabledBefore(at: string, steps: readonly StepRecord[]): StepRecord | null {
  const enable = steps.find(({ kind }) => kind === 'enable-account');
  if (enable === undefined || !isMade(enable.state)) return null;
  const given = jsonField(jsonField(enable.evidence, 'result'), 'at');
  const since = typeof given === 'string' ? given : (enable.acceptedAt ?? enable.verifiedAt);
  return since !== null && since < at ? enable : null;
}
