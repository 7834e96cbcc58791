import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalCard,
  ask,
  cardWith,
  dayAhead,
  hear,
  inTurn,
  LANGUAGES,
  type Play,
  phrase,
  read,
  settled,
  startPlay,
  WORDS,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('one card of a request in one chat, in %s', (locale) => {
  const words = WORDS[locale];
  const soon = { en: 'It starts in a moment', nl: 'Het begint zo' }[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  /** The cards of this request in the helpdesk's chat as they are now, without those that say that another one took over. */
  function current(reference: string) {
    const { helpdesk } = play.stage;
    return helpdesk
      .messages()
      .filter(({ card }) => card !== null)
      .map((message) => helpdesk.card(message))
      .filter(({ text }) => text.includes(reference) && !text.includes(phrase(locale, 'card.retired.title')));
  }

  async function onlyOne(reference: string, says: string) {
    await play.stage.helpdesk.until(() => {
      const [card, ...others] = current(reference);
      return card !== undefined && others.length === 0 && card.text.includes(says) && !card.text.includes(soon);
    });
    const [card] = current(reference);
    if (card === undefined) throw new Error('there is no card');
    return card;
  }

  it('is the one that was typed for last: it says how things stand, and no other has a button', inTurn, async () => {
    const { stage } = play;
    const on = (days: number, hour: string) => ({ lastDay: dayAhead(stage, days), hour });
    const reference = await ask(stage, `${words.block} grady`, { when: 'at', ...on(2, '17:00') });
    const posted = await approvalCard(stage, reference);
    await stage.helpdesk.say(`approve ${reference}`);
    await stage.helpdesk.lastCard().execute('approve');
    const typed = await onlyOne(reference, '17:00');
    expect(typed.id).not.toBe(posted.id);
    expect(posted.verbs).toEqual([]);
    expect(typed.text).not.toContain(soon);

    await stage.helpdesk.say(`status ${reference}`);
    await (await onlyOne(reference, '17:00')).execute('change');
    const form = stage.helpdesk.lastCard();
    await form.fill({ ...on(3, '18:30'), reason: 'After the audit' }).execute('move');
    await onlyOne(reference, '18:30');
    await (await cardWith(stage.manager, reference, 'agree')).execute('agree');
    await onlyOne(reference, phrase(locale, 'report.headline.scheduled'));

    await stage.helpdesk.say(`decline ${reference}`);
    await stage.jump(4 * 24 * 60);
    await hear(stage, reference, words.complete);
    const last = await onlyOne(reference, words.done);
    expect(last.text).not.toContain(soon);
    expect(last.verbs).not.toContain('stop-request');
    expect(typed.verbs).toEqual([]);
  });

  it('is the posted one again when that is pressed before it says that another took over', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} adele`);
    const posted = await approvalCard(stage, reference);
    const { data } = posted.find('more');
    await stage.helpdesk.say(`approve ${reference}`);
    const typed = stage.helpdesk.lastCard();
    await posted.deliver('more', data);
    await stage.helpdesk.until(() => typed.verbs.length === 0);
    expect(posted.verbs).not.toEqual([]);
    await stage.helpdesk.say(`decline ${reference}`);
    await stage.helpdesk.lastCard().fill({ reason: 'Not before Friday' }).execute('decline-confirm');
    await onlyOne(reference, 'Not before Friday');
    expect(posted.verbs).toEqual([]);
  });

  it('never says again what was so before a click on it was answered', inTurn, async () => {
    const { stage } = play;
    const { teams, manager, helpdesk, secondHelpdesk } = stage;
    await secondHelpdesk.install();
    const form = { when: 'at', lastDay: dayAhead(stage, 2), hour: '17:00' };
    const reference = await ask(stage, `${words.block} henrietta`, form);
    const card = await approvalCard(stage, reference, secondHelpdesk);
    await approvalCard(stage, reference);
    await settled(stage);
    // The round that brings the question to everybody waits for the connector; it was read before the click.
    const path = new RegExp(manager.conversation.id);
    const before = teams.calls.length;
    teams.fault({ method: 'PUT', path, status: 'hang' });
    await helpdesk.say(`question ${reference} Why at that hour?`);
    const isOnItsWay = () => teams.calls.slice(before).some((call) => call.method === 'PUT' && path.test(call.path));
    await manager.until(isOnItsWay);
    await card.execute('approve');
    const answered = teams.transcript().length;
    await read(stage, reference, phrase(locale, 'report.headline.scheduled'));
    await settled(stage);
    const since = teams
      .transcript()
      .slice(answered)
      .split(/^(?=\S)/m);
    const own = since.filter((part) => part.startsWith(`bot updates (${secondHelpdesk.conversation.id})`));
    // “Approve and schedule”.
    const offers = `[ ${{ en: 'Approve', nl: 'Goedkeuren' }[locale]} `;
    expect(teams.transcript().slice(0, answered)).toContain(offers);
    expect(own.filter((part) => part.includes(reference) && part.includes(offers))).toEqual([]);
    expect(card.text).toContain('17:00');
    expect(card.verbs).not.toContain('approve');
  });
});
