import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import {
  approvalCard,
  ask,
  askAndApprove,
  cardWith,
  dayAhead,
  inTurn,
  isFinal,
  LANGUAGES,
  type Play,
  phrase,
  plan,
  read,
  startPlay,
  upn,
  WORDS,
  writesAbout,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('asking, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('refuses protected people at the first message, with the reason, and writes nothing', inTurn, async () => {
    const { stage } = play;
    const reasons = {
      katrin: 'rules.protection.directory-role',
      lars: 'rules.protection.eligible-role',
      wouter: 'rules.protection.role-assignable-group',
      ursula: 'rules.protection.restricted-management',
      emergencyAccount: 'rules.protected',
    } as const;
    for (const [key, reason] of Object.entries(reasons)) {
      await stage.manager.say(`${words.offboard} ${upn(key)}`);
      const answer = stage.manager.lastCard();
      expect(answer.verbs, answer.text).toEqual(['back', 'cancel']);
      expect(answer.text).toContain(phrase(locale, reason));
      expect(await writesAbout(stage, key)).toEqual([]);
      // Nothing was filled in that closing it could lose.
      await stage.manager.say(words.cancel);
      expect(stage.manager.last()).toContain(phrase(locale, 'bot.cancelled.sentence'));
    }
  });

  it('tells whoever may not ask about a protected person nothing of the protection', inTurn, async () => {
    const outsider = play.stage.as('adele');
    await outsider.install();
    await outsider.say(`${words.offboard} ${upn('katrin')}`);
    expect(outsider.lastCard().text).toContain(phrase(locale, 'bot.person.nobody-no-reports'));
    expect(outsider.lastCard().text).not.toContain(phrase(locale, 'rules.protected'));
  });

  it(
    'tells whom nobody reports to who may ask, the same of whoever exists and of nobody, and offers no asking',
    inTurn,
    async () => {
      const { helpdesk } = play.stage;
      await helpdesk.say('help');
      expect(helpdesk.lastCard().verbs).not.toContain('start-offboard');
      const told = [];
      for (const query of ['adele', 'qqzzxx']) {
        await helpdesk.say(`${words.offboard} ${query}`);
        told.push(helpdesk.lastCard().text.replaceAll(query, '…'));
        await helpdesk.say(words.cancel);
      }
      expect(told[0]).toContain(phrase(locale, 'bot.person.nobody-no-reports'));
      expect(told[1]).toBe(told[0]);
    },
  );

  it('takes nobody as successor who could not receive anything', inTurn, async () => {
    const { stage } = play;
    for (const successorQuery of [upn('lotte'), 'Fabrikam']) {
      const form = await plan(stage, `${words.offboard} ${upn('html')}`, { successorQuery });
      expect(form.verbs).toContain('review');
      expect(form.text).toContain(phrase(locale, 'bot.successor.nobody'));
    }
    const review = await plan(stage, `${words.offboard} ${upn('html')}`, { successorQuery: upn('html') });
    expect(review.verbs).not.toContain('submit');
    expect(review.text).toContain(phrase(locale, 'rules.successor-is-target'));
  });

  it(
    'says at the first message what is open about a person, and at the last one where somebody was quicker',
    inTurn,
    async () => {
      const { stage } = play;
      const hr = stage.as('hr');
      await hr.install();
      const review = await plan(stage, `${words.offboard} henrietta`, {}, hr);
      const open = await ask(stage, `${words.offboard} henrietta`);
      await stage.manager.say(`${words.offboard} henrietta`);
      expect(stage.manager.lastCard().text).toContain(open);
      expect(stage.manager.lastCard().verbs).toEqual(['open', 'start-block-sign-in', 'help']);
      const late = await review.execute('submit');
      expect(late.text).toContain(phrase(locale, 'card.open.others'));
      expect(late.text).not.toMatch(/L-\d+/);
    },
  );

  it('withdraws what is planned for later, and every card becomes final', inTurn, async () => {
    const { stage } = play;
    const form = { when: 'at', lastDay: dayAhead(stage, 3), hour: '17:00' };
    const reference = await askAndApprove(stage, `${words.offboard} grady`, form);
    const own = await read(stage, reference, phrase(locale, 'report.headline.scheduled'));
    await own.execute('withdraw');
    await read(stage, reference, phrase(locale, 'report.headline.withdrawn'), stage.helpdesk);
    await isFinal(stage.helpdesk, reference);
    await stage.jump(4 * 24 * 60);
    expect(stage.person('grady').cloud?.accountEnabled).toBe(true);
    expect(await writesAbout(stage, 'grady')).toEqual([]);
  });

  it('says of what was never asked that there is nothing of the kind, and what else can be done', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} henrietta`);
    const typed = {
      en: { 'flow.no-day': 'change date', 'flow.no-question': 'answer', 'flow.nothing-to-agree': 'agree' },
      nl: { 'flow.no-day': 'datum wijzigen', 'flow.no-question': 'antwoord', 'flow.nothing-to-agree': 'instemmen' },
    }[locale];
    for (const [key, command] of Object.entries(typed)) {
      await stage.manager.say(`${command} ${reference} hallo`);
      expect(stage.manager.lastCard().text).toContain(phrase(locale, key as keyof typeof typed));
    }
    await (await cardWith(stage.manager, reference, 'withdraw')).execute('withdraw');
  });

  it('says in words how a request stands that can no longer be withdrawn', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} adele`);
    await (await approvalCard(stage, reference)).execute('decline');
    await stage.helpdesk.lastCard().fill({ reason: 'no' }).execute('decline-confirm');
    await read(stage, reference, phrase(locale, 'report.headline.declined'));
    await stage.manager.say(`${translate(text('card.verb.withdraw'), { locale, timeZone: 'UTC' })} ${reference}`);
    const answer = stage.manager.lastCard().text;
    expect(answer).toContain(phrase(locale, 'flow.too-late'));
    expect(answer).toContain(phrase(locale, 'card.request-state.declined'));
    expect(answer).not.toMatch(/state\.\w/);
  });
});
