import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import type { TenantState } from '../../src/sandbox/tenant.ts';
import {
  approvalCard,
  approveIt,
  askAndApprove,
  dayAhead,
  hear,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  plan,
  read,
  settled,
  shareMailbox,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

/** What Leaver could not do stays on every final card and message, by name, with who must do it. */
describe.concurrent.each(LANGUAGES)('what is left to people, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  const isOver = phrase(locale, 'notice.done-with-gaps');
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  const finalCard = async (reference: string) =>
    (await read(play.stage, reference, says('report.headline.done-left'))).text;

  it('is named with who must do it: lists, a licensing group, the only owner', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.offboard} sanne`);
    await hear(stage, reference, isOver);
    const card = await finalCard(reference);
    for (const name of ['Newsletter Operations', 'Finance approvals', 'LIC-Power-BI-Pro', 'Budget 2027'])
      expect(card).toContain(name);
    for (const key of [
      'gap.left.mail-enabled',
      'gap.left.licensing',
      'gap.left.last-owner',
      'gap.left.dynamic',
    ] as const)
      expect(card).toContain(says(key));
    expect(card).toContain(says('card.state.verified-but-left'));
    expect(card).not.toContain(says('report.headline.done'));
    // A rule decides who is in: nobody left that undone.
    const undone = card.split('\n').filter((line) => line.includes(says('gap.of-step')));
    expect(undone.join()).toContain('Budget 2027');
    expect(undone.join()).not.toContain('All employees');
  });

  it(
    'is no group that gives licences where those were to stay: nobody is told to take the person out',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await askAndApprove(stage, `${words.offboard} grady`, { removeLicences: 'false' });
      const card = await read(stage, reference, says('gap.left.licences-kept'));
      expect(card.text).not.toContain(says('gap.left.licensing'));
      await settled(stage);
      await stage.manager.say(`status ${reference}`);
      const { text } = stage.manager.lastCard();
      expect(text).not.toContain(says('gap.left.licensing'));
      const undone = text.split('\n').filter((line) => line.includes(says('gap.of-step')));
      expect(undone.join()).not.toContain('LIC-');
    },
  );

  it('is a phone: it stays enabled, and the request is not green', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.offboard} adele`, { reason: 'dismissed' });
    await hear(stage, reference, isOver);
    const card = await finalCard(reference);
    expect(card).toContain('iPhone of Adele');
    expect(card).toContain(says('gap.left.not-windows'));
  });

  it('is a password that the identity provider keeps: on plan, approval and final card', inTurn, async () => {
    const { stage } = play;
    const { id } = stage.person('nils');
    meanwhile(stage, (state) => withUserPrincipalName(state, id, 'nils@contoso.de'));
    const review = await plan(stage, `${words.offboard} Nils`);
    expect(review.text).toContain(says('card.state.left'));
    expect(review.text).toContain(says('gap.left.password-at-provider'));
    const reference = /L-\d+/.exec((await review.execute('submit')).text)?.[0] ?? 'none';
    const asked = await approvalCard(stage, reference);
    expect(asked.text).toContain(says('gap.left.password-at-provider'));
    await approveIt(stage, reference);
    await hear(stage, reference, isOver);
    const card = await finalCard(reference);
    expect(card).toContain(says('gap.left.password-at-provider'));
    expect(card).toContain(says('authority.password-at-provider'));
    await hear(stage, reference, says('step.reset-password.title'));
  });

  it('is a reply whose mailbox may be on own servers by the time that it is to be set', inTurn, async () => {
    const { stage } = play;
    const { id } = stage.person('bram');
    const later = { when: 'at', lastDay: dayAhead(stage, 1), hour: '17:00' };
    const reference = await askAndApprove(stage, `${words.offboard} bram`, later);
    await read(stage, reference, says('report.headline.scheduled'));
    meanwhile(stage, (state) => withoutCloudMailbox(state, id));
    await stage.jump(2 * 24 * 60);
    const { text } = await read(stage, reference, says('card.state.left'));
    expect(text).toContain(says('gap.left.reply-on-premises'));
    expect(text).toContain(says('plan.skip.reply-on-premises'));
  });

  it(
    'is a group that Microsoft refuses, and is done when somebody was seen to have seen to all of it',
    inTurn,
    async () => {
      const { stage } = play;
      const { worksCouncil, newsletter } = contoso.groups;
      await stage.faults({ refuse: { match: `DELETE /groups/${worksCouncil?.id}/.*`, times: 9 } });
      const reference = await askAndApprove(stage, `${words.offboard} ${upn('zoe')}`);
      await hear(stage, reference, isOver);
      const card = await finalCard(reference);
      expect(card).toContain('Works council');
      expect(card).toContain(says('gap.refused.leave-groups'));
      expect(card).toContain(says('gap.why.forbidden'));
      expect(card).toContain(says('gap.left.carries-mailbox-chosen'));
      expect(card).toContain('Microsoft 365 F3');
      shareMailbox(stage, 'zoe');
      for (const group of [worksCouncil, newsletter]) leave(stage, group?.id ?? '', 'zoe');
      await stage.jump(13 * 60);
      await hear(stage, reference, says('notice.done'));
      await read(stage, reference, says('report.headline.done'));
    },
  );
});

/** Their domain leaves the passwords to an identity provider of its own. */
function withUserPrincipalName(state: TenantState, id: string, userPrincipalName: string): TenantState {
  const person = state.people[id];
  if (person?.cloud == null) throw new Error('there is no such person');
  return { ...state, people: { ...state.people, [id]: { ...person, cloud: { ...person.cloud, userPrincipalName } } } };
}

function withoutCloudMailbox(state: TenantState, id: string): TenantState {
  const person = state.people[id];
  if (person === undefined) throw new Error('there is no such person');
  return { ...state, people: { ...state.people, [id]: { ...person, mailbox: null } } };
}

/** An administrator takes somebody out of a group, beside Leaver. */
function leave(stage: Play['stage'], groupId: string, key: string): void {
  const { id } = stage.person(key);
  meanwhile(stage, (state) => {
    const group = state.groups[groupId];
    if (group === undefined) throw new Error(`there is no group ${groupId}`);
    const members = group.members.filter((member) => member !== id);
    return { ...state, groups: { ...state.groups, [groupId]: { ...group, members } } };
  });
}
