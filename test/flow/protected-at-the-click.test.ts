import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import type { Protection } from '../../src/domain/target-user.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const [FIRST, LAST] = [IDS.approver, '99999999-0000-4000-8000-000000000002'];
const BREAK_GLASS: Protection = { kind: 'protected-group', name: 'Break glass' };
const UNKNOWN: Protection = { kind: 'unknown', name: 'roles' };

describeOnEachDatabase('somebody who became protected while a request about them waited', (given) => {
  let worker: BrakeWorker;
  let protections: readonly Protection[];
  let asked: (string | null)[];
  let woken: string[];

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [protections, asked, woken] = [[], [], []];
    worker = createBrakeWorker(given.database(), {
      policy: BUILT_IN_POLICY,
      now: () => new Date(NOW),
      onChange: () => {},
      replace: (ports) => ({
        ...ports,
        people: { ...ports.people, read: async (id) => aPerson({ id }), managementChain: async () => [IDS.requester] },
        queue: { ...ports.queue, send: async (_kind, id) => void woken.push(id) },
        directory: {
          ...ports.directory,
          readAuthority: async (wanted) => {
            asked.push(wanted.targetUserId);
            const read = await ports.directory.readAuthority(wanted);
            return { ...read, protections: wanted.targetUserId === null ? [] : protections };
          },
        },
      }),
    });
  });

  const sent = (changes: Partial<Request> = {}) =>
    storeRequest(given.database(), { choices: emptyChoices('offboard', randomUUID()), ...changes });
  const approve = (by: string, { id, version }: Request) =>
    worker.flow.decide(by, id, version, { verdict: 'approved' });
  const read = async ({ id }: Request) => {
    const request = await worker.context.ports.requests.read(id);
    if (request === null) throw new Error('it is gone');
    return request;
  };

  it('is stopped by the click that would have decided it, which approves nothing, and says why', async () => {
    const request = await sent();
    protections = [BREAK_GLASS];
    const { refused } = await approve(FIRST, request);
    expect(refused).toMatchObject({
      key: 'rules.protected',
      values: { why: [{ key: 'rules.protection.protected-group' }] },
    });
    const stopped = await read(request);
    expect(stopped).toMatchObject({ state: 'stopped', approvals: [], decision: null, wakeAt: null, endedAt: NOW });
    expect(stopped.note).toEqual(refused);
    expect(JSON.stringify(refused)).toContain('rules.by-hand-steps');
    // What hangs on it is looked at, whatever becomes of this process.
    expect(woken).toContain(request.id);
  });

  it('is read in the one batch that reads who asked and who approved, at the last approval alone', async () => {
    const request = await sent({ needs: { count: 2, by: 'approver', reasons: [] } });
    protections = [BREAK_GLASS];
    expect(await approve(FIRST, request)).toMatchObject({ refused: null });
    expect(asked).not.toContain(request.targetUserId);
    asked = [];
    expect((await approve(LAST, await read(request))).refused).toMatchObject({ key: 'rules.protected' });
    expect(asked.filter((each) => each === request.targetUserId)).toHaveLength(1);
  });

  it('leaves it undecided, to be clicked again, while what protects them cannot be read', async () => {
    const request = await sent();
    protections = [UNKNOWN];
    expect((await approve(FIRST, request)).refused).toMatchObject({ key: 'rules.protection-unknown' });
    expect(await read(request)).toMatchObject({ state: 'pending', approvals: [] });
    protections = [];
    expect(await approve(FIRST, request)).toMatchObject({ refused: null });
    expect(await read(request)).toMatchObject({ state: 'approved' });
  });

  it('keeps nobody from declining it', async () => {
    const request = await sent();
    protections = [BREAK_GLASS];
    const declined = { verdict: 'declined', reason: 'Not now' } as const;
    expect(await worker.flow.decide(FIRST, request.id, request.version, declined)).toMatchObject({ refused: null });
    expect(await read(request)).toMatchObject({ state: 'declined' });
  });
});
