import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approveTyped } from '../../src/commands/approve-typed.ts';
import type { Request } from '../../src/domain/request.ts';
import { aStepRecord } from '../helpers/given.ts';
import { type BotUnderTest, startBotUnderTest } from './bot-under-test.ts';
import { ADELE, APPROVER, MANAGER, STRANGER } from './fake-flow.ts';

let bot: BotUnderTest;
let request: Request;

beforeAll(async () => {
  bot = await startBotUnderTest();
});
afterAll(() => bot.stop());
beforeEach(() => {
  bot.fake.requests.length = 0;
  request = bot.fake.put({});
});

const manager = () => bot.teams.as({ id: MANAGER.id, name: MANAGER.displayName });
const approver = () => bot.teams.as({ id: APPROVER.id, name: APPROVER.displayName });

/** The card of the request in somebody's chat. */
async function cardFor(chat = approver()) {
  await chat.say(`status ${request.reference}`);
  return chat.lastCard();
}

describe('a request in the chat', () => {
  it('is approved on its card', async () => {
    const card = await cardFor();
    const answer = await card.execute('approve');
    expect(answer.kind).toBe('card');
    expect(bot.fake.requests[0]?.state).toBe('approved');
    expect(card.verbs).not.toContain('approve');
  });

  it('asks for a reason before it is declined, and can be kept', async () => {
    const card = await cardFor();
    await card.execute('decline');
    await card.execute('keep');
    expect(card.verbs).toContain('approve');
    await card.execute('decline');
    await card.fill({ reason: 'Contract was extended' }).execute('decline-confirm');
    expect(bot.fake.requests[0]?.decision?.reason).toBe('Contract was extended');
  });

  it.each([
    ['approve', 'approved'],
    ['goedkeuren', 'approved'],
    ['decline', 'declined'],
    ['afwijzen', 'declined'],
  ])('is shown by typing %s, and decided by the button alone', async (word, state) => {
    const chat = approver();
    await chat.say(`${word} ${request.reference.toLowerCase()} too early`);
    expect(bot.fake.requests[0]?.state).toBe('pending');
    await chat.lastCard().execute(state === 'approved' ? 'approve' : 'decline-confirm');
    expect(bot.fake.requests[0]?.state).toBe(state);
    expect(bot.fake.requests[0]?.decision?.reason ?? 'too early').toBe('too early');
  });

  it('is not declined by text without a reason: the card asks for it', async () => {
    const chat = approver();
    await chat.say(`decline ${request.reference}`);
    expect(bot.fake.requests[0]?.state).toBe('pending');
    expect(chat.lastCard().verbs).toContain('decline-confirm');
  });

  it.each(['question', 'hand over', 'postpone'])(
    'opens the form for %s alone, and calls nothing missing',
    async (word) => {
      const chat = approver();
      await chat.say(`${word} ${request.reference}`);
      expect(chat.lastCard().verbs).toContain('ask');
      expect(chat.lastCard().text).not.toMatch(/^!/m);
      await chat.lastCard().execute('postpone');
      expect(chat.lastCard().text).toMatch(/^! .*Fill in the day/m);
    },
  );

  it('says that nothing is to be held, or let go, where nothing began or was put on hold', async () => {
    const chat = approver();
    request = bot.fake.change(request, { state: 'scheduled', dueAt: '2027-01-01T16:00:00.000Z' });
    await chat.say(`hold ${request.reference}`);
    expect(chat.lastCard().text).toContain('It has not begun, so there is nothing to put on hold');
    await chat.say(`resume ${request.reference}`);
    expect(chat.lastCard().text).toContain('It is not on hold');
  });

  it('refuses a stale card with the reason and shows how it stands now', async () => {
    const card = await cardFor();
    await approveTyped(approver(), request.reference);
    const answer = await card.execute('approve');
    expect(answer.text).toContain('Your click');
    expect(card.verbs).not.toContain('approve');
  });

  it('is decided once when a click is delivered three times', async () => {
    const card = await cardFor();
    await card.execute('approve', { deliver: 3 });
    expect(bot.fake.requests[0]?.version).toBe(2);
  });

  it('is withdrawn and asked again by its requester', async () => {
    const chat = manager();
    const card = await cardFor(chat);
    await card.execute('withdraw');
    expect(bot.fake.requests[0]?.state).toBe('withdrawn');
    await card.execute('ask-again');
    expect(card.text).toContain(ADELE.displayName);
    expect(card.verbs).toContain('review');
  });

  it.each([
    ['ask-again', 'withdrawn'],
    ['restore-instead', 'running'],
  ] as const)(
    'says nothing of what is open behind %s to who may not ask about the person any more',
    async (verb, state) => {
      bot.fake.change(request, { state, startedAt: request.createdAt });
      const card = await cardFor(manager());
      bot.fake.forbid(ADELE.id);
      bot.fake.calls.length = 0;
      await card.execute(verb);
      bot.fake.allow(ADELE.id);
      expect(bot.fake.calls.map(({ method }) => method)).not.toContain('openAbout');
      expect(card.verbs).toContain('pick');
    },
  );

  it('gets a new date or runs now when it was approved after its hour', async () => {
    bot.fake.change(request, { state: 'approved', lateSince: request.createdAt });
    const card = await cardFor(manager());
    const refused = await card.fill({ lastDay: '2026-03-09', hour: '08:00' }).execute('new-date');
    expect(refused.text).toContain('has passed');
    // A card for another hour has no “now” to choose.
    expect(refused.text).toContain('Pick a later time.');
    await card.fill({ lastDay: '2026-04-01', hour: '09:00' }).execute('new-date');
    expect(bot.fake.requests[0]?.dueAt).toBe('2026-04-01T07:00:00.000Z');
  });

  it('gets a new date by text as well when it was approved after its hour: on its own card, with the day that was typed', async () => {
    bot.fake.change(request, { state: 'approved', lateSince: request.createdAt });
    const chat = manager();
    await chat.say(`change date ${request.reference}`);
    expect(chat.lastCard().text).not.toContain('no longer possible');
    await chat.say(`change date ${request.reference} 1 April 2026 09:00`);
    const card = chat.lastCard();
    expect(card.text).not.toContain('no longer possible');
    await card.execute('new-date');
    expect(bot.fake.requests[0]?.dueAt).toBe('2026-04-01T07:00:00.000Z');
  });

  it.each([
    ['2026-03-29', '02:30 does not exist on that day: the clocks go forward then.'],
    ['2026-10-25', '02:30 comes twice on that day: the clocks go back then.'],
  ])('gets no new date at an hour of %s over which the clock goes, and is told: %s', async (lastDay, why) => {
    bot.fake.change(request, { state: 'approved', lateSince: request.createdAt });
    const card = await cardFor(manager());
    const refused = await card.fill({ lastDay, hour: '02:30' }).execute('new-date');
    expect(refused.text).toContain(why);
  });

  it('shows nothing to somebody who is not a party, in the same words as for a request that does not exist', async () => {
    const stranger = bot.teams.as({ id: STRANGER.id, name: STRANGER.displayName });
    await stranger.say(`status ${request.reference}`);
    const notTheirs = stranger.lastText();
    await stranger.say('status L-999999');
    expect(stranger.lastText()).toBe(notTheirs);
    expect(stranger.messages().some(({ card }) => card !== null)).toBe(false);
  });

  it('tells the target user nothing about themselves', async () => {
    const target = bot.teams.as({ id: ADELE.id, name: ADELE.displayName });
    await target.say(`status ${request.reference}`);
    expect(target.lastText()).not.toContain(MANAGER.displayName);
    expect(target.messages().every(({ card }) => card === null)).toBe(true);
  });

  it('answers a forged click of a stranger neutrally and does nothing', async () => {
    const card = await cardFor();
    const data = card.find('approve').data;
    const stranger = bot.teams.as({ id: STRANGER.id, name: STRANGER.displayName });
    await stranger.say('hi');
    const answer = await stranger.lastCard().deliver('approve', data);
    expect(answer.kind).toBe('message');
    expect(bot.fake.requests[0]?.state).toBe('pending');
  });

  it.each([
    ['an unknown field', { targetUserId: ADELE.id }],
    ['another verb inside than outside', { verb: 'withdraw' }],
    ['a request that is not an id', { requestId: '1 or 1=1' }],
    ['more than two kilobytes', { reason: 'x'.repeat(3_000) }],
    ['a verb that does not exist', { verb: 'delete-everything' }],
  ])('does nothing for a click with %s', async (_what, data) => {
    const card = await cardFor();
    const before = bot.fake.calls.length;
    const answer = await card.execute('approve', { data });
    expect(answer.kind).toBe('message');
    expect(bot.fake.calls.slice(before)).toEqual([]);
  });

  it('lists own requests, opens one, and turns the page of the list that is shown', async () => {
    for (let at = 0; at < 14; at += 1) bot.fake.put({ targetUserName: `Person ${at}` });
    const chat = manager();
    await chat.say('mijn aanvragen');
    const list = chat.lastCard();
    expect(list.text).toContain('Person 13');
    await list.fill({ page: '2' }).execute('page');
    expect(list.text).toContain('Person 0');
    await list.execute('open');
    expect(list.verbs).toContain('withdraw');
  });

  it('lets the helpdesk retry or skip the step that is stuck, by button or by text', async () => {
    const failed = (['block-sign-in', 'revoke-sessions'] as const).map((kind) =>
      aStepRecord({ kind, state: 'failed' }),
    );
    bot.fake.change(request, { state: 'running' });
    bot.fake.ledgers.set(request.id, failed);
    const card = await cardFor();
    await card.fill({ step: 'revoke-sessions' }).execute('retry');
    expect(bot.fake.calls.findLast(({ method }) => method === 'resolveStep')?.with[2]).toBe('revoke-sessions');
    await approver().say(`skip ${request.reference}`);
    expect(approver().lastCard().text).toContain('Pick the step first');
    bot.fake.ledgers.set(request.id, failed.slice(0, 1));
    await approver().say(`overslaan ${request.reference}`);
    expect(bot.fake.calls.findLast(({ method }) => method === 'resolveStep')?.with.slice(2)).toEqual([
      'block-sign-in',
      'skip',
    ]);
    bot.fake.ledgers.set(request.id, []);
    await approver().say(`opnieuw ${request.reference}`);
    expect(bot.fake.calls.findLast(({ method }) => method === 'resolveStep')?.with.slice(2)).toEqual([null, 'retry']);
  });

  it('takes the result of a runbook as text', async () => {
    await approver().say(`runbook done ${request.reference} {"ok":true}`);
    const answered = bot.fake.calls.findLast(({ method }) => method === 'answerRunbook');
    expect(answered?.with).toEqual([APPROVER.id, request.reference, { answer: 'done', result: '{"ok":true}' }]);
    for (const words of ['draaiboek kan niet', 'kan niet', 'cannot']) {
      const asked = approver();
      await asked.say(`${words} ${request.reference}`);
      expect(asked.lastCard().text).toContain('in a few words');
    }
  });

  it('shows the queue to approvers only', async () => {
    const chat = approver();
    await chat.say('wachtrij');
    expect(chat.lastCard().text).toContain(request.reference);
    for (let at = 0; at < 12; at += 1) bot.fake.put({});
    await chat.say('queue');
    const list = chat.lastCard();
    await list.fill({ page: '2' }).execute('page');
    expect(list.text).toContain(bot.fake.requests.at(-1)?.reference);
    const other = manager();
    await other.say('queue');
    expect(other.lastText()).toContain('Only members');
  });
});
