import { readBelonging } from './belonging.ts';
import type { Database } from './database.ts';

/**
 * Takes away every request with all that hangs on it, stops, and dialogs in flight; who can be reached where, and in
 * which language, stays. For the sandbox's reset: a tenant that starts anew must not find requests about people it
 * never had. Jobs that are left find no request and end. Gives false, and takes nothing, in a database that is not the
 * sandbox's.
 */
export async function forgetRequests(database: Database): Promise<boolean> {
  return await database.run(async (transaction) => {
    if ((await readBelonging(database, transaction))?.mode !== 'sandbox') return false;
    const executor = database.executor(transaction);
    await executor.deleteFrom('requests').execute();
    for (const table of ['starts', 'stops', 'first_clicks', 'dialog_states'] as const)
      await executor.deleteFrom(table).execute();
    return true;
  });
}
