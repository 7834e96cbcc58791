import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askAndApprove,
  awayFromSync,
  hearInTime,
  inTurn,
  LANGUAGES,
  type Play,
  phrase,
  runbookCard,
  runScript,
  settled,
  startPlay,
  WORDS,
  writesAbout,
} from './play.ts';

const TYPED = {
  en: { pause: 'pause everything', resume: 'resume' },
  nl: { pause: 'alles pauzeren', resume: 'hervatten' },
};

/** Who could sign in after their sessions had been ended has others: they are ended once more, as soon as nobody can. */
describe.concurrent.each(LANGUAGES)('sessions that are to be ended a second time, in %s', (locale) => {
  const words = WORDS[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
    await play.stage.as('emergencyLead').install();
  });
  afterAll(() => play.stop());

  it(
    'were ended the first time, whatever a pause holds back, and are ended again once it is lifted',
    inTurn,
    async () => {
      const { stage } = play;
      const lead = stage.as('emergencyLead');
      await awayFromSync(stage);
      const reference = await askAndApprove(stage, `${words.block} chantal`);
      const runbook = await runbookCard(stage, reference);
      await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
      await lead.say(TYPED[locale].pause);
      await stage.jump(35);
      const held = await status(reference);
      expect(held).toContain(says('brakes.again-held'));
      expect(held).toContain(says('propagation.explains.sessions-held'));
      for (const key of ['propagation.explains.not-revoked', 'brakes.step-held'] as const)
        expect(held).not.toContain(says(key));
      expect(await endings()).toBe(1);
      await lead.say(TYPED[locale].resume);
      await hearInTime(stage, reference, words.complete);
      expect(await endings()).toBeGreaterThan(1);
      expect(await status(reference)).not.toContain(says('propagation.explains.sessions-held'));
    },
  );

  const endings = async () =>
    (await writesAbout(play.stage, 'chantal')).filter(({ path }) => path.endsWith('revokeSignInSessions')).length;

  async function status(reference: string): Promise<string> {
    await settled(play.stage);
    await play.stage.manager.say(`status ${reference}`);
    return play.stage.manager.lastCard().text;
  }
});
