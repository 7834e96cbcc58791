import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely, Transaction as KyselyTransaction } from 'kysely';
import { InternalError } from '../domain/errors.ts';
import type { Transaction } from '../flow/ports.ts';
import type { Tables } from './tables.ts';

export type Executors = {
  /** Commits when the work resolves, rolls back when it throws. */
  run<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /**
   * What statements go to: the transaction given, else the database. Without one inside `run` it throws
   * `InternalError`: on PGlite, which has one connection, such a statement would wait for its own end (design, section 5).
   */
  executor(transaction?: Transaction): Kysely<Tables>;
  /** Calls back once the transaction is committed (never when it rolled back); at once without one. */
  afterCommit(transaction: Transaction | undefined, callback: () => void): void;
};

type OpenTransaction = { open: boolean; readonly callbacks: (() => void)[] };

/** The one place that knows that the flow's opaque transaction is Kysely's. */
export function createExecutors(kysely: Kysely<Tables>): Executors {
  const running = new AsyncLocalStorage<OpenTransaction>();
  const known = new WeakMap<Transaction, OpenTransaction>();
  return {
    async run(work) {
      refuseInside(running.getStore());
      const opened: OpenTransaction = { open: true, callbacks: [] };
      try {
        const result = await running.run(opened, () =>
          kysely.transaction().execute((transaction) => {
            const handle = toHandle(transaction);
            known.set(handle, opened);
            return work(handle);
          }),
        );
        opened.open = false;
        for (const callback of opened.callbacks) callback();
        return result;
      } finally {
        opened.open = false;
      }
    },
    executor(transaction) {
      if (transaction !== undefined) return fromHandle(transaction);
      refuseInside(running.getStore());
      return kysely;
    },
    afterCommit(transaction, callback) {
      const opened = transaction === undefined ? undefined : known.get(transaction);
      if (opened === undefined) callback();
      else opened.callbacks.push(callback);
    },
  };
}

function refuseInside(opened: OpenTransaction | undefined): void {
  if (opened?.open === true) {
    throw new InternalError('The store was called inside a transaction without being given it.');
  }
}

function toHandle(transaction: KyselyTransaction<Tables>): Transaction {
  return transaction as unknown as Transaction;
}

function fromHandle(transaction: Transaction): KyselyTransaction<Tables> {
  return transaction as unknown as KyselyTransaction<Tables>;
}
