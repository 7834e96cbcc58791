import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryUnavailable, FailedAfterwards, OutcomeUnknown } from '../../src/domain/errors.ts';
import { text } from '../../src/domain/text.ts';
import type { ShownCard } from '../../src/flow/ports.ts';
import type { Chat } from '../../src/sandbox/mini-teams/mini-teams.ts';
import { BOT, type BotUnderTest, sealed, startBotUnderTest } from './bot-under-test.ts';
import { ADELE, APPROVER, MANAGER, STRANGER } from './fake-flow.ts';
import { wordsOf } from './words-of.ts';

/** Real milliseconds: longer than a busy machine needs for what is not slow on purpose, and what is slow. */
const [DEADLINE, SLOW] = [2_000, 4_000];

let bot: BotUnderTest;
let chat: Chat;
let chats = 0;

beforeAll(async () => {
  bot = await startBotUnderTest({ deadline: DEADLINE });
});
afterAll(() => bot.stop());
beforeEach(() => {
  chats += 1;
  bot.fake.requests.length = 0;
  bot.conversations.rows.clear();
  chat = bot.teams.as({ id: MANAGER.id, name: MANAGER.displayName, chatId: `a:robust-${chats}` });
});

describe('when something is slow or fails', () => {
  it('answers a slow click in time and updates the card when it is done', async () => {
    await chat.say('offboard adele');
    const card = chat.lastCard();
    bot.fake.trouble('draft', { wait: SLOW });
    const answer = await card.execute('review');
    expect(answer).toMatchObject({ kind: 'message' });
    expect(answer.text).toContain('Working on it');
    await chat.until((message) => message.id === card.id && message.updates > 0);
    expect(card.verbs).toContain('submit');
  });

  it.each([
    ['a click on a card of the request', 'approve'],
    ['the click that submitted it', 'submit'],
  ] as const)('keeps up to date the card that is posted where %s could not be answered on it', async (_what, verb) => {
    const asks = verb === 'approve' ? APPROVER : MANAGER;
    chat = bot.teams.as({ id: asks.id, name: asks.displayName, chatId: `a:late-${verb}` });
    const { reference } = verb === 'approve' ? bot.fake.put({}) : { reference: 'none' };
    await chat.say(verb === 'approve' ? `approve ${reference}` : 'offboard adele');
    const card = chat.lastCard();
    if (verb === 'submit') await card.execute('review');
    bot.fake.calls.length = 0;
    bot.fake.trouble(verb === 'approve' ? 'decide' : 'submit', { wait: SLOW });
    // The connector took it and did not say so: nobody knows which of the two cards is the one.
    bot.teams.fault({ method: 'PUT', path: /activities/, status: 502, done: true });
    await card.execute(verb);
    const kept = () =>
      bot.fake.calls
        .filter(({ method }) => method === 'cardShown')
        .map((call) => (call.with[0] as ShownCard).activityId);
    await chat.until(({ id, card: shown }) => id !== card.id && shown !== null);
    await chat.until(({ id }) => id === kept().at(-1) && id !== card.id);
    expect(new Set(kept())).toEqual(new Set([card.id, chat.lastCard().id]));
  });

  it('keeps the order of a conversation while one turn is slow', async () => {
    await chat.say('offboard adele');
    bot.fake.trouble('draft', { wait: SLOW });
    const slow = chat.lastCard().execute('review');
    const meanwhile = chat.say('submit');
    await Promise.all([slow, meanwhile]);
    expect(bot.fake.requests).toHaveLength(1);
  });

  it('says that the directory cannot be read, and takes the same click afterwards', async () => {
    await chat.say('offboard adele');
    const card = chat.lastCard();
    bot.fake.trouble('draft', { error: new DirectoryUnavailable('503 from graph.example') });
    const answer = await card.execute('review');
    expect(answer.text).toContain('Nothing was changed');
    await card.execute('review');
    expect(card.verbs).toContain('submit');
  });

  it('never shows the text of an exception, but a number that the log has too', async () => {
    await chat.say('offboard adele');
    bot.fake.trouble('draft', { error: new Error('password=hunter2 at 10.0.0.4') });
    const answer = await chat.lastCard().execute('review');
    const logged = bot.events.findLast(({ event }) => event === 'turn-failed');
    expect(answer.text).not.toContain('hunter2');
    expect(answer.text).toContain(logged?.incident);
    expect(JSON.stringify(bot.events)).not.toContain('hunter2');
  });

  it.each([
    ['what came after it failed', new FailedAfterwards('view'), 'It was taken in'],
    ['nobody knows whether it is stored', new OutcomeUnknown('commit'), 'It is not known yet whether this was done'],
  ])('never says "not done" where %s', async (_what, error, sentence) => {
    await chat.say('offboard adele');
    await chat.lastCard().execute('review');
    bot.fake.trouble('submit', { error, times: 1 });
    const answer = await chat.lastCard().execute('submit');
    expect(answer.text).toContain(sentence);
    expect(answer.text).not.toContain('not done');
  });

  it('never says "not done" where only its own notes could not be kept', async () => {
    await chat.say('offboard adele');
    const { write } = bot.dialogStates.port;
    const review = await chat.lastCard().execute('review');
    expect(review.kind).toBe('card');
    Object.assign(bot.dialogStates.port, { write: () => Promise.reject(new Error('eTag conflict')) });
    const answer = await chat.lastCard().execute('submit');
    Object.assign(bot.dialogStates.port, { write });
    expect(bot.fake.requests).toHaveLength(1);
    expect(answer.text).toContain('It was taken in');
  });

  it('is not stuck after a defect: the next command starts afresh', async () => {
    await chat.say('offboard adele');
    bot.fake.trouble('proposeChoices', { error: new TypeError('cannot read x'), times: 1 });
    await chat.say('keep');
    await chat.say('offboard adele');
    expect(chat.lastCard().verbs).toContain('review');
  });

  it('answers 200 when what it has to say cannot be delivered', async () => {
    bot.teams.fault({ method: 'POST', path: /activities/, status: 500 });
    const answer = await chat.raw({ type: 'message', text: 'hi' });
    expect(answer.status).toBe(200);
    await expect
      .poll(() => bot.events)
      .toContainEqual(expect.objectContaining({ event: 'connector-failed', error: 'ConnectorRefused' }));
  });

  it('keeps the question when Teams did not take the card, and takes the same words again', async () => {
    await chat.say('offboard adele');
    bot.teams.fault({ method: 'POST', path: /activities/, status: 502 });
    await chat.say('done');
    await chat.say('done');
    expect(chat.lastCard().verbs).toContain('submit');
  });

  it('says in the chosen language that it is working on it', async () => {
    await chat.say('language nl');
    await chat.say('offboard adele');
    bot.fake.trouble('draft', { wait: SLOW });
    const answer = await chat.lastCard().execute('review');
    expect(answer.text).toContain('Er wordt aan gewerkt');
  });

  it('sends a message once, whatever the connector answers', async () => {
    const before = bot.teams.calls.length;
    bot.teams.fault({ method: 'POST', path: /activities/, status: 503, done: true });
    await chat.raw({ type: 'message', text: 'help' });
    // Teams is answered after seconds, whatever is still under way.
    await expect.poll(() => bot.teams.calls.length).toBeGreaterThan(before);
    expect(bot.teams.calls.slice(before).map(({ method }) => method)).toEqual(['POST']);
    expect(chat.messages()).toHaveLength(1);
  });

  it('handles a repeated delivery of a message once', async () => {
    const activity = chat.activity({ type: 'message', text: 'help' });
    await Promise.all([bot.teams.send(activity), bot.teams.send(activity), bot.teams.send(activity)]);
    await expect.poll(() => chat.messages().length).toBeGreaterThan(0);
    expect(chat.messages()).toHaveLength(1);
  });

  it('gives nobody the answer that another got for the same id', async () => {
    const chatId = chat.conversation.id;
    const stranger = bot.teams.as({ id: STRANGER.id, name: STRANGER.displayName, chatId });
    const request = bot.fake.put({});
    const click = { verb: 'open', requestId: request.id, version: 1 };
    const of = (viewerId: string) => ({
      ...{ type: 'invoke', name: 'adaptiveCard/action', id: 'one and the same', replyToId: 'none' },
      value: { action: { type: 'Action.Execute', verb: 'open', data: sealed(click, chatId, viewerId) } },
    });
    expect(JSON.stringify((await chat.raw(of(MANAGER.id))).body)).toContain(ADELE.displayName);
    expect(JSON.stringify((await stranger.raw(of(STRANGER.id))).body)).not.toContain(ADELE.displayName);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', ''])('has no button “%s”', async (verb) => {
    bot.events.length = 0;
    const action = { type: 'Action.Execute', verb, data: { verb } };
    const answer = await chat.raw({ type: 'invoke', name: 'adaptiveCard/action', value: { action } });
    expect(JSON.stringify(answer.body)).toContain('could not be read');
    expect(bot.events).not.toContainEqual(expect.objectContaining({ event: 'turn-failed', verb }));
  });

  it('brings the question back for missing and odd input, and never says that something failed', async () => {
    const odd = [
      '',
      ' ',
      'NaN',
      '-1',
      '__proto__',
      'constructor',
      '2026-02-30',
      '99:99',
      'x'.repeat(200),
      null,
      true,
      7.5,
      ['a'],
    ];
    const names = [
      'person',
      'anyone',
      'query',
      'when',
      'lastDay',
      'hour',
      'reason',
      'successor',
      'successorQuery',
      'account',
    ];
    for (const [line, verbs] of [
      ['offboard', ['pick', 'back']],
      ['offboard lee', ['pick', 'back']],
      ['offboard adele', ['review', 'back', 'submit', 'edit', 'hour', 'cancel', 'resume']],
    ] as const)
      for (const verb of verbs)
        for (const value of [undefined, ...odd]) {
          await chat.say(line);
          bot.events.length = 0;
          const { nonce } = chat.lastCard().find('cancel').data as { nonce: string };
          const data = {
            verb,
            nonce,
            ...(value === undefined ? {} : Object.fromEntries(names.map((name) => [name, value]))),
          };
          const action = { type: 'Action.Execute', verb, data };
          const answer = await chat.raw({ type: 'invoke', name: 'adaptiveCard/action', value: { action } });
          expect(wordsOf(answer.body)).toMatch(/\p{L}{2,}/u);
          expect(bot.events.filter(({ event }) => event === 'turn-failed')).toEqual([]);
        }
  });

  it.each([
    ['', 0, 'findForEmergency', ''],
    ['nobody', 0, 'findForEmergency', 'nobody'],
    ['Adele@contoso.example', 0, 'findForEmergency', 'adele@contoso.example'],
    ['ABCDEF00-0000-4000-8000-00000000000A', 0, 'blockNow', 'abcdef00-0000-4000-8000-00000000000a'],
    ['abcdef00-0000-4000-8000-00000000000a', 11, 'findForEmergency', 'abcdef00-0000-4000-8000-00000000000a'],
    ['abcdef00-0000-4000-8000-00000000000a', Number.NaN, 'findForEmergency', 'abcdef00-0000-4000-8000-00000000000a'],
  ])(
    'takes from the card of a block at once an object id as Graph writes it, and asks about "%s" and where it is %d minutes old',
    async (person, minutes, method, asked) => {
      await chat.say('help');
      bot.fake.calls.length = 0;
      const data = sealed({ verb: 'block-now' }, chat.conversation.id, MANAGER.id);
      const action = {
        type: 'Action.Execute',
        verb: 'block-now',
        data: { ...data, person, shownAt: minutesAgo(minutes) },
      };
      await chat.raw({ type: 'invoke', name: 'adaptiveCard/action', value: { action } });
      const about = bot.fake.calls.filter((call) => ['blockNow', 'findForEmergency'].includes(call.method));
      expect(about.map((call) => [call.method, call.with[1]])).toEqual([[method, asked]]);
    },
  );

  it('says why in words where there is no card to show', async () => {
    const { flow } = bot.fake;
    const request = bot.fake.put({});
    const refusing = { ...flow, answerEmergency: async () => ({ refused: text('flow.not-an-approver'), view: null }) };
    const other = await startBotUnderTest({ flow: refusing });
    try {
      const asks = other.teams.as({ id: APPROVER.id, name: APPROVER.displayName });
      const data = sealed(
        { verb: 'refuse-block', requestId: request.id, version: 1 },
        asks.conversation.id,
        APPROVER.id,
      );
      const action = { type: 'Action.Execute', verb: 'refuse-block', data };
      const { body } = await asks.raw({ type: 'invoke', name: 'adaptiveCard/action', value: { action } });
      expect(JSON.stringify(body)).toContain('Only members of the helpdesk');
    } finally {
      await other.stop();
    }
  });

  it('shows a hostile name as text and nothing else', async () => {
    await chat.say('offboard [click](https://evil.example) <b>${1+1}</b> {{DATE(2020)}}');
    expect(chat.lastCard().text).toContain('${1+1}');
    expect(JSON.stringify(chat.lastCard().json)).not.toContain('"TextBlock","text":"[click]');
  });
});

