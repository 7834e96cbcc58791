import type { Text } from './text.ts';

/** Whether a step could not be done since the directory had no such account: what it would have found there nobody knows. */
export function isAccountAway(note: Text | null): boolean {
  const why = note?.values?.why;
  return typeof why === 'object' && 'key' in why && why.key === 'graph.refused.not-found';
}
