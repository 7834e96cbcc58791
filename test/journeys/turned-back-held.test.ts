import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askAndApprove,
  awayFromSync,
  hear,
  inTurn,
  LANGUAGES,
  type Play,
  phrase,
  read,
  runbookCard,
  settled,
  startPlay,
  upn,
  WORDS,
  writesAbout,
} from './play.ts';

const PAUSE = { en: 'pause everything', nl: 'alles pauzeren' } as const;
const RESUME = { en: 'resume', nl: 'hervatten' } as const;

describe.concurrent.each(LANGUAGES)('a block that directory sync turned back, in %s', (locale) => {
  const words = WORDS[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
    await play.stage.as('emergencyLead').install();
  });
  afterAll(() => play.stop());

  it('is told and said everywhere for as long as a pause keeps Leaver from blocking again', inTurn, async () => {
    const { stage } = play;
    const lead = stage.as('emergencyLead');
    await awayFromSync(stage);
    const reference = await askAndApprove(stage, `${words.block} ${upn('alex')}`);
    await runbookCard(stage, reference);
    await lead.say(PAUSE[locale]);
    await settled(stage);
    await stage.act('disable', 'alex');
    await stage.act('enable', 'alex');
    await stage.jump(40);
    await settled(stage);
    expect(stage.person('alex').cloud?.accountEnabled).toBe(true);
    for (const chat of [stage.manager, stage.helpdesk]) {
      await hear(stage, reference, says('notice.step-overwritten'), chat);
      await read(stage, reference, says('report.headline.block-held'), chat);
      await chat.say(`status ${reference}`);
      const card = chat.lastCard().text;
      expect(card).toContain(says('flow.again-waits'));
      expect(card).toContain(says('graph.on-premises.disable-account-turned-back'));
      for (const untrue of ['plan.warning.temporary', 'report.todo.runbook-block-sign-in'] as const)
        expect(card).not.toContain(says(untrue));
    }
    expect((await runbookCard(stage, reference)).text).toContain(says('card.runbook.headline-turned-back'));

    // What IT does in Active Directory blocks without Leaver, which has nothing to send then but the end of sessions.
    await stage.act('disable', 'alex');
    await stage.jump(40);
    await settled(stage);
    expect(stage.person('alex').cloud?.accountEnabled).toBe(false);
    await stage.manager.say(`status ${reference}`);
    expect(stage.manager.lastCard().text).not.toContain(says('report.headline.block-held'));
    expect(stage.manager.lastCard().text).toContain(says('flow.in-place-since'));
    const before = (await writesAbout(stage, 'alex')).length;
    await lead.say(RESUME[locale]);
    await hear(stage, reference, says('notice.step-in-place-since'));
    expect((await writesAbout(stage, 'alex')).slice(before).map(({ method }) => method)).not.toContain('PATCH');
  });

  it('is so too while Microsoft 365 throttles the second attempt', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} ${upn('bram')}`);
    await runbookCard(stage, reference);
    const { id } = stage.person('bram');
    await stage.faults({ throttle: { match: `PATCH /users/${id}`, times: 500, status: 429, retryAfter: 7200 } });
    await stage.act('disable', 'bram');
    await stage.act('enable', 'bram');
    await stage.jump(40);
    for (const chat of [stage.manager, stage.helpdesk])
      await hear(stage, reference, says('notice.step-overwritten'), chat);
    const card = await read(stage, reference, says('flow.again-waits'));
    expect(card.text).not.toContain(says('plan.warning.temporary'));
    expect(stage.person('bram').cloud?.accountEnabled).toBe(true);
  });
});
