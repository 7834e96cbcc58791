import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askAndApprove,
  hear,
  hearInTime,
  inTurn,
  LANGUAGES,
  type Play,
  phrase,
  read,
  runbookCard,
  runScript,
  startPlay,
  WORDS,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('what was done is watched for a week, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('is not fought when an administrator lets somebody in again, and who it was is said', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} adele`);
    await hearInTime(stage, reference, words.complete);
    await stage.entra('enable', 'adele');
    await stage.jump(60);
    await hear(stage, reference, phrase(locale, 'notice.done-with-gaps'));
    await hear(stage, reference, phrase(locale, 'notice.done-with-gaps'), stage.helpdesk);
    await read(stage, reference, 'admin@contoso.onmicrosoft.com');
    expect(stage.person('adele').cloud?.accountEnabled).toBe(true);
  });

  it('is told when somebody enables the account in Active Directory after it lasted', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} diego`);
    const runbook = await runbookCard(stage, reference);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
    await stage.act('enable', 'diego');
    await stage.jump(120);
    await hear(stage, reference, phrase(locale, 'notice.done-with-gaps'));
    await read(stage, reference, phrase(locale, 'flow.undone.ad'));
    expect(stage.person('diego').cloud?.accountEnabled).toBe(true);
  });

  it('ends with the request that brings them back', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} zoe`);
    await hearInTime(stage, reference, words.complete);
    const restore = await askAndApprove(stage, `${words.restore} zoe`);
    await hearInTime(stage, restore, words.complete);
    await stage.jump(24 * 60);
    const told = stage.manager.messages().filter(({ text }) => text.includes(reference));
    expect(told.some(({ text }) => text.includes(phrase(locale, 'notice.done-with-gaps')))).toBe(false);
    expect(stage.person('zoe').cloud?.accountEnabled).toBe(true);
  });
});
