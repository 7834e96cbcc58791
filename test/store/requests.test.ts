import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { mayStandBeside, OPEN_STATES, REQUEST_STATES, type RequestState } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import type { RequestChange } from '../../src/flow/ports.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { createShownCards } from '../../src/store/shown-cards.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aStepRecord, IDS, minutesAfter, NOW, someChoices } from '../helpers/given.ts';
import { aNewRequest, storeRequest, tryToStore } from './store-request.ts';

describeOnEachDatabase('the request store', (given) => {
  const requests = () => createRequestStore(given.database());
  const revision = async (id: string) => (await createShownCards(given.database()).revision(id)).current;

  it('gives references from L-1001 upwards', async () => {
    const first = await storeRequest(given.database());
    const second = await storeRequest(given.database());
    expect(first.reference).toBe('L-1001');
    expect(second.reference).toBe('L-1002');
  });

  it('lets no approval of before count for a new version that waits, unless the change says which do', async () => {
    const approval = { verdict: 'approved', by: IDS.approver, byName: 'Nestor', reason: null, at: NOW } as const;
    const approvalsAfter = async (state: RequestState, change: RequestChange) => {
      const { id } = await storeRequest(given.database(), { state, approvals: [approval] });
      return (await requests().change(id, { from: [state] }, change))?.approvals.length;
    };
    const newVersion = true;
    expect(await approvalsAfter('pending', { dueAt: NOW, newVersion })).toBe(0);
    expect(await approvalsAfter('scheduled', { state: 'pending', newVersion })).toBe(0);
    expect(await approvalsAfter('scheduled', { state: 'pending', approvals: [approval], newVersion })).toBe(1);
    expect(await approvalsAfter('approved', { state: 'running', newVersion })).toBe(1);
    expect(await approvalsAfter('running', { hold: null, newVersion })).toBe(1);
    expect(await approvalsAfter('pending', { reminded: 1 })).toBe(1);
  });

  it('reads back what was stored, by id and by reference in any case', async () => {
    const request = aNewRequest({
      dueAt: minutesAfter(NOW, 60),
      decision: { verdict: 'approved', by: IDS.approver, byName: 'Nestor', reason: null, at: NOW },
      lateSince: minutesAfter(NOW, 61),
      note: text('flow.expired'),
      startedAt: minutesAfter(NOW, 62),
      endedAt: minutesAfter(NOW, 63),
      wakeAt: minutesAfter(NOW, 64),
    });
    const stored = await tryToStore(given.database(), request);
    const reference = 'reference' in stored ? stored.reference : '';
    expect(stored).toEqual({ ...request, reference });
    for (const name of [request.id, reference, reference.toLowerCase(), ` ${reference} `]) {
      expect(await requests().read(name)).toEqual(stored);
    }
  });

  it.each(['L-9999999', 'L-', 'nobody', '', "L-1001' or 1=1", 'L-1001\u0000', 'L-99999999999999999999'])(
    'knows no request by %j',
    async (name) => {
      expect(await requests().read(name)).toBeNull();
    },
  );

  it.each(OPEN_STATES)('refuses a second request while one is %s, and names it', async (state) => {
    const open = await storeRequest(given.database(), { state });
    const second = await tryToStore(given.database(), aNewRequest({ targetUserId: open.targetUserId }));
    expect(second).toEqual({ openRequest: open.reference });
  });

  it.each(REQUEST_STATES.filter((state) => !(OPEN_STATES as readonly string[]).includes(state)))(
    'takes another request when the last one is %s',
    async (state) => {
      const over = await storeRequest(given.database(), { state });
      expect(await tryToStore(given.database(), aNewRequest({ targetUserId: over.targetUserId }))).toHaveProperty('id');
    },
  );

  it('lets a block stand beside an offboarding, a restore beside what is planned or runs, an emergency beside all', async () => {
    const opens = ['offboard', 'block-sign-in', 'restore-user'] as const;
    for (const [kind, state] of opens.flatMap((each) => OPEN_STATES.map((state) => [each, state] as const))) {
      for (const other of opens) {
        const open = await storeRequest(given.database(), { state, choices: someChoices(kind) });
        const asked = aNewRequest({ targetUserId: open.targetUserId, choices: someChoices(other) });
        const [stored, atOnce] = [
          await tryToStore(given.database(), asked),
          await tryToStore(given.database(), {
            ...asked,
            id: randomUUID(),
            state: 'running',
            choices: someChoices('block-sign-in'),
            emergency: { confirmBy: minutesAfter(NOW, 240), answer: null, proposal: null },
          }),
        ];
        const may = mayStandBeside(asked, open);
        expect([kind, state, other, 'id' in stored]).toEqual([kind, state, other, may]);
        expect(atOnce).toHaveProperty('id');
        const later = kind === 'restore-user' ? false : state === 'scheduled' || state === 'running';
        const beside = kind !== other && (other === 'restore-user' ? later : kind !== 'restore-user');
        expect([kind, state, other, may]).toEqual([kind, state, other, beside]);
      }
    }
  });

  it('takes exactly one of 20 requests made at once about the same target user', async () => {
    const targetUserId = randomUUID();
    const stored = await Promise.all(
      Array.from({ length: 20 }, () => tryToStore(given.database(), aNewRequest({ targetUserId }))),
    );
    const taken = stored.flatMap((result) => ('id' in result ? [result.reference] : []));
    const refused = stored.flatMap((result) => ('openRequest' in result ? [result.openRequest] : []));
    expect(taken).toHaveLength(1);
    expect(refused).toEqual(Array.from({ length: 19 }, () => taken[0]));
  });

  it('lets exactly one of 50 decisions made at once win', async () => {
    const { id, version } = await storeRequest(given.database());
    const second = createRequestStore(await given.second());
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        (number % 2 === 0 ? requests() : second).change(
          id,
          { from: ['pending'], version },
          {
            state: number % 3 === 0 ? 'declined' : 'approved',
            decision: { verdict: 'approved', by: String(number), byName: 'somebody', reason: null, at: NOW },
            newVersion: true,
          },
        ),
      ),
    );
    const [winner, ...others] = outcomes.filter((outcome) => outcome !== null);
    expect(others).toEqual([]);
    expect(await requests().read(id)).toEqual(winner);
    expect(winner?.version).toBe(version + 1);
  });

  it('changes nothing from another state, or at another version', async () => {
    const stored = await storeRequest(given.database());
    expect(await requests().change(stored.id, { from: ['approved'] }, { state: 'running' })).toBeNull();
    expect(await requests().change(stored.id, { from: [] }, { state: 'running' })).toBeNull();
    expect(await requests().change(stored.id, { from: ['pending'], version: 7 }, { state: 'running' })).toBeNull();
    expect(await requests().read(stored.id)).toEqual(stored);
  });

  it('changes only what the change names, and tells null from not named', async () => {
    const stored = await storeRequest(given.database(), { dueAt: NOW, wakeAt: NOW });
    const changed = await requests().change(stored.id, { from: ['pending'] }, { wakeAt: null });
    expect(changed).toEqual({ ...stored, wakeAt: null });
  });

  it('raises the revision with every change that people see', async () => {
    const { id } = await storeRequest(given.database());
    const before = await revision(id);
    await requests().change(id, { from: ['pending'] }, { note: null });
    await requests().change(id, { from: ['pending'] }, { wakeAt: NOW, endedAt: null });
    expect(await revision(id)).toBe(before + 2);
  });

  it('raises no revision for the hour of the next look', async () => {
    const { id } = await storeRequest(given.database());
    const before = await revision(id);
    expect(await requests().change(id, { from: ['pending'] }, { wakeAt: NOW })).toMatchObject({ wakeAt: NOW });
    expect(await revision(id)).toBe(before);
  });

  it('does not open a request again beside another that was asked for meanwhile', async () => {
    const watching = await storeRequest(given.database(), { state: 'watching' });
    const next = await storeRequest(given.database(), { targetUserId: watching.targetUserId });
    expect(await requests().change(watching.id, { from: ['watching'] }, { state: 'running' })).toBeNull();
    await requests().change(next.id, { from: ['pending'] }, { state: 'withdrawn' });
    expect(await requests().change(watching.id, { from: ['watching'] }, { state: 'running' })).toHaveProperty('id');
  });

  it('lists newest first, by every filter and at most as many as asked for', async () => {
    const requesterId = randomUUID();
    const targetUserId = randomUUID();
    const blocked = await storeRequest(given.database(), {
      requesterId,
      targetUserId,
      state: 'done',
      choices: someChoices('block-sign-in'),
    });
    const restored = await storeRequest(given.database(), {
      requesterId,
      targetUserId,
      choices: someChoices('restore-user'),
    });
    const other = await storeRequest(given.database(), { requesterId });
    const references = async (filter: object) =>
      (await requests().list({ requesterId, limit: 10, ...filter })).map(({ reference }) => reference);
    expect(await references({})).toEqual([other, restored, blocked].map(({ reference }) => reference));
    expect(await references({ limit: 1 })).toEqual([other.reference]);
    expect(await references({ targetUserId })).toEqual([restored.reference, blocked.reference]);
    expect(await references({ states: ['done', 'declined'] })).toEqual([blocked.reference]);
    expect(await references({ kinds: ['restore-user'] })).toEqual([restored.reference]);
    expect(await references({ states: [] })).toEqual([]);
  });

  it('replaces the ledger while the request is pending, and raises the revision', async () => {
    const { id } = await storeRequest(given.database(), {}, [{ kind: 'block-sign-in' }, { kind: 'revoke-sessions' }]);
    const before = await revision(id);
    const step = aStepRecord({ id: randomUUID(), requestId: id, kind: 'delete-account' });
    await given.database().run((transaction) => requests().replaceSteps(transaction, id, [step]));
    expect(await createLedger(given.database()).read(id)).toEqual([step]);
    expect(await revision(id)).toBe(before + 1);
  });

  it('keeps the ledger of a request that is not pending any more', async () => {
    const { id } = await storeRequest(given.database(), { state: 'approved' }, [{ kind: 'block-sign-in' }]);
    await expect(given.database().run((transaction) => requests().replaceSteps(transaction, id, []))).rejects.toThrow(
      'only be replaced while it is pending',
    );
    expect(await createLedger(given.database()).read(id)).toHaveLength(1);
  });

  it('keeps neither request nor steps of a transaction that failed', async () => {
    const request = aNewRequest();
    const failing = given.database().run(async (transaction) => {
      await requests().insert(transaction, request, [aStepRecord({ id: randomUUID(), requestId: request.id })]);
      throw new Error('lost');
    });
    await expect(failing).rejects.toThrow('lost');
    expect(await requests().read(request.id)).toBeNull();
    expect(await createLedger(given.database()).read(request.id)).toEqual([]);
  });

  it('refuses a call inside a transaction that is not given the transaction, instead of waiting for ever', async () => {
    const inside = given.database().run(() => requests().read('L-1001'));
    await expect(inside).rejects.toThrow('inside a transaction');
    expect(await requests().read('L-1001')).not.toBeNull();
  });
});
