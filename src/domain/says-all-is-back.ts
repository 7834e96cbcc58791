import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';

/**
 * Whether somebody said that the groups are back in AD DS, knowing that some exist only there. The result of a script
 * says what the script did, which gave back those that Leaver read.
 */
export function saysAllIsBack({ kind, state, evidence }: Pick<StepRecord, 'kind' | 'state' | 'evidence'>): boolean {
  return kind === 'rejoin-ad-groups' && state === 'attested' && jsonField(evidence, 'result') === null;
}
