import type { Text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import type { Delivery } from './ports.ts';

/** A message under a request to one person, known by its key: it is said once, however often this is called. */
export type SaidUnder = { readonly requestId: string; readonly personId: string; readonly key: string };

/** `sent`: also where it was said before. */
export type Told = Delivery['status'] | 'sent';

/**
 * Claimed before it is sent, and given back when Teams cannot take it now: after a crash in between a message may be
 * missing, never repeated; the card says the same.
 */
export async function sayOnce({ ports }: FlowContext, under: SaidUnder, message: Text): Promise<Told> {
  const { requestId, personId, key } = under;
  if (!(await ports.notices.claim(requestId, personId, key))) return 'sent';
  const sent = await ports.messenger.notify(personId, message);
  if (sent === 'later') await ports.notices.giveBack(requestId, personId, key);
  return sent;
}
