import type { Gap, GapOwner, GapReason } from '../../domain/gap.ts';
import type { Refused } from './graph-answer.ts';
import { type Meaning, meaningOf } from './graph-errors.ts';

/** A part that Graph refused, with its reason and who can do it instead; `otherwise` where the reason names nobody. */
export function refusedPart(
  part: Pick<Gap, 'kind' | 'id' | 'name'>,
  refused: Refused,
  otherwise: GapOwner = 'helpdesk',
): Gap {
  const [why, who] = REASONS[meaningOf(refused)] ?? ['other', otherwise];
  return { end: 'refused', ...part, why, who: who ?? otherwise, through: null };
}

const REASONS: Readonly<Partial<Record<Meaning, readonly [GapReason, GapOwner?]>>> = {
  'exchange-only': ['exchange-only', 'exchange-admin'],
  synced: ['synced', 'active-directory'],
  'dynamic-group': ['dynamic', 'nobody'],
  'last-owner': ['last-owner', 'owner-needed'],
  'owner-limit': ['owner-limit'],
  forbidden: ['forbidden'],
  'not-found': ['gone'],
};
