import { randomBytes } from 'node:crypto';
import { InternalError } from '../domain/errors.ts';
import type { Database } from './database.ts';

/** A random secret of this name (32 bytes, hex), made up once by whoever asks first and the same for every replica. */
export async function readSecret(database: Database, name: string): Promise<string> {
  const { kysely } = database;
  await kysely
    .insertInto('secrets')
    .values({ name, secret: randomBytes(32).toString('hex') })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const kept = await kysely.selectFrom('secrets').select('secret').where('name', '=', name).executeTakeFirst();
  if (kept === undefined) throw new InternalError(`the secret ${name} was not stored`);
  return kept.secret;
}
