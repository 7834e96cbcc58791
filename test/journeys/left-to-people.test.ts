import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import {
  askAndApprove,
  hear,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  read,
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
  });

  it('is a phone: it stays enabled, and the request is not green', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.offboard} adele`, { reason: 'dismissed' });
    await hear(stage, reference, isOver);
    const card = await finalCard(reference);
    expect(card).toContain('iPhone of Adele');
    expect(card).toContain(says('gap.left.not-windows'));
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
      expect(card).toContain(says('gap.left.carries-mailbox'));
      expect(card).toContain('Microsoft 365 F3');
      shareMailbox(stage, 'zoe');
      for (const group of [worksCouncil, newsletter]) leave(stage, group?.id ?? '', 'zoe');
      await stage.jump(13 * 60);
      await hear(stage, reference, says('notice.done'));
      await read(stage, reference, says('report.headline.done'));
    },
  );
});

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
