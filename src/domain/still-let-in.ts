import type { StepRecord } from './outcome.ts';

/**
 * Whether Microsoft 365 refused the block and nobody has said yet that AD DS has it: then there is no block to be temporary,
 * and the person can sign in as before. A look that shows the block ends this.
 */
export function isStillLetIn(steps: readonly Pick<StepRecord, 'kind' | 'state' | 'note'>[]): boolean {
  const block = steps.find(({ kind }) => kind === 'block-sign-in');
  const inAd = steps.find(({ kind }) => kind === 'disable-account');
  const isRefused = block?.state === 'needs-person' && block.note?.key === 'graph.block.refused-by-sync';
  return isRefused && (inAd === undefined || NOT_DONE.includes(inAd.state));
}

const NOT_DONE: readonly StepRecord['state'][] = ['planned', 'waiting', 'needs-person', 'failed'];
