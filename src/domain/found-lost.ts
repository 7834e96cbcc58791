import type { Hold } from './request.ts';
import type { Text } from './text.ts';

/** Why it is held, without how many approvals are missing, which an earlier version stored with it: the card counts. */
export function foundLost({ lost = [] }: Hold): readonly Text[] {
  return lost.filter(({ key }) => key !== 'report.approval.missing');
}
