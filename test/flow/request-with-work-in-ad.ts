import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Request } from '../../src/domain/request.ts';
import type { Database } from '../../src/store/database.ts';
import { NOW, someChoices } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

type Steps = {
  readonly enable: Partial<StepRecord>;
  readonly unblock?: Partial<StepRecord>;
  readonly rejoin?: Partial<StepRecord>;
};

/** A restore that has begun, whose steps in the cloud wait for the account in Active Directory, and the groups for both. */
export function requestWithWorkInAd(
  database: Database,
  changes: Partial<Request>,
  { enable, unblock = {}, rejoin = {} }: Steps,
): Promise<Request> {
  const restore = { startedAt: NOW, choices: someChoices('restore-user') };
  return storeRequest(database, { ...restore, ...changes }, [
    { kind: 'enable-account', lane: 'on-premises', ...enable },
    { kind: 'unblock-sign-in', state: 'waiting', attempt: 0, after: ['enable-account'], ...unblock },
    { kind: 'rejoin-groups', state: 'waiting', attempt: 0, after: ['enable-account', 'unblock-sign-in'], ...rejoin },
  ]);
}
