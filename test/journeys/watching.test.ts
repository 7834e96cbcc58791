import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askAndApprove,
  hear,
  hearInTime,
  inTurn,
  LANGUAGES,
  noteSyncs,
  type Play,
  phrase,
  read,
  runbookCard,
  runScript,
  settled,
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
    await read(stage, reference, phrase(locale, 'flow.watch-ended-by'));
    await stage.jump(24 * 60);
    await settled(stage);
    const told = stage.manager.messages().filter(({ text }) => text.includes(reference));
    expect(told.some(({ text }) => text.includes(phrase(locale, 'notice.done-with-gaps')))).toBe(false);
    expect(stage.person('zoe').cloud?.accountEnabled).toBe(true);
  });

  it('has an honest clock when directory sync stands still, and lasts once it goes on', inTurn, async () => {
    const { stage } = play;
    await stage.syncServer('pause');
    const reference = await askAndApprove(stage, `${words.block} alex wilber`);
    const runbook = await runbookCard(stage, reference);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await read(stage, reference, phrase(locale, 'report.headline.waits-for-sync'));
    await stage.jump(4 * 60);
    await read(stage, reference, phrase(locale, 'sync.todo.stale'));
    await read(stage, reference, phrase(locale, 'propagation.explains.sync-stale'));
    await read(stage, reference, phrase(locale, 'sync.todo.stale'), stage.helpdesk);
    await stage.syncServer('resume');
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
    expect(stage.person('alex').cloud?.accountEnabled).toBe(false);
  });

  it('shows the last directory sync of its last look while Active Directory waits for people', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} mohamed`);
    await runbookCard(stage, reference);
    const namesSync = noteSyncs(stage, locale);
    await stage.jump(13 * 60);
    await namesSync(reference);
  });

  it('suspects the deletion threshold when a deletion in Active Directory does not arrive', inTurn, async () => {
    const { stage } = play;
    await stage.syncServer('hold-deletions');
    const form = { account: 'delete', forwardingChecked: 'true' };
    const reference = await askAndApprove(stage, `${words.offboard} bram`, form);
    const before = await runbookCard(stage, reference);
    await before.fill({ result: await runScript(stage, before) }).execute('runbook-done');
    await stage.jump(35);
    await stage.helpdesk.until(
      (message, text) => text.includes(reference) && JSON.stringify(message.card).includes('Remove-ADUser'),
    );
    const deletion = await runbookCard(stage, reference);
    await deletion.fill({ result: await runScript(stage, deletion) }).execute('runbook-done');
    await stage.jump(100);
    const card = await read(stage, reference, phrase(locale, 'sync.todo.deletion-held'), stage.helpdesk);
    expect(card.text).toContain(phrase(locale, 'report.headline.deletion-held'));
    expect(card.text).not.toContain(phrase(locale, 'report.todo.waits-for-sync'));
    await hear(stage, reference, phrase(locale, 'notice.deletion-held'), stage.helpdesk);
    expect(stage.person('bram').cloud?.deletedDateTime).toBeNull();
    await stage.syncServer('release-deletions');
    await stage.jump(35);
    // Over: until when it could be undone is known from the cloud.
    await read(stage, reference, phrase(locale, 'report.restorable-until'), stage.helpdesk);
  });
});
