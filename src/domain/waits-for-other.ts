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
  const { reference, state, requesterName: name, lateSince, expiresAt } = other;
  if (state === 'pending' && awaitsAgreement(other))
    return text('emergency.other-to-agree', { reference, name, until: { instant: expiresAt } });
  if (state === 'pending') return text('emergency.other-undecided', { reference, until: { instant: expiresAt } });
  if (state === 'approved' && lateSince !== null)
    return text('emergency.other-late', { reference, name, until: { instant: lateUntil(lateSince) } });
  return text('emergency.other-goes-on', { reference, state: text(`card.request-state.${state}`) });
}

/** Whether that is why: it may be over at any moment. */
export function isForOther({ key }: Text): boolean {
  return OTHERS.includes(key);
}
