import { awaitsAgreement } from './agreement.ts';
import { lateUntil } from './reminders.ts';
import type { Request } from './request.ts';
import { type Text, text } from './text.ts';

const OTHERS: readonly string[] = [
  'emergency.other-undecided',
  'emergency.other-to-agree',
  'emergency.other-late',
  'emergency.other-goes-on',
];

/**
 * What keeps the undoing of a block at once from being proposed: the other request, for whom it waits, and until when
 * at the latest.
 */
export function waitsForOther(other: Request): Text {
  const { reference, state, requesterName: name } = other;
  const instant = waitsUntil(other);
  if (instant === null)
    return text('emergency.other-goes-on', { reference, state: text(`card.request-state.${state}`) });
  const until = { instant };
  if (state !== 'pending') return text('emergency.other-late', { reference, name, until });
  if (awaitsAgreement(other)) return text('emergency.other-to-agree', { reference, name, until });
  return text('emergency.other-undecided', { reference, until });
}

/** Until when it waits for people at the latest, ISO UTC; null = it is decided, and not late. */
export function waitsUntil({
  state,
  lateSince,
  expiresAt,
}: Pick<Request, 'state' | 'lateSince' | 'expiresAt'>): string | null {
  if (state === 'pending') return expiresAt;
  return state === 'approved' && lateSince !== null ? lateUntil(lateSince) : null;
}

/** Whether that is why: it may be over at any moment. */
export function isForOther({ key }: Text): boolean {
  return OTHERS.includes(key);
}
