import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askAndApprove,
  inTurn,
  LANGUAGES,
  type Play,
  phrase,
  runbookCard,
  runScript,
  settled,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('a password that the helpdesk sets soon after Leaver’s reset, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);

  it('is left to nobody any more once its own stamp shows', inTurn, async () => {
    const { stage } = play;
    const offboarding = await askAndApprove(stage, `${words.offboard} ${upn('bram')}`, { resetPassword: 'true' });
    await runIt(offboarding);
    await stage.jump(40);
    await stage.jump(40);
    const back = await askAndApprove(stage, `${words.restore} ${upn('bram')}`);
    // Whoever has the rights in Active Directory may not read the request's card.
    const work = (await runbookCard(stage, back)).text;
    expect(work).toContain(says('gap.left.new-password-reported'));
    expect(work).toContain(says('gap.left.ad-groups-unread'));
    await runIt(back);
    await stage.jump(35);
    const left = await status(back);
    expect(left).toContain(says('gap.left.new-password-reported'));
    // Those that only the runbook knew are work with an owner, and counted.
    expect(left).toContain(says('gap.left.ad-groups-unread'));
    // Two hours after the reset of the runbook, and directory sync carries it.
    await stage.act('reset-password', 'bram');
    await stage.jump(30);
    await stage.jump(60 * 13);
    await settled(stage);
    await stage.jump(60 * 13);
    await settled(stage);
    expect(stage.person('bram').cloud?.accountEnabled).toBe(true);
    expect(await status(back)).not.toContain(says('gap.left.new-password-reported'));
    await stage.manager.say(`${locale === 'en' ? 'why' : 'waarom'} ${upn('bram')}`);
    expect(stage.manager.lastCard().text).not.toContain(says('plan.warning.new-password-reported'));
  });

  async function runIt(reference: string): Promise<void> {
    const { stage } = play;
    const card = await runbookCard(stage, reference);
    await card.fill({ result: await runScript(stage, card) }).execute('runbook-done');
    await settled(stage);
  }

  async function status(reference: string): Promise<string> {
    const { stage } = play;
    await settled(stage);
    await stage.manager.say(`status ${reference}`);
    return stage.manager.lastCard().text;
  }
});