describe('a text that is too long or made to cost much', () => {
  it.each([
    ['a mail of 700 words behind a command', `offboard ${'adele 31-12 may '.repeat(234)}`],
    ['a script behind a command', `block sign-in adele ${'x'.repeat(1_000)}`],
    ['half a sentence that would start something', `offboard adele 31-12 ${'. But do not do it yet'.repeat(60)}`],
    ['more than Teams delivers', `offboard adele ${'<at'.repeat(60_000)}`],
    ['a result longer than any', `runbook done L-1042 ${'!'.repeat(16_001)}x`],
  ])('is not obeyed half: %s', async (_what, line) => {
    const said = await chat.say(line);
    expect(said).toHaveLength(1);
    expect(said[0]?.card).toBeNull();
    expect(said[0]?.text).toContain('Nothing of it was read, started or changed');
    await chat.say('done');
    expect(chat.lastCard().text).toContain('Not understood');
  });

  it('does not grow by mentions of nothing, and one of the bot is not read', async () => {
    const nothing = { type: 'mention', text: '', mentioned: { id: BOT } };
    const leaver = { ...nothing, text: '<at>Leaver</at>' };
    const entities = [...Array.from({ length: 199 }, () => nothing), leaver];
    const answer = await chat.raw({ type: 'message', text: '<at>Leaver</at> help', entities });
    expect(answer.status).toBe(200);
    expect(chat.lastCard().text).toContain('L-1042');
  });

  it('reads a pasted result of 16,000 characters', async () => {
    await chat.say(`runbook done L-1042 ${'x'.repeat(15_000)}`);
    expect(JSON.stringify(chat.messages().at(-1))).not.toContain('Nothing of it was read');
  });
});

