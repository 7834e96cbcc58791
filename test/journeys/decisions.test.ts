import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import {
  approvalCard,
  ask,
  hear,
  inTurn,
  isFinal,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  plan,
  read,
  startPlay,
  upn,
  WORDS,
  writesAbout,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('deciding, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
    await play.stage.secondHelpdesk.install();
  });
  afterAll(() => play.stop());

  it('is declined with a reason that the requester reads, and nothing is written', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} grady`);
    const card = await approvalCard(stage, reference);
    await card.execute('decline');
    await stage.helpdesk.lastCard().fill({ reason: 'Not before Friday' }).execute('decline-confirm');
    await read(stage, reference, 'Not before Friday');
    await isFinal(stage.secondHelpdesk, reference);
    expect(await writesAbout(stage, 'grady')).toEqual([]);
  });

  it('lets one of two approvers win, tells the other who and when, and makes every card final', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} adele`);
    const cards = await Promise.all(
      [stage.helpdesk, stage.secondHelpdesk].map((chat) => approvalCard(stage, reference, chat)),
    );
    const answers = await Promise.all(cards.map((card) => card.execute('approve')));
    const lost = answers.filter(({ text }) => text.includes(phrase(locale, 'approval.already-approved')));
    expect(lost.map(({ text }) => /Daan|Fatima/.test(text) && /\d\d:\d\d/.test(text))).toEqual([true]);
    await hear(stage, reference, words.complete);
    const blocks = (await writesAbout(stage, 'adele')).filter(({ method }) => method === 'PATCH');
    expect(blocks).toHaveLength(1);
    for (const chat of [stage.helpdesk, stage.secondHelpdesk]) await isFinal(chat, reference);
  });

  it('gives nobody else anything: strangers, the target user, and forged clicks', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} henrietta`);
    const { data } = (await approvalCard(stage, reference)).find('approve');
    const said = [];
    for (const chat of [stage.as('outsider'), stage.as('henrietta')]) {
      for (const asked of [`status ${reference}`, 'status L-9999', `approve ${reference}`, `withdraw ${reference}`]) {
        await chat.say(asked);
        said.push(chat.lastText());
      }
      await chat.say('help');
      const forged = await chat.lastCard().deliver('approve', data);
      said.push(forged.text);
      expect(JSON.stringify(chat.messages())).not.toContain('Henrietta');
      expect(JSON.stringify(chat.messages())).not.toContain(reference);
    }
    expect(new Set(said)).toEqual(new Set([said[0]]));
    expect(await writesAbout(stage, 'henrietta')).toEqual([]);
    await approvalCard(stage, reference);
  });

  it('does not let the target user decide who is in the approver group', inTurn, async () => {
    const { stage } = play;
    const hr = stage.as('hr');
    await hr.install();
    const reference = await ask(stage, `${words.block} ${upn('secondHelpdesk')}`, {}, hr);
    await approvalCard(stage, reference);
    await stage.secondHelpdesk.say(`approve ${reference}`);
    expect(stage.secondHelpdesk.lastText()).toBe(phrase(locale, 'flow.not-yours'));
    expect(JSON.stringify(stage.secondHelpdesk.messages())).not.toContain(reference);
    expect(await writesAbout(stage, 'secondHelpdesk')).toEqual([]);
  });

  it('does not let the requester decide who is in the approver group', inTurn, async () => {
    const { stage } = play;
    const approvers = contoso.groupIds.approvers;
    meanwhile(stage, (state) => withMember(state, approvers, stage.manager.persona.id));
    const reference = await ask(stage, `${words.block} ${upn('ampersand')}`);
    await approvalCard(stage, reference);
    await stage.manager.say(`approve ${reference}`);
    expect(stage.manager.lastCard().text).toContain(phrase(locale, 'approval.own-request'));
    expect(stage.person('ampersand').cloud?.accountEnabled).toBe(true);
    expect(await writesAbout(stage, 'ampersand')).toEqual([]);
  });

  it('lets people ask only about their own reports, never about themselves, and guests never', inTurn, async () => {
    const { stage } = play;
    const [tom, ines] = [stage.as('tom'), stage.as('ines')];
    for (const [chat, about] of [
      [tom, upn('adele')],
      [tom, upn('tom')],
      [ines, upn('adele')],
      [ines, upn('ines')],
    ] as const) {
      const answer = await plan(stage, `${words.block} ${about}`, {}, chat);
      expect(answer.verbs, answer.text).not.toContain('submit');
      expect(answer.text).not.toContain('Adele Vance');
      await chat.say(words.cancel);
    }
    const own = await plan(stage, `${words.block} ${upn('tomReport1')}`, {}, tom);
    expect(own.verbs).toContain('submit');
  });

  it('answers a click on an old card with how things stand now, and does a repeated click once', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} ${upn('samFinance')}`);
    const card = await approvalCard(stage, reference);
    const approve = card.find('approve').data;
    await card.execute('approve', { deliver: 3, newIds: true });
    await hear(stage, reference, words.complete);
    const again = await stage.helpdesk.lastCard().deliver('approve', approve);
    expect(again.text).toContain('Daan');
    const blocks = (await writesAbout(stage, 'samFinance')).filter(({ method }) => method === 'PATCH');
    expect(blocks).toHaveLength(1);
  });
});

function withMember(state: Parameters<Parameters<typeof meanwhile>[1]>[0], groupId: string, personId: string) {
  const group = state.groups[groupId];
  if (group === undefined) throw new Error('there is no such group');
  return { ...state, groups: { ...state.groups, [groupId]: { ...group, members: [...group.members, personId] } } };
}
