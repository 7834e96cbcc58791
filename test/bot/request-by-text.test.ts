import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chat } from '../../src/sandbox/mini-teams/mini-teams.ts';
import { type BotUnderTest, startBotUnderTest } from './bot-under-test.ts';
import { ADELE, MANAGER } from './fake-flow.ts';

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
  bot.conversations.rows.clear();
  chat = bot.teams.as({ id: MANAGER.id, name: MANAGER.displayName, chatId: `a:by-text-${chats}` });
});

describe('asking by text', () => {
  it('is complete without touching a card', async () => {
    for (const line of ['offboard', '1', '31-12 17:00', 'files no', 'delete', 'forwarding checked', 'done', 'submit']) {
      await chat.say(line);
    }
    expect(bot.fake.requests[0]?.choices).toMatchObject({
      targetUserId: ADELE.id,
      when: { localDate: '2026-12-31', localTime: '17:00', zone: 'Europe/Amsterdam' },
      shareFiles: false,
      account: 'delete',
      forwardingChecked: true,
    });
  });

  it.each([
    ['offboard adele 30 feb', '“30 feb” is no day'],
    ['offboard adele 3/4', '“3/4” is no day, or could be two'],
    ['offboard adele 21-11-2025', 'has passed'],
    ['offboard adele yesterday', 'has passed'],
    ['uit dienst adele eergisteren 12:00', 'has passed'],
    ['offboard adele last friday', 'has passed'],
    ['offboard adele 21-11-2035', 'days ahead'],
  ])('says at once what is wrong with the day of “%s”, and blames no name for it', async (line, words) => {
    await chat.say(line);
    expect(chat.lastCard().verbs).toContain('review');
    expect(chat.lastCard().text).toContain(words);
    expect(chat.lastCard().text).toContain(ADELE.displayName);
  });

  it('never takes a day that could not be read for now', async () => {
    await chat.say('offboard adele 31-2');
    const card = chat.lastCard();
    await card.fill({ lastDay: '2026-12-31' }).execute('review');
    await card.execute('submit');
    expect(bot.fake.requests[0]?.choices.when).toMatchObject({ localDate: '2026-12-31', localTime: '17:00' });
  });

  it('takes “now” that is typed over a day', async () => {
    for (const line of ['offboard adele 31-12', 'now', 'done', 'submit']) await chat.say(line);
    expect(bot.fake.requests[0]?.choices.when).toEqual({ mode: 'now' });
  });

  it('is complete in Dutch', async () => {
    chat = bot.teams.as({ id: MANAGER.id, name: 'Miriam', chatId: 'a:nl' }, { locale: 'nl-NL' });
    await chat.say('uit dienst adele 31-12 17:00');
    expect(chat.lastCard().text).toContain(ADELE.displayName);
    expect(chat.lastCard().json.lang).toBe('nl');
    for (const line of ['behouden', 'bestanden nee', 'opvolger alex', 'klaar', 'indienen']) await chat.say(line);
    expect(bot.fake.requests[0]?.choices).toMatchObject({ account: 'keep', successorName: 'Alex Wilber' });
  });

  it.each([
    ['block sign-in adele', 'block-sign-in'],
    ['aanmelden blokkeren adele', 'block-sign-in'],
    ['restore user adele', 'restore-user'],
    ['gebruiker herstellen adele', 'restore-user'],
    ['Offboard adele', 'offboard'],
  ])('starts %s at the form', async (line, kind) => {
    await chat.say(line);
    await chat.say('done');
    expect(bot.fake.calls.findLast(({ method }) => method === 'draft')?.with[1]).toMatchObject({ kind });
  });

  it('reads a mention of a person as the name', async () => {
    await chat.say('<at>Leaver</at> offboard <at>Adele Vance</at>', {
      entities: [
        { type: 'mention', mentioned: { id: '28:leaver-in-tests', name: 'Leaver' }, text: '<at>Leaver</at>' },
        { type: 'mention', mentioned: { id: '29:adele', name: 'Adele Vance' }, text: '<at>Adele Vance</at>' },
      ],
    });
    expect(chat.lastCard().verbs).toContain('review');
  });

  it('lists the people who share the typed name and takes the number', async () => {
    await chat.say('offboard lee');
    expect(chat.lastCard().text).toContain('Retail Manager, sales');
    await chat.say('2');
    expect(chat.lastCard().text).toContain('lee.legal@contoso.example');
  });

  it.each([
    ['en-US', 'offboard adele and bram', 'One request is about one person'],
    ['en-US', 'uit dienst: adele en bram', 'One request is about one person'],
    ['nl-NL', 'uit dienst adele, bram', 'Een aanvraag gaat over één persoon'],
  ])('says in %s of “%s” that a request is about one person, and takes one', async (locale, line, words) => {
    chat = bot.teams.as({ id: MANAGER.id, name: 'Miriam', chatId: `a:several-${chats}` }, { locale });
    await chat.say(line);
    expect(chat.lastCard().text).toContain(words);
    expect(chat.lastCard().verbs).toEqual(['pick', 'cancel']);
    await chat.say('adele');
    expect(chat.lastCard().verbs).toContain('review');
    expect(chat.lastCard().text).toContain(ADELE.displayName);
  });

  it('answers help in between and shows the question again', async () => {
    await chat.say('offboard adele');
    const said = await chat.say('help');
    expect(said).toHaveLength(2);
    expect(chat.lastCard().verbs).toContain('review');
    await chat.say('done');
    expect(chat.lastCard().verbs).toContain('submit');
  });

  it('answers other commands in between and keeps the question open', async () => {
    await chat.say('offboard adele');
    await chat.say('my requests');
    await chat.say('done');
    expect(chat.lastCard().verbs).toContain('submit');
  });

  it('takes the words of a button as the button', async () => {
    for (const line of ['offboard adele', 'Review the plan', 'change choices', 'review the plan', 'Ask for approval']) {
      await chat.say(line);
    }
    expect(bot.fake.requests).toHaveLength(1);
  });

  it('goes back a step at a time', async () => {
    await chat.say('offboard adele');
    await chat.say('done');
    await chat.say('back');
    expect(chat.lastCard().verbs).toContain('review');
    await chat.say('terug');
    expect(chat.lastCard().verbs).toEqual(['pick', 'cancel']);
  });

  it('asks before it gives up, and takes yes or no', async () => {
    await chat.say('offboard adele');
    await chat.say('cancel');
    await chat.say('no');
    expect(chat.lastCard().verbs).toContain('review');
    await chat.say('annuleren');
    await chat.say('ja');
    expect(chat.lastCard().text).toContain('Closed');
  });

  it('says what can be typed when a line means nothing at the form', async () => {
    await chat.say('offboard adele');
    await chat.say('as soon as the moon is full');
    expect(chat.lastCard().text).toContain('“as soon as the moon is full” was not understood');
    expect(chat.lastCard().verbs).toContain('review');
  });

  it('takes 1 or 2 when an hour comes twice', async () => {
    for (const line of ['offboard adele 25-10-2026 02:30', 'done', '2', 'submit']) await chat.say(line);
    expect(bot.fake.requests[0]?.dueAt).toBe('2026-10-25T01:30:00.000Z');
  });

  it('starts anew when another request is started, and the older card is stale', async () => {
    await chat.say('offboard adele');
    const older = chat.lastCard();
    await chat.say('offboard alex');
    const answer = await older.execute('review');
    expect(answer.text).toContain('earlier card');
    expect(answer.text).toContain('Alex Wilber');
  });
});
