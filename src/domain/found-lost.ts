import type { Hold } from './request.ts';
import type { Text } from './text.ts';

/** Why it is held, without how many approvals are missing since somebody gave one: that is counted anew. */
export function foundLost({ lost = [] }: Hold): readonly Text[] {
  return lost.filter(({ key }) => key !== 'report.approval.missing');
}
