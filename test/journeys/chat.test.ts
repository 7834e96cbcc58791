import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, askAndApprove, hear, inTurn, LANGUAGES, type Play, phrase, plan, startPlay, upn, WORDS } from './play.ts';

describe.concurrent.each(LANGUAGES)('in the chat, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('greets with three ways to begin, and knows what was nearly typed', inTurn, async () => {
    const { manager } = play.stage;
    await manager.say(locale === 'en' ? 'hi' : 'hoi');
    expect(manager.lastCard().verbs).toEqual(
      expect.arrayContaining(['start-offboard', 'start-block-sign-in', 'start-restore-user']),
    );
    await manager.say('ofboard adele');
    expect(manager.lastCard().text).toContain('offboard');
    expect(manager.lastCard().verbs).toContain('help');
  });

  it('takes help, back and cancel in the middle, and asks before anything typed is lost', inTurn, async () => {
    const { manager } = play.stage;
    const review = await plan(play.stage, `${words.offboard} adele`);
    expect(review.verbs).toContain('submit');
    await manager.say('help');
    expect(manager.lastCard().verbs).toContain('submit');
    await manager.say(locale === 'en' ? 'back' : 'terug');
    expect(manager.lastCard().verbs).toContain('review');
    await manager.say(words.cancel);
    expect(manager.lastCard().text).toContain(phrase(locale, 'bot.cancel.title'));
    await manager.say(locale === 'en' ? 'no' : 'nee');
    expect(manager.lastCard().verbs).toContain('review');
    await manager.say(words.cancel);
    await manager.say(locale === 'en' ? 'yes' : 'ja');
    expect(manager.last()).toContain(phrase(locale, 'bot.cancelled.sentence'));
    const stale = await review.deliver('submit', review.message.card === null ? {} : { verb: 'submit', nonce: 'old' });
    expect(stale.text).not.toMatch(/L-\d+/);
  });

  it('does one thing however often a message or a click is delivered', inTurn, async () => {
    const { stage } = play;
    const before = stage.manager.messages().length;
    for (const _ of [1, 2, 3]) await stage.manager.say('help', { id: `same-${locale}` });
    expect(stage.manager.messages().length).toBe(before + 1);
    const review = await plan(stage, `${words.block} ${upn('samFinance')}`);
    await review.execute('submit', { deliver: 3, newIds: true });
    await stage.manager.say(locale === 'en' ? 'my requests' : 'mijn aanvragen');
    expect(stage.manager.lastCard().text.match(/L-\d+/g)).toHaveLength(1);
  });

  it('asks which one when two people have the name', inTurn, async () => {
    const { stage } = play;
    await stage.manager.say(`${words.block} sam peeters`);
    const matches = stage.manager.lastCard();
    expect(matches.verbs).toContain('pick');
    const [choice] = matches.inputs;
    expect(choice?.choices.map(({ title }) => title)).toEqual([
      expect.stringContaining('Financ'),
      expect.stringContaining('Sales'),
    ]);
    await stage.manager.say(words.cancel);
  });

  it('does no dialog in a group chat, shows nobody there, and leads to the private chat', inTurn, async () => {
    const { stage } = play;
    const group = stage.teams.as(stage.manager.persona, {
      conversation: { id: `19:group-${locale}@thread.v2`, type: 'groupChat' },
      locale: words.client,
    });
    await group.say(`${words.offboard} adele`);
    expect(group.last()).not.toContain('Adele');
    expect(group.last()).toContain(phrase(locale, 'bot.in-private'));
    expect(group.last()).toContain('https://teams.microsoft.com/l/chat/');
  });

  it('keeps the queue to the helpdesk', inTurn, async () => {
    const { stage } = play;
    await stage.manager.say(locale === 'en' ? 'queue' : 'wachtrij');
    expect(stage.manager.last()).toContain(phrase(locale, 'flow.not-an-approver'));
    const reference = await ask(stage, `${words.block} grady`);
    await stage.helpdesk.say('queue');
    expect(stage.helpdesk.lastCard().text).toContain(reference);
  });

  it('speaks the language that was chosen, whatever the client says, and to others theirs', inTurn, async () => {
    const { stage } = play;
    const chosen = locale === 'en' ? 'nl' : 'en';
    await stage.manager.say(`language ${chosen}`);
    await stage.manager.say('help');
    expect(stage.manager.lastCard().text).toContain(phrase(chosen, 'card.help.title'));
    const reference = await askAndApprove(stage, `${words.block} adele`);
    await hear(stage, reference, WORDS[chosen].complete);
    const card = await stage.helpdesk.until((message, text) => message.card !== null && text.includes(reference));
    expect(card.text).toContain(phrase(locale, 'step.block-sign-in.title'));
  });
});
