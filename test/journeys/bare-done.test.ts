import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../../src/commands/stage.ts';
import {
  askAndApprove,
  meanwhile,
  type Play,
  phrase,
  read,
  runbookCard,
  runScript,
  settled,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

const SAID = [
  ['a bare “Done”', 'en'],
  ['a pasted result', 'nl'],
] as const;

describe.concurrent.each(SAID)(
  '%s of groups in Active Directory that the person is still in, in %s',
  (said, locale) => {
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
      if (said === 'a bare “Done”') await runbook.execute('runbook-done');
      else await runbook.fill({ result: await resultWithoutGroups(stage, runbook) }).execute('runbook-done');
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
  },
);

/** What the script printed; somebody put the person back into the groups at once. */
async function resultWithoutGroups(stage: Stage, runbook: { readonly json: unknown }): Promise<string> {
  const groups = stage.person('alex').ad?.groups ?? [];
  const result = await runScript(stage, runbook);
  const { id } = stage.person('alex');
  meanwhile(stage, (state) => {
    const person = state.people[id];
    if (person?.ad == null) throw new Error('alex has no account in Active Directory');
    return { ...state, people: { ...state.people, [id]: { ...person, ad: { ...person.ad, groups } } } };
  });
  return result;
}
