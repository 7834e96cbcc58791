import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { text } from '../../src/domain/text.ts';
import { createDecisionLog } from '../../src/store/decisions.ts';
import { createLeases } from '../../src/store/leases.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { createShownCards } from '../../src/store/shown-cards.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, minutesAfter, NOW, someChoices } from '../helpers/given.ts';
import { storeRequest } from './store-request.ts';

const SNAPSHOT = { accountEnabled: true };

describeOnEachDatabase('the ledger and the leases', (given) => {
  describe('the ledger', () => {
    const ledger = () => createLedger(given.database());
    const onlyStep = async (id: string) => {
      const [step] = await ledger().read(id);
      if (step === undefined) throw new Error('no step');
      return step;
    };

    it('reads steps in plan order', async () => {
      const { id } = await storeRequest(given.database(), {}, [
        { position: 2, kind: 'leave-groups' },
        { position: 0, kind: 'block-sign-in' },
        { position: 1, kind: 'revoke-sessions', after: ['block-sign-in'], parameters: { force: true } },
      ]);
      expect((await ledger().read(id)).map(({ kind }) => kind)).toEqual([
        'block-sign-in',
        'revoke-sessions',
        'leave-groups',
      ]);
    });

    it('keeps what a quiet look found without anybody being told', async () => {
      const { id } = await storeRequest(given.database(), {}, [{ state: 'accepted' }]);
      const step = await onlyStep(id);
      const cards = createShownCards(given.database());
      const before = await cards.revision(id);
      const evidence = { read: NOW };
      const kept = await ledger().move(step.id, ['accepted'], 'accepted', { evidence, quiet: true });
      expect(kept).toMatchObject({ evidence });
      expect(await cards.revision(id)).toEqual(before);
    });

    it('moves a step, changes only what is named, counts attempts and raises the revision of its request', async () => {
      const { id } = await storeRequest(given.database(), {}, [{ notBefore: NOW, snapshot: SNAPSHOT }]);
      const step = await onlyStep(id);
      const cards = createShownCards(given.database());
      const before = await cards.revision(id);
      const intended = await ledger().move(step.id, ['planned', 'waiting'], 'running', {
        intendedAt: NOW,
        notBefore: null,
        newAttempt: true,
        note: text('flow.temporary'),
        evidence: ['a', { b: null }],
      });
      expect(intended).toEqual({
        ...step,
        state: 'running',
        attempt: 1,
        intendedAt: NOW,
        notBefore: null,
        note: text('flow.temporary'),
        evidence: ['a', { b: null }],
      });
      expect(await onlyStep(id)).toEqual(intended);
      expect((await cards.revision(id)).current).toBe(before.current + 1);
    });

    it('does not move a step from another state, and raises nothing then', async () => {
      const { id } = await storeRequest(given.database(), {}, [{ state: 'verified' }]);
      const step = await onlyStep(id);
      const cards = createShownCards(given.database());
      const before = await cards.revision(id);
      expect(await ledger().move(step.id, ['running'], 'accepted', {})).toBeNull();
      expect(await ledger().move(step.id, [], 'accepted', {})).toBeNull();
      expect(await ledger().move(randomUUID(), ['running'], 'accepted', {})).toBeNull();
      expect(await cards.revision(id)).toEqual(before);
      expect(await onlyStep(id)).toEqual(step);
    });

    it('gives the intent to exactly one of 50 workers, and counts one attempt', async () => {
      const { id } = await storeRequest(given.database(), {}, [{}]);
      const step = await onlyStep(id);
      const second = createLedger(await given.second());
      const moves = await Promise.all(
        Array.from({ length: 50 }, (_, number) =>
          (number % 2 === 0 ? ledger() : second).move(step.id, ['planned'], 'running', { newAttempt: true }),
        ),
      );
      expect(moves.filter((moved) => moved !== null)).toHaveLength(1);
      expect((await onlyStep(id)).attempt).toBe(1);
    });

    it('loses no revision when 8 steps of one request move at once', async () => {
      const { id } = await storeRequest(
        given.database(),
        {},
        Array.from({ length: 8 }, () => ({})),
      );
      const cards = createShownCards(given.database());
      const before = await cards.revision(id);
      const steps = await ledger().read(id);
      await Promise.all(steps.map((step) => ledger().move(step.id, ['planned'], 'running', {})));
      expect((await cards.revision(id)).current).toBe(before.current + 8);
    });

    it('gives every run of a person with its ledger, the first that started first: what a restore goes by', async () => {
      const targetUserId = randomUUID();
      const ran = { targetUserId, state: 'done', startedAt: NOW } as const;
      expect(await ledger().runsOf(targetUserId)).toEqual([]);
      const later = { ...ran, startedAt: minutesAfter(NOW, 5) };
      const restore = await storeRequest(given.database(), { ...later, choices: someChoices('restore-user') }, [{}]);
      const first = await storeRequest(given.database(), ran, [{ snapshot: SNAPSHOT }]);
      const second = await storeRequest(given.database(), ran, [{ snapshot: null }, { snapshot: SNAPSHOT }]);
      await storeRequest(given.database(), { ...ran, startedAt: null, state: 'declined' }, [{ snapshot: SNAPSHOT }]);
      await storeRequest(given.database(), { ...ran, targetUserId: randomUUID() }, [{ snapshot: SNAPSHOT }]);
      const runs = await ledger().runsOf(targetUserId);
      expect(runs.map(({ request }) => request)).toEqual([first, second, restore]);
      expect(runs.map(({ steps }) => steps.map(({ snapshot }) => snapshot))).toEqual([
        [SNAPSHOT],
        [null, SNAPSHOT],
        [null],
      ]);
    });

    it('keeps every decision in order, also those that lost', async () => {
      const { id } = await storeRequest(given.database());
      const log = createDecisionLog(given.database());
      const approved = { verdict: 'approved', by: IDS.approver, byName: 'Nestor', reason: null, at: NOW } as const;
      const declined = { ...approved, verdict: 'declined', reason: 'still here', at: minutesAfter(NOW, 1) } as const;
      await log.add(id, 1, approved);
      await log.add(id, 1, declined);
      const lost = given.database().run(async (transaction) => {
        await log.add(id, 2, approved, transaction);
        throw new Error('rolled back');
      });
      await expect(lost).rejects.toThrow('rolled back');
      expect(await log.list(id)).toEqual([approved, declined]);
    });
  });

  describe('a lease', () => {
    const leases = () => createLeases(given.database());

    it('is given to exactly one of 20 workers', async () => {
      const requestId = randomUUID();
      const second = createLeases(await given.second());
      const taken = await Promise.all(
        Array.from({ length: 20 }, (_, number) =>
          (number % 2 === 0 ? leases() : second).take(requestId, `worker ${number}`, 60),
        ),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    it('is renewed by its owner, refused to others, and free after its release', async () => {
      const requestId = randomUUID();
      expect(await leases().take(requestId, 'one', 60)).toBe(true);
      expect(await leases().take(requestId, 'one', 60)).toBe(true);
      expect(await leases().take(requestId, 'two', 60)).toBe(false);
      await leases().release(requestId, 'two');
      expect(await leases().take(requestId, 'two', 60)).toBe(false);
      await leases().release(requestId, 'one');
      expect(await leases().take(requestId, 'two', 60)).toBe(true);
    });

    it('of a worker that died runs out', async () => {
      const requestId = randomUUID();
      expect(await leases().take(requestId, 'dead', 0.2)).toBe(true);
      expect(await leases().take(requestId, 'alive', 60)).toBe(false);
      await expect.poll(() => leases().take(requestId, 'alive', 60), { interval: 50 }).toBe(true);
      expect(await leases().take(requestId, 'dead', 60)).toBe(false);
    });

    it('is given up at start: one owner’s, or everybody’s', async () => {
      const [mine, theirs] = [randomUUID(), randomUUID()];
      await leases().take(mine, 'me', 60);
      await leases().take(theirs, 'them', 60);
      await leases().releaseAll('me');
      expect(await leases().take(mine, 'new', 60)).toBe(true);
      expect(await leases().take(theirs, 'new', 60)).toBe(false);
      await leases().releaseAll(null);
      expect(await leases().take(theirs, 'new', 60)).toBe(true);
    });
  });
});
