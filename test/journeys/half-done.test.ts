import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import { askAndApprove, hear, inTurn, LANGUAGES, type Play, phrase, plan, read, startPlay, WORDS } from './play.ts';

/** A step of several calls of which a later one is refused: what was done is named, and what was not. */
describe.concurrent.each(LANGUAGES)('half of a step, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  const { financeTeam } = contoso.groups;
  const inTeam = (as: 'owners' | 'members') =>
    play.stage.sandbox.tenant.state().groups[financeTeam?.id ?? '']?.[as].includes(play.stage.person('sanne').id) ===
    true;

  it('is said: no longer an owner of a group, still a member, and a restore gives that much back', inTurn, async () => {
    const { stage } = play;
    await stage.faults({ refuse: { match: `DELETE /groups/${financeTeam?.id}/members/.*`, times: 9 } });
    const gone = await askAndApprove(stage, `${words.offboard} sanne`);
    await hear(stage, gone, says('notice.done-with-gaps'));
    const card = await read(stage, gone, says('report.headline.done-left'));
    expect([inTeam('owners'), inTeam('members')]).toEqual([false, true]);
    expect(card.text).toContain(`“Finance team${says('gap.half.membership')}`);
    expect(card.text).not.toContain(says('flow.refused-unchanged'));
    const review = await plan(stage, `${words.restore} sanne`);
    expect(review.text).toContain('Finance team');
    await stage.manager.say(words.cancel);
    await stage.faults({ refuse: { match: `POST /groups/${financeTeam?.id}/members/.*`, times: 9 } });
    const back = await askAndApprove(stage, `${words.restore} sanne`);
    await hear(stage, back, says('notice.done-with-gaps'));
    expect([inTeam('owners'), inTeam('members')]).toEqual([true, true]);
  });

  it('is not said of what was refused as a whole: there nothing was changed', inTurn, async () => {
    const { stage } = play;
    await stage.faults({ refuse: { match: 'DELETE /users/.*', times: 9 } });
    const reference = await askAndApprove(stage, `${words.offboard} lotte`, {
      account: 'delete',
      forwardingChecked: 'true',
    });
    const { text } = await read(stage, reference, says('flow.refused-unchanged'));
    expect(text).toContain(says('graph.refused.forbidden'));
  });
});
