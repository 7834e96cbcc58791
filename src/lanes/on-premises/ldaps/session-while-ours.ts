import { LeaverError } from '../../../domain/errors.ts';
import type { AdSession } from './ad-session.ts';

/**
 * The same session for as long as the order is ours: between finding the account and writing it a machine may have
 * slept, and others have done the order since, or turned it round.
 */
export function sessionWhileOurs(session: AdSession, isOurs: () => boolean): AdSession {
  const unlessLost = async (write: () => Promise<void>) => {
    if (!isOurs()) throw new OrderLost('the order is not ours any more');
    return write();
  };
  return {
    ...session,
    modify: (...change) => unlessLost(() => session.modify(...change)),
    move: (...to) => unlessLost(() => session.move(...to)),
    remove: (...what) => unlessLost(() => session.remove(...what)),
  };
}

/** What was written before may be all of it, or some: whoever has the order now reads first. */
class OrderLost extends LeaverError {
  override readonly name = 'OrderLost';
}
