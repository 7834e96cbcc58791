import { randomUUID } from 'node:crypto';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Request } from '../../src/domain/request.ts';
import type { Database } from '../../src/store/database.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { aRequest, aStepRecord } from '../helpers/given.ts';

/** A request about somebody nobody asked about before, unless told otherwise. */
export function aNewRequest(changes: Partial<Request> = {}): Request {
  return aRequest({ id: randomUUID(), targetUserId: randomUUID(), ...changes });
}

/** Inserts it and gives what came of it. */
export function tryToStore(database: Database, request: Request, steps: readonly StepRecord[] = []) {
  return database.run((transaction) => createRequestStore(database).insert(transaction, request, steps));
}

/** Inserts a request that must not be in anybody's way. */
export async function storeRequest(
  database: Database,
  changes: Partial<Request> = {},
  steps: readonly Partial<StepRecord>[] = [],
): Promise<Request> {
  const request = aNewRequest(changes);
  const records = steps.map((step, position) =>
    aStepRecord({ id: randomUUID(), requestId: request.id, position, ...step }),
  );
  const stored = await tryToStore(database, request, records);
  if ('openRequest' in stored) throw new Error(`${stored.openRequest} is open already`);
  return stored;
}