describe('who is greeted, and in which language', () => {
  it('welcomes once, though Teams says twice that the app was installed', async () => {
    await Promise.all([chat.install(), chat.install()]);
    expect(chat.messages()).toHaveLength(1);
    expect(chat.lastCard().verbs).toContain('start-offboard');
    await bot.restart();
    await chat.install();
    expect(chat.messages()).toHaveLength(1);
  });

  it.each(['hi', 'hello', 'hallo', 'hoi', 'Hi!'])('answers %s with the welcome card', async (word) => {
    await chat.say(word);
    expect(chat.lastCard().verbs).toContain('start-restore-user');
  });

  it('remembers the language that was chosen, against the client, also after a restart', async () => {
    await chat.say('language nl');
    expect(chat.lastCard().json.lang).toBe('nl');
    await bot.restart();
    await chat.say('help');
    expect(chat.lastCard().json.lang).toBe('nl');
    await chat.say('taal engels');
    expect(chat.lastCard().json.lang).toBe('en');
  });

  it('chooses the language on a card when none was typed', async () => {
    await chat.say('language');
    const card = chat.lastCard();
    await card.fill({ locale: 'nl' }).execute('language');
    expect(card.json.lang).toBe('nl');
  });

  it('says of a language that is not there which ones are', async () => {
    await chat.say('language fr');
    expect(chat.lastCard().text).toContain('“fr”: there are English and Dutch');
    expect(chat.lastCard().json.lang).toBe('en');
  });

  it.each(['cancel', 'back'])('understands %s where nothing is open', async (word) => {
    await chat.say(word);
    expect(chat.lastCard().text).toContain('Nothing is open');
    expect(chat.lastCard().text).not.toContain('Not understood');
  });

  it('asks the open question again in the new language', async () => {
    await chat.say('offboard adele');
    await chat.say('language nl');
    expect(chat.lastCard().verbs).toContain('review');
    expect(chat.lastCard().json.lang).toBe('nl');
  });

  it.each([
    ['ofboard adele', 'offboard'],
    ['stauts', 'status'],
    ['wachtrj', 'wachtrij'],
  ])('suggests the nearest command for %s', async (typed, command) => {
    await chat.say(typed);
    expect(chat.lastCard().text).toContain(`“${command}”`);
    expect(chat.lastCard().verbs).toContain('help');
  });

  it('offers the button for what is meant, never its opposite, also while a form asks for a name', async () => {
    for (const typed of ['haal adele terug', 'offboard', 'haal adele terug', 'haal adele weg']) await chat.say(typed);
    expect(chat.lastCard().verbs).toEqual(['start-offboard', 'help']);
    await chat.say('haal adele terug');
    expect(chat.lastCard().verbs).toEqual(['start-restore-user', 'help']);
    await chat.say('adele');
    expect(chat.lastCard().verbs).toContain('review');
  });

  it.each(['what is the weather', '', 'cancel', 'back', 'approve'])('has an answer to “%s”', async (typed) => {
    const said = await chat.say(typed);
    expect(said).toHaveLength(1);
  });

  it('marks somebody who removed the app as unreachable until they speak again', async () => {
    await chat.say('hi');
    await chat.raw({ type: 'installationUpdate', action: 'remove' });
    expect(await bot.messenger.canReach(MANAGER.id)).toBe(false);
    await chat.say('hi');
    expect(await bot.messenger.canReach(MANAGER.id)).toBe(true);
  });
});

