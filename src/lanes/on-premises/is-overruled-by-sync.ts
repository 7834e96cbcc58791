import type { StepContext } from '../../flow/ports.ts';
import { isContradicted } from './is-contradicted.ts';
import type { Standing } from './standing.ts';

/**
 * The sync that brought this person after it was said turned the block of sign-in back, and Leaver blocked again before
 * this look: the cloud agrees by Leaver's own hand, and that sync is the last word of AD DS.
 */
export function isOverruledBySync({ step, steps }: StepContext, standing: Standing, done: string): boolean {
  if (step.kind !== 'disable-account' || step.state === 'overwritten') return false;
  const back = steps.find(({ kind }) => kind === 'block-sign-in')?.turnedBack ?? null;
  const { personLastSync } = standing;
  if (back?.how !== 'sync' || personLastSync === null || personLastSync > back.at) return false;
  return isContradicted({ ...standing, tenantLastSync: null }, done);
}
