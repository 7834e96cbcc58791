import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely, Transaction as KyselyTransaction } from 'kysely';
import { InternalError } from '../domain/errors.ts';
import type { AuditRecord, Stored, Transaction } from '../flow/ports.ts';
import { isRolledBack } from './is-rolled-back.ts';
import { repeatClashes } from './repeat-clashes.ts';
import type { StoreLog } from './store-log.ts';
import type { Tables } from './tables.ts';
import { type SettledRecord, writeAudit } from './write-audit.ts';

export type Executors = {
  /**
   * Commits when the work resolves, rolls back when it throws. Work that clashed with another transaction is done again
   * from its start ({@link repeatClashes}): it touches rows only, and whatever else follows from it waits for the
   * commit.
   */
  run<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /**
   * What statements go to: the transaction given, else the database. Without one inside `run` it throws
   * `InternalError`: on PGlite, which has one connection, such a statement would wait for its own end (design, section
   * 5).
   */
  executor(transaction?: Transaction): Kysely<Tables>;
  /** The work in the transaction given, else in one of its own. */
  within<Result>(
    transaction: Transaction | undefined,
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result>;
  /**
   * Puts an entry of the audit at the end of the transaction: it is committed with the change it tells of, or neither
   * is.
   */
  record(transaction: Transaction, record: AuditRecord): void;
  /** Who is named at what is recorded during the work, unless the record names somebody; null = Leaver itself. */
  as<Result>(personId: string | null, work: () => Promise<Result>): Promise<Result>;
  /** What became of everything that was recorded during the present {@link as}. */
  stored(): Stored;
  /** Calls back once the transaction is committed (never when it rolled back); at once without one. */
  afterCommit(transaction: Transaction | undefined, callback: () => void): void;
};

type OpenTransaction = { open: boolean; readonly records: SettledRecord[]; readonly callbacks: (() => void)[] };

/** The one place that knows that the flow's opaque transaction is Kysely's. */
export function createExecutors(kysely: Kysely<Tables>, log: StoreLog = () => {}): Executors {
  const running = new AsyncLocalStorage<OpenTransaction>();
  const acting = new AsyncLocalStorage<{ readonly personId: string | null; stored: Stored }>();
  const known = new WeakMap<Transaction, OpenTransaction>();
  const once: Executors['run'] = async (work) => {
    const opened: OpenTransaction = { open: true, records: [], callbacks: [] };
    const remember = (stored: Stored) => {
      const actor = acting.getStore();
      if (actor !== undefined && actor.stored !== 'yes' && opened.records.length > 0) actor.stored = stored;
    };
    let isComplete = false;
    try {
      const result = await running.run(opened, () =>
        kysely.transaction().execute(async (transaction) => {
          const handle = toHandle(transaction);
          known.set(handle, opened);
          const done = await work(handle);
          if (opened.records.length > 0) await writeAudit(transaction, opened.records);
          isComplete = true;
          return done;
        }),
      );
      remember('yes');
      opened.open = false;
      for (const callback of opened.callbacks) callback();
      return result;
    } catch (error) {
      // Everything was said but the last word, or its answer was lost: it may be stored all the same.
      if (isComplete && !isRolledBack(error)) remember('unknown');
      throw error;
    } finally {
      opened.open = false;
    }
  };
  const executors: Executors = {
    async run(work) {
      refuseInside(running.getStore());
      return await repeatClashes(() => once(work), log);
    },
    executor(transaction) {
      if (transaction !== undefined) return fromHandle(transaction);
      refuseInside(running.getStore());
      return kysely;
    },
    within: (transaction, work) => (transaction === undefined ? executors.run(work) : work(transaction)),
    record(transaction, record) {
      const opened = known.get(transaction);
      if (opened?.open !== true) throw new InternalError('The audit was given an entry outside of a transaction.');
      opened.records.push({
        ...record,
        actorId: record.actorId === undefined ? (acting.getStore()?.personId ?? null) : record.actorId,
      });
    },
    as: (personId, work) => acting.run({ personId, stored: 'no' }, work),
    stored: () => acting.getStore()?.stored ?? 'no',
    afterCommit(transaction, callback) {
      const opened = transaction === undefined ? undefined : known.get(transaction);
      if (opened === undefined) callback();
      else opened.callbacks.push(callback);
    },
  };
  return executors;
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
