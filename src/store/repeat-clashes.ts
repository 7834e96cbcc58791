import { setTimeout } from 'node:timers/promises';
import { codeOf } from '../domain/errors.ts';
import type { StoreLog } from './store-log.ts';

/**
 * Does the work again where the server ended it for another transaction's sake, and with that took all of it back: a
 * deadlock, or a serialization failure. After a short pause of random length, so that the two do not meet again; five
 * times in all, then the error is the caller's.
 */
export async function repeatClashes<Result>(work: () => Promise<Result>, log: StoreLog): Promise<Result> {
  for (let times = 1; ; times += 1) {
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      if (!CLASHES.includes(code) || times === TIMES) throw error;
      log({ kind: 'transaction-repeated', code });
      await setTimeout(Math.random() * PAUSE * times);
    }
  }
}

/** Of SQLSTATE class 40 only these two say that nothing is there; of 40003 nobody knows (PostgreSQL, appendix A). */
const CLASHES: readonly string[] = ['40P01', '40001'];

const TIMES = 5;

/** Milliseconds. */
const PAUSE = 40;
