import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askAndApprove,
  cardWith,
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
} from './play.ts';

describe.concurrent.each(LANGUAGES)('a request that a later one turns round (%s)', (locale) => {
  let play: Play;
  const words = WORDS[locale];

  beforeAll(async () => {
    play = await startPlay(locale);
    await play.stage.secondHelpdesk.install();
  });
  afterAll(() => play.stop());

  /** The card of a request as somebody brings it up now. */
  async function status(reference: string, who = play.stage.manager) {
    await settled(play.stage);
    await who.say(`status ${reference}`);
    return who.lastCard();
  }

  it(
    'is watched again once the restore that would have turned it round was stopped before it let anybody in',
    inTurn,
    async () => {
      const { stage } = play;
      const block = await askAndApprove(stage, `${words.block} ${upn('alex')}`);
      await runbookCard(stage, block);
      const restore = await askAndApprove(stage, `${words.restore} ${upn('alex')}`);
      await runbookCard(stage, restore);
      await stage.jump(11);
      await read(stage, block, phrase(locale, 'flow.watch-rests'));
      await stage.secondHelpdesk.say(`stop ${restore}`);
      await stage.secondHelpdesk.lastCard().fill({ reason: 'asked by mistake' }).execute('stop-request');
      await settled(stage);
      expect((await status(block)).text).not.toContain(restore);
      await cardWith(stage.helpdesk, block, 'runbook-done');
      // Nothing was done in Active Directory: sync lets the person in, and that is found, as of any block that is watched.
      await stage.jump(45);
      await hear(stage, block, words.turnedBack);
    },
  );
});
