import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { softDelete, undelete } from '../../src/sandbox/deleted-items.ts';
import { approveIt, ask, hear, inTurn, LANGUAGES, type Play, phrase, settled, startPlay, upn, WORDS } from './play.ts';

/** The account goes while an offboarding has begun and has not come to its groups and files, and somebody brings it back. */
describe.concurrent.each(LANGUAGES)('somebody who is deleted in the middle of an offboarding, in %s', (locale) => {
  const words = WORDS[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  let play: Play;
  beforeAll(async () => {
    // What was read of the account before it was deleted is not read after it.
    play = await startPlay(locale, { lag: 0 });
  });
  afterAll(() => play.stop());

  it('is not said to have no files and no groups: once they are back, both are seen to', inTurn, async () => {
    const { stage } = play;
    const { id } = stage.person('samFinance');
    const reference = await ask(stage, `${words.offboard} ${upn('samFinance')}`);
    // Blocked, and nothing else is begun before Microsoft 365 answers.
    await stage.faults({ slow: { match: `PATCH /users/${id}`, times: 99, ms: 600_000 } });
    await approveIt(stage, reference);
    await expect.poll(() => stage.person('samFinance').cloud?.accountEnabled).toBe(false);
    stage.sandbox.tenant.change('time', (state, now) => softDelete(state, now, id, 'directory-sync'));
    await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    await hear(stage, reference, says('notice.step-failed'), stage.helpdesk);
    const away = await status(reference);
    for (const key of ['graph.share.no-drive', 'graph.groups.none', 'graph.licences.none'] as const)
      expect(away).not.toContain(says(key));
    expect(away).toContain(says('graph.refused.not-found'));
    stage.sandbox.tenant.change('time', (state, now) => undelete(state, now, id, 'directory-sync'));
    await stage.jump(13 * 60);
    await settled(stage);
    expect(stage.person('samFinance').drive?.permissions).toHaveLength(1);
    expect(await status(reference)).not.toContain(says('graph.refused.not-found'));
  });

  /** Everything on the card, what is folded too. */
  async function status(reference: string): Promise<string> {
    await settled(play.stage);
    await play.stage.manager.say(`status ${reference}`);
    return JSON.stringify(play.stage.manager.lastCard().json);
  }
});