describe('in a group or channel', () => {
  const group = () =>
    bot.teams.as(
      { id: APPROVER.id, name: APPROVER.displayName },
      { conversation: { id: '19:group', type: 'groupChat' } },
    );

  it.each(['offboard adele', 'status L-1042', 'help', 'queue'])('sends %s to the private chat', async (line) => {
    const said = await group().say(`<at>Leaver</at> ${line}`);
    expect(said).toHaveLength(1);
    expect(said[0]?.text).toContain('https://teams.microsoft.com/l/chat/0/0?users=28%3Aleaver-in-tests');
    expect(said[0]?.card).toBeNull();
  });

  it('never becomes where a person is reached', async () => {
    await group().say('help');
    expect(bot.conversations.rows.get(APPROVER.id)).toBeUndefined();
  });

  it('takes a decision from an approver on a card there, and nothing from others', async () => {
    const request = bot.fake.put({});
    const data = sealed({ verb: 'approve', requestId: request.id, version: 1 }, '19:group');
    const stranger = bot.teams.as(
      { id: STRANGER.id, name: STRANGER.displayName },
      { conversation: { id: '19:group', type: 'groupChat' } },
    );
    await group().say('help');
    const card = group().card(group().messages()[0] ?? expect.fail('no message'));
    const neutral = await stranger.card(stranger.messages()[0] ?? expect.fail('no message')).deliver('approve', data);
    expect(neutral.kind).toBe('message');
    expect(neutral.text).not.toContain(ADELE.displayName);
    expect(bot.fake.requests[0]?.state).toBe('pending');
    const answer = await card.deliver('approve', data);
    expect(answer.kind).toBe('card');
    expect(bot.fake.requests[0]?.state).toBe('approved');
  });

  it('starts no dialog from a button', async () => {
    await group().say('help');
    const card = group().card(group().messages()[0] ?? expect.fail('no message'));
    const answer = await card.deliver('start-offboard', { verb: 'start-offboard' });
    expect(answer.text).toContain('private');
  });
});

/** Real time, as a card says when it was shown; NaN = it does not say. */
function minutesAgo(minutes: number): string {
  return Number.isNaN(minutes) ? 'long ago' : new Date(Date.now() - minutes * 60_000).toISOString();
}
