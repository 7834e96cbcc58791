import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../src/flow/ports.ts';
import { createConversations } from '../../src/store/conversations.ts';
import { createDialogStates } from '../../src/store/dialog-states.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW } from '../helpers/given.ts';

const CONVERSATION: Conversation = {
  personId: '10000000-0000-4000-8000-000000000002',
  conversationId: 'a:1',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  tenantId: '90000000-0000-4000-8000-000000000001',
  channelUserId: '29:1',
  clientLocale: 'nl-NL',
  chosenLocale: null,
  timeZone: 'Europe/Amsterdam',
  unreachableSince: null,
  welcomed: false,
};

describeOnEachDatabase('conversations and dialogs', (given) => {
  describe('conversations', () => {
    it('are one per person, and the last one said counts', async () => {
      const conversations = createConversations(given.database());
      expect(await conversations.read(CONVERSATION.personId)).toBeNull();
      await conversations.put(CONVERSATION);
      expect(await conversations.read(CONVERSATION.personId)).toEqual(CONVERSATION);
      const moved: Conversation = { ...CONVERSATION, conversationId: 'a:2', chosenLocale: 'en', unreachableSince: NOW };
      await conversations.put({ ...moved, welcomed: true });
      expect(await conversations.read(CONVERSATION.personId)).toEqual({ ...moved, welcomed: true });
    });

    it('are changed in what is new, so that a language chosen meanwhile stays', async () => {
      const conversations = createConversations(given.database());
      const personId = randomUUID();
      await conversations.put({ ...CONVERSATION, personId });
      await Promise.all([
        conversations.patch(personId, { chosenLocale: 'nl' }),
        conversations.patch(personId, { unreachableSince: NOW, welcomed: true }),
        conversations.patch(personId, {}),
        conversations.patch(randomUUID(), { welcomed: true }),
      ]);
      const kept = { ...CONVERSATION, personId, chosenLocale: 'nl', unreachableSince: NOW, welcomed: true };
      expect(await conversations.read(personId)).toEqual(kept);
    });
  });

  describe('the state of dialogs', () => {
    const states = () => createDialogStates(given.database());
    const tagOf = async (key: string) => (await states().read([key]))[key]?.eTag ?? '';

    it('is read back by key, and what is not there is left out', async () => {
      const [one, two] = [randomUUID(), randomUUID()];
      await states().write({
        [one]: { value: { step: 1, $type: 'x' }, eTag: null },
        [two]: { value: null, eTag: '*' },
      });
      const read = await states().read([one, two, randomUUID()]);
      expect(Object.keys(read).sort()).toEqual([one, two].sort());
      expect(read[one]?.value).toEqual({ step: 1, $type: 'x' });
      expect(read[two]?.value).toBeNull();
      expect(await states().read([])).toEqual({});
    });

    it('is written when the tag is the stored one, and has another tag then', async () => {
      const key = randomUUID();
      await states().write({ [key]: { value: 1, eTag: null } });
      const first = await tagOf(key);
      await states().write({ [key]: { value: 2, eTag: first } });
      expect((await states().read([key]))[key]?.value).toBe(2);
      expect(await tagOf(key)).not.toBe(first);
    });

    it('is refused with a tag that is not the stored one, and nothing of that write stays', async () => {
      const [one, two] = [randomUUID(), randomUUID()].sort();
      if (one === undefined || two === undefined) throw new Error('two keys');
      await states().write({ [two]: { value: 'theirs', eTag: null } });
      const stale = { [one]: { value: 'mine', eTag: null }, [two]: { value: 'mine', eTag: 'stale' } };
      await expect(states().write(stale)).rejects.toThrow('eTag conflict');
      const read = await states().read([one, two]);
      expect(Object.keys(read)).toEqual([two]);
      expect(read[two]?.value).toBe('theirs');
    });

    it('is refused with a tag when it was removed meanwhile', async () => {
      const key = randomUUID();
      await states().write({ [key]: { value: 1, eTag: null } });
      const tag = await tagOf(key);
      await states().remove([key]);
      await states().remove([]);
      await expect(states().write({ [key]: { value: 2, eTag: tag } })).rejects.toThrow('eTag conflict');
      expect(await states().read([key])).toEqual({});
    });

    it('is overwritten without a tag, or with *', async () => {
      const key = randomUUID();
      await states().write({ [key]: { value: 1, eTag: null } });
      await states().write({ [key]: { value: 2, eTag: '*' } });
      await states().write({ [key]: { value: 3, eTag: null } });
      expect((await states().read([key]))[key]?.value).toBe(3);
    });

    it('with one tag is written by exactly one of 20 at once', async () => {
      const key = randomUUID();
      await states().write({ [key]: { value: 0, eTag: null } });
      const eTag = await tagOf(key);
      const second = createDialogStates(await given.second());
      const writes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, value) =>
          (value % 2 === 0 ? states() : second).write({ [key]: { value, eTag } }),
        ),
      );
      expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('of the same keys in another order is written by all, none waits for ever', async () => {
      const [one, two] = [randomUUID(), randomUUID()];
      const change = { value: 1, eTag: null };
      const writes = Array.from({ length: 20 }, (_, count) =>
        states().write(count % 2 === 0 ? { [one]: change, [two]: change } : { [two]: change, [one]: change }),
      );
      await expect(Promise.all(writes)).resolves.toHaveLength(20);
    });
  });
});
