import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askAndApprove,
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

describe.concurrent.each(LANGUAGES)('a bare “Done” of groups in Active Directory that nobody left, in %s', (locale) => {
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('leaves their licences to whoever manages it there, once the syncs since would have taken them', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${WORDS[locale].offboard} ${upn('alex')}`);
    const runbook = await runbookCard(stage, reference);
    await stage.act('disable', 'alex');
    await runbook.execute('runbook-done');
    await read(stage, reference, phrase(locale, 'gap.left.inherited-going'), stage.helpdesk);
    for (let half = 0; half < 2; half += 1) {
      await stage.jump(13 * 60);
      await settled(stage);
    }
    await stage.helpdesk.say(`status ${reference}`);
    const { text } = stage.helpdesk.lastCard();
    expect(text).toContain(phrase(locale, 'gap.left.inherited-still'));
    expect(text).not.toContain(phrase(locale, 'gap.left.inherited-going'));
  });
});
