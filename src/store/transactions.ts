import type { Transactions } from '../flow/ports.ts';
import type { Database } from './database.ts';

/** Changes and their job commit together or not at all. */
export function createTransactions(database: Database): Transactions {
  return {
    run: (work) => database.run(work),
    afterCommit: (transaction, follows) => database.afterCommit(transaction, follows),
  };
}
