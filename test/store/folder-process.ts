import { createQueue } from '../../src/queue/queue.ts';
import { openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { aNewRequest } from './store-request.ts';

/**
 * A Leaver of its own in a data folder, for tests to kill: says `open`, then, when asked to write, the id of every request
 * once it and its job are committed; `refused <sentence>` when it may not start.
 */
const [folder = '', task = 'hold'] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

const database = await openDatabase({ kind: 'pglite', dataDir: folder }, { owner: 'test' }).catch((error: Error) => {
  say(`refused ${error.name}: ${error.message}`);
  process.exit(1);
});
if (task === 'write') await writeForEver();
say('open');
setInterval(() => {}, 1_000);

async function writeForEver(): Promise<void> {
  await migrate(database);
  const queue = await createQueue(database, { log: () => {} });
  say('open');
  for (;;) {
    const request = aNewRequest();
    await database.run(async (transaction) => {
      await createRequestStore(database).insert(transaction, request, []);
      await queue.send('advance-request', request.id, transaction);
    });
    say(request.id);
  }
}
