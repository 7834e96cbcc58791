import type { StepContext } from '../../flow/ports.ts';
import type { AdResult } from './evidence.ts';
import type { Standing } from './standing.ts';

/**
 * A sync that turned the block back, or passed before it was made again, says nothing of having left it. What was
 * pasted is dated by whoever pasted it: that a sync came by at all tells something only from when it was pasted, unless
 * it brought this very person.
 */
export function hasSyncShown(
  { step, steps }: StepContext,
  standing: Standing,
  result: AdResult | null,
  done: string,
): boolean {
  const block = step.kind === 'disable-account' ? steps.find(({ kind }) => kind === 'block-sign-in') : undefined;
  const since = laterOf(done, block?.turnedBack?.at ?? null);
  const { personLastSync, tenantLastSync } = standing;
  if (personLastSync !== null && personLastSync > since) return true;
  const made = laterOf(since, block?.acceptedAt ?? null);
  return tenantLastSync !== null && tenantLastSync > laterOf(made, result?.by === 'pasted' ? step.acceptedAt : null);
}

function laterOf(one: string, other: string | null): string {
  return other !== null && other > one ? other : one;
}
