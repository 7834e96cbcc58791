import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { STEP_STATES } from '../../src/domain/outcome.ts';
import { ACTIVE_STATES, REQUEST_STATES } from '../../src/domain/request.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { createNotices } from '../../src/store/notices.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { createShownCards } from '../../src/store/shown-cards.ts';
import { createWakeups } from '../../src/store/wakeups.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from './store-request.ts';

/** Real and tenant time run apart: here they are years apart, so that a mix-up cannot pass. */
const REAL = new Date('2031-01-01T00:00:00.000Z');
const seconds = (count: number) => new Date(REAL.getTime() + count * 1000);

describeOnEachDatabase('the wakeups and what was shown', (given) => {
  describe('a request needs a look', () => {
    const due = (real: Date = REAL, tenant = NOW, limit = 100) =>
      createWakeups(given.database()).due({ tenant: new Date(tenant), real }, limit);
    const tell = async (id: string) => {
      const cards = createShownCards(given.database());
      await cards.told(id, (await cards.revision(id)).current);
    };
    const toldRequest = async (
      ...given_: Parameters<typeof storeRequest> extends [unknown, ...infer Rest] ? Rest : never
    ) => {
      const stored = await storeRequest(given.database(), ...given_);
      await tell(stored.id);
      return stored;
    };

    beforeEach(async () => {
      await given.database().kysely.deleteFrom('requests').execute();
    });

    it('from its hour on, in tenant time', async () => {
      const { id } = await toldRequest({ state: 'scheduled', wakeAt: NOW });
      expect(await due(REAL, minutesAfter(NOW, -1))).toEqual([]);
      expect(await due(REAL, NOW)).toEqual([id]);
      expect(await due(REAL, minutesAfter(NOW, 600))).toEqual([id]);
    });

    it('not at all when nothing is to come and everybody was told', async () => {
      await toldRequest({ state: 'running' }, [{ state: 'running' }]);
      expect(await due(seconds(1e6), minutesAfter(NOW, 1e6))).toEqual([]);
    });

    it.each(STEP_STATES)('when a step that is %s may be read or tried again, in real time', async (state) => {
      const { id } = await toldRequest({ state: 'running' }, [{ state, notBefore: REAL.toISOString() }]);
      const atRest = ['verified', 'skipped', 'waived', 'failed', 'gone'].includes(state);
      expect(await due(seconds(-1), minutesAfter(NOW, 1e6))).toEqual([]);
      expect(await due(REAL)).toEqual(atRest ? [] : [id]);
    });

    it.each(REQUEST_STATES)('for its steps only while it is active (%s)', async (state) => {
      const { id } = await toldRequest({ state }, [{ state: 'ambiguous', notBefore: REAL.toISOString() }]);
      expect(await due()).toEqual((ACTIVE_STATES as readonly string[]).includes(state) ? [id] : []);
    });

    it('when it changed and people were not told; then again after 2, 4, 8 … seconds until they are', async () => {
      const { id } = await storeRequest(given.database(), { state: 'declined' });
      const asked = [];
      for (let second = 0; second <= 30; second += 1) {
        if ((await due(seconds(second))).length > 0) asked.push(second);
      }
      expect(asked).toEqual([0, 2, 6, 14, 30]);
      await tell(id);
      expect(await due(seconds(1e6))).toEqual([]);
    });

    it('at once when it changes again while people could not be told', async () => {
      const { id } = await storeRequest(given.database(), {}, [{}]);
      expect(await due()).toEqual([id]);
      expect(await due()).toEqual([]);
      const [step] = await createLedger(given.database()).read(id);
      await createLedger(given.database()).move(step?.id ?? '', ['planned'], 'running', {});
      expect(await due()).toEqual([id]);
      expect(await due()).toEqual([]);
      await createRequestStore(given.database()).change(id, { from: ['pending'] }, { state: 'withdrawn' });
      expect(await due()).toEqual([id]);
    });

    it('also for a change that was made while the one before was being told', async () => {
      const { id } = await storeRequest(given.database());
      const cards = createShownCards(given.database());
      const { current } = await cards.revision(id);
      await createRequestStore(given.database()).change(id, { from: ['pending'] }, { state: 'withdrawn' });
      await cards.told(id, current);
      expect(await cards.revision(id)).toEqual({ current: current + 1, told: current });
      expect(await due()).toEqual([id]);
    });

    it('told never goes back, and never beyond what is there', async () => {
      const { id } = await storeRequest(given.database());
      const cards = createShownCards(given.database());
      await cards.told(id, 99);
      expect(await cards.revision(id)).toEqual({ current: 1, told: 1 });
      await cards.told(id, 0);
      expect(await cards.revision(id)).toEqual({ current: 1, told: 1 });
      expect(await cards.revision(randomUUID())).toEqual({ current: 0, told: 0 });
    });

    it('in turn: those that stay due keep no other from its turn', async () => {
      const stored = [];
      for (let count = 0; count < 7; count += 1) stored.push((await toldRequest({ wakeAt: NOW })).id);
      const rounds = [await due(seconds(1), NOW, 3), await due(seconds(2), NOW, 3), await due(seconds(3), NOW, 3)];
      expect(new Set(rounds.flat())).toEqual(new Set(stored));
    });

    it('by one process only, of two that ask at once', async () => {
      for (let count = 0; count < 20; count += 1) await storeRequest(given.database());
      const second = createWakeups(await given.second());
      const asked = { tenant: new Date(NOW), real: REAL };
      const [one, other] = await Promise.all([due(), second.due(asked, 100)]);
      expect(one.length + other.length).toBe(20);
      expect(new Set([...one, ...other]).size).toBe(20);
    });
  });

  describe('what people were shown', () => {
    it('is one card per person and kind; a card posted anew takes the old one’s place', async () => {
      const { id } = await storeRequest(given.database());
      const cards = createShownCards(given.database());
      const card = { requestId: id, personId: 'a', conversationId: 'c', activityId: '1', hash: 'x' } as const;
      await cards.put({ ...card, kind: 'requester' }, null);
      await cards.put({ ...card, kind: 'approver' }, null);
      await cards.put({ ...card, kind: 'approver', activityId: '2', hash: 'y' }, { ...card, kind: 'approver' });
      await cards.put({ ...card, personId: 'b', kind: 'approver' }, null);
      expect(await cards.list(id)).toEqual([
        { ...card, kind: 'approver', activityId: '2', hash: 'y' },
        { ...card, kind: 'requester' },
        { ...card, personId: 'b', kind: 'approver' },
      ]);
      expect(await cards.list(randomUUID())).toEqual([]);
    });

    it('is the card that was brought up last; the one before it is retired, also one that was being shown meanwhile', async () => {
      const { id } = await storeRequest(given.database());
      const cards = createShownCards(given.database());
      const place = { requestId: id, personId: 'a', conversationId: id };
      const card = (activityId: string) => ({ ...place, activityId, hash: activityId, kind: 'approver' }) as const;
      const retired = (activityId: string) => ({ ...place, activityId });
      await cards.put(card('1'), null);
      expect(await cards.takeOver(card('2'))).toBe(true);
      expect(await cards.takeOver(card('2'))).toBe(false);
      await cards.put(card('1'), card('1'));
      await cards.put(card('3'), null);
      expect(await cards.list(id)).toEqual([card('2')]);
      expect(await cards.retired(id)).toEqual([retired('1'), retired('3')]);
      expect(await cards.takeOver(card('1'))).toBe(true);
      expect(await cards.retired(id)).toEqual([retired('2'), retired('3')]);
      // It was on its way while that one took over again: it says that it is retired, and has to be shown anew.
      await cards.retire(retired('1'));
      await cards.retire(retired('2'));
      await cards.retire(retired('3'));
      expect(await cards.list(id)).toEqual([{ ...card('1'), hash: '' }]);
      expect(await cards.retired(id)).toEqual([]);
    });

    it('is shown anew after a click was answered with another card: the state before it may come back', async () => {
      const { id } = await storeRequest(given.database());
      const cards = createShownCards(given.database());
      const card = { requestId: id, personId: 'a', kind: 'runbook', conversationId: id, activityId: '1' } as const;
      const hash = async () => (await cards.list(id)).map((each) => each.hash);
      await cards.put({ ...card, hash: 'open' }, null);
      expect(await cards.takeOver({ ...card, hash: 'open' })).toBe(false);
      expect(await hash()).toEqual(['open']);
      expect(await cards.takeOver({ ...card, hash: 'cannot' })).toBe(false);
      expect(await hash()).toEqual(['']);
      await cards.put({ ...card, hash: 'open' }, { ...card, hash: '' });
      expect(await cards.takeOver({ ...card, kind: 'approver', hash: 'open' })).toBe(false);
      expect(await hash()).toEqual(['']);
    });

    it('is to be told as long as a card is retired and does not say so', async () => {
      const { id } = await storeRequest(given.database());
      const cards = createShownCards(given.database());
      const wakeups = createWakeups(given.database());
      const due = async () => (await wakeups.due({ tenant: new Date(0), real: new Date() }, 1_000)).includes(id);
      const card = { requestId: id, personId: 'a', kind: 'approver', conversationId: id, hash: 'x' } as const;
      await cards.put({ ...card, activityId: '1' }, null);
      await cards.told(id, (await cards.revision(id)).current);
      expect(await due()).toBe(false);
      await cards.takeOver({ ...card, activityId: '2' });
      expect(await due()).toBe(true);
      await cards.retire({ ...card, activityId: '1' });
      expect(await due()).toBe(false);
    });

    it('a message is claimed once per person and key, also by 20 at once', async () => {
      const { id } = await storeRequest(given.database());
      const notices = createNotices(given.database());
      const claims = await Promise.all(Array.from({ length: 20 }, () => notices.claim(id, 'a', 'over')));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await notices.claim(id, 'b', 'over')).toBe(true);
      expect(await notices.claim(id, 'a', 'act')).toBe(true);
      expect(await notices.claim(id, 'a', 'act')).toBe(false);
    });
  });
});
