import type { Text } from './text.ts';

/** The note of a request whose requester chose another hour. */
export const DATE_CHANGED = 'flow.date-changed';

/** The note of a request that came back to people, because what was approved was not so any more. */
export const CHANGED_SINCE_APPROVAL = 'flow.changed-since-approval';

/** The note of a request once it is decided or taken back: what asked for a decision anew is answered by that. */
export function noteOnceDecided(note: Text | null): Text | null {
  return note?.key === DATE_CHANGED || note?.key === CHANGED_SINCE_APPROVAL ? null : note;
}
