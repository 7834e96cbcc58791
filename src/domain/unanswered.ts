import type { StepRecord } from './outcome.ts';
import type { Text, TextValue } from './text.ts';
import type { TextKey } from './text-key.ts';

/**
 * Given up, and nothing ever said whether what was sent was done: no answer came and no read shows it, or a later
 * attempt was refused, which says nothing of the one before. Also once the helpdesk has skipped it.
 */
export function isUnanswered({ state, lane, note }: Pick<StepRecord, 'state' | 'lane' | 'note'>): boolean {
  if (state === 'failed') return isUnknown(lane, note);
  if (state !== 'waived') return false;
  return SKIPPED.includes(note?.key) || (note?.key === 'flow.waived-after' && isUnknown(lane, whyOf(note)));
}

function isUnknown(lane: StepRecord['lane'], note: Pick<Text, 'key'> | null): boolean {
  // What is refused in AD DS is written down of no attempt: each may have been refused.
  return UNANSWERED.includes(note?.key) || (note?.key === 'flow.refused-again' && lane === 'cloud');
}

/** Skipped before it was said of such a skip that nothing is known. */
function whyOf({ values }: Text): Pick<Text, 'key'> | null {
  const why: TextValue | undefined = values?.why;
  return typeof why === 'object' && why !== null && 'key' in why ? why : null;
}

/** `flow.not-read`: as an earlier version said it of both; what was accepted is known to have been sent. */
const UNANSWERED: readonly (TextKey | undefined)[] = [
  'flow.no-answer',
  'flow.only-answered',
  'flow.not-read',
  'flow.not-read-unanswered',
];

const SKIPPED: readonly (TextKey | undefined)[] = ['flow.waived-not-known', 'flow.waived-not-known-after'];
