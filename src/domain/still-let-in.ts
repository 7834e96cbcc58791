import type { StepRecord } from './outcome.ts';
import { isLetGoAndIn, REFUSED } from './refused-let-go.ts';

/**
 * Whether Microsoft 365 refused the block and nobody has said yet that AD DS has it, or a look showed that what was said
 * is not so: then there is no block to be temporary, and the person
 * can sign in as before, unless that is decided elsewhere (`isCheckedElsewhere`). A look that shows the person
 * kept out ends this.
 */
export function isStillLetIn(steps: readonly Half[]): boolean {
  const block = steps.find(({ kind }) => kind === 'block-sign-in');
  return block !== undefined && isRefused(block) && isNotInAd(steps);
}

type Half = Pick<StepRecord, 'kind' | 'state' | 'note'> & Partial<Pick<StepRecord, 'turnedBack'>>;

/** Nobody was asked to disable the account in AD DS, or nobody is known to have done it. */
export function isNotInAd(steps: readonly Half[]): boolean {
  const inAd = steps.find(({ kind }) => kind === 'disable-account');
  return inAd === undefined || isNotDone(inAd);
}

/** Nor is it once it was let go, unless somebody had reported it before. */
function isNotDone({ state, note, turnedBack }: Half): boolean {
  if (state === 'overwritten') return turnedBack?.how === 'said';
  return state === 'waived' ? !REPORTED.includes(note?.key) : NOT_DONE.includes(state);
}

const REPORTED: readonly (string | undefined)[] = ['flow.waived-not-confirmed', 'flow.waived-not-known-after'];

/** Also once the helpdesk has skipped it. */
function isRefused(step: Pick<StepRecord, 'state' | 'note'>): boolean {
  return step.state === 'needs-person' ? step.note?.key === REFUSED : isLetGoAndIn(step);
}

const NOT_DONE: readonly StepRecord['state'][] = ['planned', 'waiting', 'needs-person', 'failed'];
