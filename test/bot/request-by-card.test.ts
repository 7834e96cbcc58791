import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chat } from '../../src/sandbox/mini-teams/mini-teams.ts';
import { type BotUnderTest, startBotUnderTest } from './bot-under-test.ts';
import { ADELE, ALEX, LEES, MANAGER } from './fake-flow.ts';

let bot: BotUnderTest;
let chat: Chat;
let chats = 0;

beforeAll(async () => {
  bot = await startBotUnderTest();
});
afterAll(() => bot.stop());
beforeEach(() => {
  chats += 1;
  bot.fake.requests.length = 0;
  chat = bot.teams.as({ id: MANAGER.id, name: MANAGER.displayName, chatId: `a:by-card-${chats}` });
});

/** The form about Adele, ready to be filled. */
async function formFor(personId = ADELE.id) {
  await chat.say('offboard');
  const card = chat.lastCard();
  await card.fill({ person: personId }).execute('pick');
  return card;
}

describe('asking by card', () => {
  it('goes from person to submitted on one card that is replaced in place', async () => {
    const card = await formFor();
    const plan = await card.execute('review');
    expect(plan.text).toContain('Block sign-in');
    const answer = await card.execute('submit');
    expect(answer.text).toContain(bot.fake.requests[0]?.reference);
    expect(chat.messages()).toHaveLength(1);
    expect(card.verbs).toEqual(['withdraw']);
  });

  it('brings the filled form back after edit', async () => {
    const card = await formFor();
    await card.fill({ when: 'at', lastDay: '2026-03-31', hour: '17:00', account: 'delete' }).execute('review');
    await card.execute('edit');
    const values = Object.fromEntries(card.inputs.map(({ id, value }) => [id, value]));
    expect(values).toMatchObject({ when: 'at', lastDay: '2026-03-31', hour: '17:00', account: 'delete' });
  });

  it('goes back from the form to the person, and keeps the form for the same person', async () => {
    const card = await formFor();
    await card.execute('back');
    expect(card.inputs.map(({ id }) => id)).toContain('person');
    await card.fill({ person: ADELE.id }).execute('pick');
    expect(card.text).toContain(ADELE.displayName);
  });

  it('searches for what is typed on the card, and offers the people who share a name', async () => {
    await chat.say('offboard');
    const card = chat.lastCard();
    const matches = await card.fill({ query: 'lee gu' }).execute('pick');
    expect(matches.text).toContain('Retail Manager, sales');
    await card.fill({ person: LEES[1]?.id ?? '' }).execute('pick');
    expect(card.text).toContain('lee.legal@contoso.example');
  });

  it('keeps what was typed when nobody answers to it', async () => {
    await chat.say('offboard');
    const card = chat.lastCard();
    const answer = await card.fill({ query: 'nobody at all' }).execute('pick');
    expect(answer.text).toContain('“nobody at all”');
    expect(card.inputs.find(({ id }) => id === 'query')?.value).toBe('nobody at all');
  });

  it('says every problem of the form at once and keeps it filled', async () => {
    const card = await formFor();
    const filled = { when: 'at', lastDay: '2026-03-09', hour: '08:00', successorQuery: 'nobody at all' };
    const answer = await card.fill(filled).execute('review');
    expect(answer.text).toContain('has passed');
    expect(answer.text).toContain('Pick a later time, or choose now.');
    expect(answer.text).toContain('as successor');
    expect(card.inputs.find(({ id }) => id === 'successorQuery')?.value).toBe('nobody at all');
  });

  it.each([
    ['On the last working day', 'at', '2026-12-31'],
    ['Now', 'now', undefined],
  ])('asks about a day that is filled in beside “Now”, and takes %s', async (_, when, localDate) => {
    const card = await formFor();
    const asked = await card.fill({ lastDay: '2026-12-31' }).execute('review');
    expect(asked.text).toContain('but “Now” was chosen');
    expect(card.verbs).toContain('review');
    expect(card.inputs.find(({ id }) => id === 'when')?.value).toBe('');
    expect((await card.execute('review')).text).toContain('but “Now” was chosen');
    await card.fill({ when }).execute('review');
    await card.execute('submit');
    expect(bot.fake.requests[0]?.choices.when).toMatchObject({ mode: when, ...(localDate && { localDate }) });
  });

  it('takes “Now” from whoever chooses it over the last working day', async () => {
    const card = await formFor();
    await card.fill({ when: 'at', lastDay: '2026-12-31', hour: '17:00' }).execute('review');
    await card.execute('edit');
    await card.fill({ when: 'now' }).execute('review');
    await card.execute('submit');
    expect(bot.fake.requests[0]?.choices.when).toEqual({ mode: 'now' });
  });

  it('asks which moment is meant when the clock makes an hour twice', async () => {
    const card = await formFor();
    await card.fill({ when: 'at', lastDay: '2026-10-25', hour: '02:30' }).execute('review');
    const later = card.inputs[0]?.choices[1]?.value ?? '';
    await card.fill({ hour: later }).execute('hour');
    await card.execute('submit');
    expect(bot.fake.requests[0]?.dueAt).toBe('2026-10-25T01:30:00.000Z');
  });

  it('offers the next moment when the clock skips an hour', async () => {
    const card = await formFor();
    await card.fill({ when: 'at', lastDay: '2026-03-29', hour: '02:30' }).execute('review');
    await card.execute('hour');
    await card.execute('submit');
    const when = bot.fake.requests[0]?.choices.when;
    expect(when).toMatchObject({ localDate: '2026-03-29', localTime: '03:00', instant: '2026-03-29T01:00:00.000Z' });
  });

  it('stops at once while nothing was filled in', async () => {
    await chat.say('offboard');
    const answer = await chat.lastCard().execute('cancel');
    expect(answer.text).toContain('Closed');
  });

  it('asks before it gives up what was filled in', async () => {
    const card = await formFor();
    await card.execute('cancel');
    expect(card.verbs).toEqual(['cancel', 'resume']);
    await card.execute('resume');
    expect(card.verbs).toContain('review');
    await card.execute('cancel');
    const answer = await card.execute('cancel');
    expect(answer.text).toContain('Closed');
  });

  it('answers a click on an earlier card with the current one and the reason', async () => {
    await chat.say('offboard');
    const old = chat.lastCard();
    const nonce = old.find('pick').data.nonce;
    await old.fill({ person: ADELE.id }).execute('pick');
    const answer = await old.execute('back', { data: { nonce } });
    expect(answer.text).toContain('earlier card');
    expect(old.verbs).toContain('review');
  });

  it('answers a click on the card of a dialog that is over with a way on', async () => {
    await chat.say('offboard');
    const old = chat.lastCard();
    await chat.say('cancel');
    const answer = await old.fill({ person: ADELE.id }).execute('pick');
    expect(answer.text).toContain('no longer in use');
    expect(old.verbs).toContain('start-offboard');
  });

  it('shows the plan again when it changed between review and submit', async () => {
    const card = await formFor(ALEX.id);
    await card.execute('review');
    bot.fake.protect(ALEX.id);
    await card.execute('submit');
    expect(bot.fake.requests).toEqual([]);
    expect(card.verbs).not.toContain('submit');
  });

  it('submits once however often the click is delivered', async () => {
    const card = await formFor();
    await card.execute('review');
    const submit = card.find('submit').data;
    await card.execute('submit', { deliver: 3 });
    const again = await card.deliver('submit', submit, { newIds: true });
    expect(bot.fake.requests).toHaveLength(1);
    expect(again.text).toContain(bot.fake.requests[0]?.reference);
  });

  it('goes on where it was after the bot was restarted', async () => {
    const card = await formFor();
    await bot.restart();
    await card.execute('review');
    await card.execute('submit');
    expect(bot.fake.requests).toHaveLength(1);
  });

  it('drops a dialog that another version of Leaver left, and says how to go on', async () => {
    const card = await formFor();
    for (const row of bot.dialogStates.rows.values()) row.value = JSON.stringify({ version: 99, state: {} });
    const answer = await card.execute('review');
    expect(answer.text).toContain('no longer in use');
    expect(bot.events).toContainEqual({ event: 'dialog-dropped' });
  });

  it('works for a client that only knows Action.Submit, by updating the card', async () => {
    await chat.say('block sign-in');
    const card = chat.lastCard();
    await card.fill({ person: ADELE.id }).execute('pick', { asSubmit: true });
    expect(card.message.updates).toBe(1);
    await card.execute('review', { asSubmit: true });
    await card.execute('submit', { asSubmit: true });
    expect(bot.fake.requests[0]?.choices.kind).toBe('block-sign-in');
    expect(chat.messages()).toHaveLength(1);
  });
});
