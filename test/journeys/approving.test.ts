import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approveTyped } from '../../src/commands/approve-typed.ts';
import {
  approvalCard,
  ask,
  cardWith,
  dayAhead,
  hear,
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

const ONE_MORE = /One more approval|Nog één goedkeuring/;

describe.concurrent.each(LANGUAGES)('approving, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
    await play.stage.secondHelpdesk.install();
  });
  afterAll(() => play.stop());
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);

  it('takes two different people for somebody who manages others, and nothing runs before', inTurn, async () => {
    const { stage } = play;
    const shown = await plan(stage, `${words.block} ${upn('tom')}`);
    expect(shown.text).toContain(says('report.approval.needs'));
    await shown.execute('submit');
    const reference = /L-\d+/.exec(stage.manager.lastCard().text)?.[0] ?? 'none';
    const first = await (await approvalCard(stage, reference)).execute('approve');
    expect(first.text).toMatch(ONE_MORE);
    // Whoever reads it hours later reads no hour that has passed.
    expect(first.text).toContain(says('card.line.after-approval'));
    expect(first.text).not.toContain('●');
    await hear(stage, reference, says('notice.one-more'), stage.secondHelpdesk);
    await stage.helpdesk.say(`approve ${reference}`);
    expect(stage.helpdesk.lastCard().text).toContain(says('approval.twice'));
    expect(await writesAbout(stage, 'tom')).toEqual([]);
    await (await approvalCard(stage, reference, stage.secondHelpdesk)).execute('approve');
    await hear(stage, reference, words.complete);
    const names = await read(stage, reference, /Daan[\s\S]*Fatima/);
    expect(names.text).not.toMatch(ONE_MORE);
    expect(stage.person('tom').cloud?.accountEnabled).toBe(false);
  });

  it(
    'is decided by nothing that is typed: the card as it is now is shown, and its button decides',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await ask(stage, `${words.offboard} henrietta`, {
        when: 'at',
        lastDay: dayAhead(stage, 2),
        hour: '09:00',
      });
      const old = await approvalCard(stage, reference);
      await old.execute('more');
      await stage.helpdesk
        .lastCard()
        .fill({ lastDay: dayAhead(stage, 3), hour: '09:00' })
        .execute('postpone');
      await stage.manager.say(`agree ${reference}`);
      expect(stage.manager.lastCard().text).toContain(says('approval.typed'));
      await stage.manager.lastCard().execute('agree');
      await stage.secondHelpdesk.say(`approve ${reference}`);
      expect(stage.secondHelpdesk.lastCard().text).toContain(says('approval.typed'));
      await stage.manager.say(`status ${reference}`);
      expect(stage.manager.lastCard().text).toContain(words.waiting);
      await stage.secondHelpdesk.say(`decline ${reference} Not this week`);
      await stage.manager.say(`status ${reference}`);
      expect(stage.manager.lastCard().text).toContain(words.waiting);
      await stage.secondHelpdesk.lastCard().execute('decline-confirm');
      await read(stage, reference, 'Not this week');
    },
  );

  it('is stopped by who approved first, when they think again', inTurn, async () => {
    const { stage } = play;
    const form = { account: 'delete', forwardingChecked: 'true' };
    const reference = await ask(stage, `${words.offboard} zoe`, form);
    await (await approvalCard(stage, reference)).execute('approve');
    await stage.helpdesk.say(`decline ${reference} Not before the audit`);
    await stage.helpdesk.lastCard().execute('decline-confirm');
    await read(stage, reference, 'Not before the audit');
    await isFinal(stage.secondHelpdesk, reference);
    expect(await writesAbout(stage, 'zoe')).toEqual([]);
  });

  it('is not asked where two are needed and only one may', inTurn, async () => {
    const { stage } = play;
    const hr = stage.as('hr');
    await hr.install();
    const form = { account: 'delete', forwardingChecked: 'true' };
    const answer = await plan(stage, `${words.offboard} ${upn('secondHelpdesk')}`, form, hr);
    expect(answer.verbs).not.toContain('submit');
    expect(answer.text).toMatch(/only 1 person may give one|maar 1 persoon die er een mag geven/);
  });

  it('goes on after a question that the requester answers', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} grady`);
    await (await approvalCard(stage, reference)).execute('more');
    await stage.helpdesk.lastCard().fill({ question: 'Which day exactly?' }).execute('ask');
    await hear(stage, reference, says('notice.question'));
    const asked = await cardWith(stage.manager, reference, 'answer');
    await asked.execute('answer');
    expect(asked.text).toContain(says('flow.answer-empty'));
    expect(asked.text).toContain('Which day exactly?');
    await asked.fill({ answer: 'Today at noon' }).execute('answer');
    await hear(stage, reference, says('notice.answer'), stage.helpdesk);
    const answered = await read(stage, reference, 'Today at noon', stage.helpdesk);
    await answered.execute('approve');
    await hear(stage, reference, words.complete);
  });

  it('has its question and the answer said once, also when another hour is proposed after them', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} adele`);
    await (await approvalCard(stage, reference)).execute('more');
    await stage.helpdesk.lastCard().fill({ question: 'Is Thursday soon enough?' }).execute('ask');
    await (await cardWith(stage.manager, reference, 'answer')).fill({ answer: 'It is' }).execute('answer');
    await (await read(stage, reference, 'It is', stage.helpdesk)).execute('more');
    const hour = { lastDay: dayAhead(stage, 3), hour: '09:00' };
    await stage.helpdesk.lastCard().fill(hour).execute('postpone');
    await (await cardWith(stage.manager, reference, 'agree')).execute('agree');
    await hear(stage, reference, says('notice.agreed'), stage.helpdesk);
    const said = (who: Play['stage']['helpdesk'], key: 'notice.answer' | 'notice.question') =>
      who.messages().filter(({ text }) => text.includes(reference) && text.includes(says(key)));
    expect(said(stage.helpdesk, 'notice.answer')).toHaveLength(1);
    expect(said(stage.manager, 'notice.question')).toHaveLength(1);
    await stage.manager.say(`withdraw ${reference}`);
  });

  it('is handed to a colleague, who hears of it', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} henrietta`);
    await (await approvalCard(stage, reference)).execute('more');
    await stage.helpdesk.lastCard().fill({ approver: stage.secondHelpdesk.persona.id }).execute('reassign');
    await hear(stage, reference, says('notice.assigned'), stage.secondHelpdesk);
    await approveTyped(stage.secondHelpdesk, reference);
    await hear(stage, reference, words.complete);
  });

  it('cannot go on at another hour before the requester agreed to it', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} ravi`);
    const old = await approvalCard(stage, reference);
    const stale = old.find('approve').data;
    await old.execute('more');
    await stage.helpdesk
      .lastCard()
      .fill({ lastDay: dayAhead(stage, 3), hour: '09:00' })
      .execute('postpone');
    await stage.secondHelpdesk.say(`approve ${reference}`);
    expect(stage.secondHelpdesk.lastCard().text).toContain(says('approval.requester-must-agree'));
    expect((await stage.helpdesk.lastCard().deliver('approve', stale)).text).not.toContain(words.done);
    await (await cardWith(stage.manager, reference, 'agree')).execute('agree');
    await hear(stage, reference, says('notice.agreed'), stage.secondHelpdesk);
    await (await approvalCard(stage, reference, stage.secondHelpdesk)).execute('approve');
    await read(stage, reference, says('report.headline.scheduled'));
    expect(await writesAbout(stage, 'ravi')).toEqual([]);
    await stage.manager.say(`withdraw ${reference}`);
  });

  it('is reminded of, escalated to others who may decide then, and expires', inTurn, async () => {
    const { stage } = play;
    const lead = stage.as('itLead');
    await lead.install();
    const reference = await ask(stage, `${words.block} nils`);
    await approvalCard(stage, reference);
    await lead.say(`approve ${reference}`);
    expect(lead.lastText()).toBe(says('flow.not-yours'));
    await stage.jump(4 * 60 + 1);
    await hear(stage, reference, says('notice.reminder'), stage.helpdesk);
    await stage.jump(4 * 60);
    await approvalCard(stage, reference, lead);
    await hear(stage, reference, says('notice.escalated'));
    await stage.jump(16 * 60);
    await hear(stage, reference, says('notice.expired'));
    await lead.say(`approve ${reference}`);
    expect(lead.lastCard().text).toContain(says('approval.already-expired'));
    expect(await writesAbout(stage, 'nils')).toEqual([]);
  });

  it('does nothing by a card that was forwarded or copied, but answer', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} adele`);
    const { data } = (await approvalCard(stage, reference)).find('approve');
    await stage.secondHelpdesk.say('help');
    const forwarded = await stage.secondHelpdesk.lastCard().deliver('approve', data);
    expect(forwarded.text).toContain(says('bot.card-not-made-here'));
    const altered = await stage.helpdesk.lastCard().deliver('approve', { ...data, nonce: 'x'.repeat(43) });
    expect(altered.text).toContain(says('bot.card-not-made-here'));
    expect(await writesAbout(stage, 'adele')).toEqual([]);
    await stage.manager.say(`withdraw ${reference}`);
  });
});
