import { isSyncAccount } from './sync-account.ts';
import { type Text, text } from './text.ts';

/**
 * What a manager reads of it: that it was directory sync, without the account that it works with, which is for the
 * helpdesk.
 */
export function withoutSyncAccount(note: Text | null): Text | null {
  const by = note?.values?.by;
  if (note === null || typeof by !== 'string' || !isSyncAccount(by)) return note;
  const key = PLAIN.find(([named]) => named === note.key)?.[1];
  return key === undefined
    ? { ...note, values: { ...note.values, by: text('card.by-directory-sync') } }
    : { ...note, key };
}

/** The same sentences without a name. */
const PLAIN = [
  ['flow.done-again-by', 'flow.done-again'],
  ['flow.overwritten.block-sign-in-by', 'flow.overwritten.block-sign-in'],
] as const;
