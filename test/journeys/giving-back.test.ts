import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import { askAndApprove, hear, inTurn, LANGUAGES, type Play, startPlay, WORDS } from './play.ts';

describe.concurrent.each(LANGUAGES)('restoring after an offboarding, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('gives back what an offboarding took: groups, licences, reply and files', inTurn, async () => {
    const { stage } = play;
    const shared = () => JSON.stringify(stage.person('adele').drive).includes(contoso.personas.manager.id);
    const belongings = () => ({
      groups: stage.groupsOf('adele'),
      licences: stage.person('adele').cloud?.directLicences.map(({ skuId }) => skuId),
      shared: shared(),
      reply: stage.person('adele').mailbox?.automaticReplies.status,
    });
    const before = belongings();
    const gone = await askAndApprove(stage, `${words.offboard} adele`);
    await hear(stage, gone, words.complete);
    expect(belongings()).toMatchObject({ licences: [], shared: true, reply: 'alwaysEnabled' });
    expect(stage.groupsOf('adele')).toBeLessThan(before.groups);
    const back = await askAndApprove(stage, `${words.restore} adele`);
    await hear(stage, back, words.complete);
    expect(stage.person('adele').cloud).toMatchObject({ accountEnabled: true });
    expect(belongings()).toEqual(before);
  });
});
