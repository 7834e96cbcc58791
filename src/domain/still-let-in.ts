import type { StepRecord } from './outcome.ts';
import type { Text } from './text.ts';

/**
 * Whether Microsoft 365 refused the block and nobody has said yet that AD DS has it: then there is no block to be temporary,
 * and the person can sign in as before. A look that shows the block ends this.
 */
export function isStillLetIn(steps: readonly Pick<StepRecord, 'kind' | 'state' | 'note'>[]): boolean {
  const block = steps.find(({ kind }) => kind === 'block-sign-in');
  const inAd = steps.find(({ kind }) => kind === 'disable-account');
  return block !== undefined && isRefused(block) && (inAd === undefined || NOT_DONE.includes(inAd.state));
}

/** Also once the helpdesk has skipped it. */
function isRefused({ state, note }: Pick<StepRecord, 'state' | 'note'>): boolean {
  if (state === 'needs-person') return note?.key === REFUSED;
  const why = note?.key === 'flow.waived-after' ? (note.values?.why as Partial<Text> | undefined) : undefined;
  return state === 'waived' && why?.key === REFUSED;
}

const REFUSED = 'graph.block.refused-by-sync';

const NOT_DONE: readonly StepRecord['state'][] = ['planned', 'waiting', 'needs-person', 'failed'];
