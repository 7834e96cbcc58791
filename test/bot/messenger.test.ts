import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildReport } from '../../src/domain/build-report.ts';
import { viewFor } from '../../src/domain/build-view.ts';
import type { Request } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import type { Delivery, ShownCard } from '../../src/flow/ports.ts';
import type { Chat } from '../../src/sandbox/mini-teams/mini-teams.ts';
import { aRequest, NOW } from '../helpers/given.ts';
import { type BotUnderTest, startBotUnderTest } from './bot-under-test.ts';
import { ADELE, MANAGER } from './fake-flow.ts';

const PACE = 150;
let bot: BotUnderTest;
let chat: Chat;
let chats = 0;

beforeAll(async () => {
  bot = await startBotUnderTest({ pace: PACE });
});
afterAll(() => bot.stop());
beforeEach(() => {
  chats += 1;
  bot.conversations.rows.clear();
  chat = bot.teams.as({ id: MANAGER.id, name: MANAGER.displayName, chatId: `a:messenger-${chats}` });
});

function view(changes: Partial<Request> = {}) {
  const request = aRequest(changes);
  return viewFor(buildReport({ request, steps: [], now: NOW }), { role: 'requester' });
}

async function shown(delivery: Promise<Delivery>): Promise<ShownCard> {
  const { status, ...rest } = await delivery;
  if (!('card' in rest)) throw new Error(`not shown but ${status}`);
  return rest.card;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a card in somebody’s chat', () => {
  it('opens the chat of somebody who never spoke, and remembers it', async () => {
    const card = await shown(bot.messenger.show(MANAGER.id, view(), null));
    expect(card).toMatchObject({ personId: MANAGER.id, kind: 'requester', conversationId: chat.conversation.id });
    expect(chat.lastCard().text).toContain('L-1042');
    await bot.messenger.show(MANAGER.id, view(), null);
    const opened = bot.teams.calls.filter(({ path }) => path === '/v3/conversations').length;
    await bot.messenger.show(MANAGER.id, view(), null);
    expect(bot.teams.calls.filter(({ path }) => path === '/v3/conversations')).toHaveLength(opened);
  });

  it('is written in the language and zone of that person', async () => {
    chat = bot.teams.as(
      { id: MANAGER.id, name: 'Miriam', chatId: `a:messenger-nl-${chats}` },
      { locale: 'nl-NL', timeZone: 'America/New_York' },
    );
    await chat.say('hoi');
    await bot.messenger.show(MANAGER.id, view({ dueAt: '2026-03-13T16:00:00.000Z' }), null);
    const card = await chat.until((_, shownThere) => shownThere.includes('L-1042'));
    expect(card.json.lang).toBe('nl');
    expect(card.text).toContain('12:00');
  });

  it('is updated in place when it changed and left alone when it did not', async () => {
    const card = await shown(bot.messenger.show(MANAGER.id, view(), null));
    expect(await bot.messenger.show(MANAGER.id, view(), card)).toEqual({ status: 'unchanged' });
    const changed = await shown(bot.messenger.show(MANAGER.id, view({ state: 'withdrawn' }), card));
    expect(changed.activityId).toBe(card.activityId);
    expect(changed.hash).not.toBe(card.hash);
    expect(chat.messages()).toHaveLength(1);
    expect(chat.lastCard().verbs).toEqual(['ask-again']);
  });

  it('is posted anew when somebody deleted it', async () => {
    const card = await shown(bot.messenger.show(MANAGER.id, view(), null));
    bot.teams.forget(card.activityId);
    const anew = await shown(bot.messenger.show(MANAGER.id, view({ state: 'withdrawn' }), card));
    expect(anew.activityId).not.toBe(card.activityId);
    expect(chat.messages()).toHaveLength(1);
  });

  it('is updated at its pace, and the last state is always shown', async () => {
    const card = await shown(bot.messenger.show(MANAGER.id, view(), null));
    const states = ['approved', 'running', 'watching', 'done'] as const;
    const deliveries = await Promise.all(states.map((state) => bot.messenger.show(MANAGER.id, view({ state }), card)));
    expect(deliveries.map(({ status }) => status)).toEqual(['shown', 'shown', 'shown', 'shown']);
    expect(chat.lastCard().message.updates).toBe(2);
    const last = await shown(Promise.resolve(deliveries[3] as Delivery));
    expect(await bot.messenger.show(MANAGER.id, view({ state: 'done' }), last)).toEqual({ status: 'unchanged' });
  });

  it.each([
    [429, 'later'],
    [500, 'later'],
    [502, 'later'],
    ['cut', 'later'],
    [403, 'unreachable'],
  ] as const)('that the connector answers with %s is %s', async (status, expected) => {
    await chat.say('hi');
    bot.teams.fault({ method: 'POST', path: /activities/, status, code: 'MessageWritesBlocked' });
    expect(await bot.messenger.show(MANAGER.id, view(), null)).toEqual({ status: expected });
    expect(await bot.messenger.canReach(MANAGER.id)).toBe(expected === 'later');
  });

  it('waits four seconds for a connector that hangs, and no longer', async () => {
    await chat.say('hi');
    bot.teams.fault({ method: 'POST', path: /activities/, status: 'hang' });
    const began = Date.now();
    expect(await bot.messenger.show(MANAGER.id, view(), null)).toEqual({ status: 'later' });
    // The SDK itself would wait for ever; a busy machine makes any of it slow.
    expect(Date.now() - began).toBeLessThan(100_000);
  });

  it('is sent with one call, also when the connector asks to come back', async () => {
    await chat.say('hi');
    const before = bot.teams.calls.length;
    bot.teams.fault({ method: 'POST', path: /activities/, status: 429, retryAfter: 1, times: 5 });
    await bot.messenger.show(MANAGER.id, view(), null);
    expect(bot.teams.calls.slice(before)).toHaveLength(1);
    await pause(1_200);
    expect(bot.teams.calls.slice(before)).toHaveLength(1);
    bot.teams.clearFaults();
  });

  it('cannot be shown to somebody without the app', async () => {
    bot.teams.as({ id: ADELE.id, name: ADELE.displayName, installed: false });
    expect(await bot.messenger.show(ADELE.id, view(), null)).toEqual({ status: 'unreachable' });
    expect(await bot.messenger.canReach(ADELE.id)).toBe(false);
    expect(await bot.messenger.notify(ADELE.id, text('bot.done'))).toBe('unreachable');
  });

  it('goes nowhere when a stored conversation points to another host', async () => {
    await chat.say('hi');
    const known = bot.conversations.rows.get(MANAGER.id) ?? expect.fail('not remembered');
    bot.conversations.rows.set(MANAGER.id, { ...known, serviceUrl: 'http://192.0.2.1/' });
    const before = bot.teams.calls.length;
    expect(await bot.messenger.show(MANAGER.id, view(), null)).toEqual({ status: 'unreachable' });
    expect(bot.teams.calls.slice(before)).toEqual([]);
  });

  it('sends a short message as plain text', async () => {
    await bot.messenger.notify(MANAGER.id, text('bot.unknown.nearest', { command: '[a](https://evil.example)' }));
    expect(chat.lastText()).toContain('[a](https: //evil.example)');
    expect(bot.teams.lastActivity().textFormat).toBe('plain');
  });
});

describe('the card in which a request was submitted', () => {
  it('goes on as the card of the request', async () => {
    bot.fake.requests.length = 0;
    await chat.say('offboard adele');
    const card = chat.lastCard();
    await card.execute('review');
    bot.fake.trouble('submit', { wait: 1_000 });
    bot.fake.calls.length = 0;
    const submitting = card.execute('submit');
    await expect.poll(() => bot.fake.calls.map(({ method }) => method)).toContain('submit');
    const told = bot.messenger.show(MANAGER.id, view({ requesterId: MANAGER.id, state: 'approved' }), null);
    await submitting;
    const mine = await shown(told);
    expect(mine.activityId).toBe(card.id);
    expect(chat.messages()).toHaveLength(1);
    expect(chat.lastCard().message.updates).toBe(1);
  });

  it('is another card when submitting failed', async () => {
    bot.fake.requests.length = 0;
    await chat.say('offboard adele');
    const card = chat.lastCard();
    await card.execute('review');
    bot.fake.trouble('submit', { error: new Error('no') });
    await card.execute('submit');
    const mine = await shown(bot.messenger.show(MANAGER.id, view(), null));
    expect(mine.activityId).not.toBe(card.id);
  });
});
