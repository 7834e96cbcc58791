import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAndApprove, hear, read, runbookCard, runScript, startPlay, WORDS } from './play.ts';

describe.each(['en', 'nl'] as const)('somebody whom Active Directory masters, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Awaited<ReturnType<typeof startPlay>>;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('is blocked for good once the runbook’s result, a later sync and the cloud agree', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} diego`);
    await read(stage, reference, words.temporary);
    const runbook = await runbookCard(stage, reference);
    const result = await runScript(stage, runbook);
    await runbook.fill({ result }).execute('runbook-done');
    expect(stage.manager.messages().some(({ text }) => text.includes(words.complete))).toBe(false);
    await stage.jump(35);
    await hear(stage, reference, words.complete);
    expect(stage.person('diego')).toMatchObject({ cloud: { accountEnabled: false }, ad: { enabled: false } });
  });

  it('is said to be turned back when Active Directory is left alone, to both, and retried after it is disabled', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} alex wilber`);
    await runbookCard(stage, reference);
    await stage.jump(35);
    await hear(stage, reference, words.turnedBack);
    await hear(stage, reference, words.turnedBack, stage.helpdesk);
    expect(stage.person('alex').cloud?.accountEnabled).toBe(true);
    await stage.act('disable', 'alex');
    await stage.jump(35);
    expect(stage.person('alex').cloud?.accountEnabled).toBe(false);
  });

  it('stays amber after a bare Done, whatever the cloud shows', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} emma`);
    const runbook = await runbookCard(stage, reference);
    await stage.act('disable', 'emma');
    await runbook.execute('runbook-done');
    await stage.jump(35);
    await stage.jump(60);
    await stage.manager.say(`status ${reference}`);
    expect(stage.manager.lastCard().text).not.toContain(words.done);
    expect(stage.manager.messages().some(({ text }) => text.includes(reference) && text.includes(words.complete))).toBe(
      false,
    );
  });

  it('refuses the result of another runbook and changes nothing', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} ${stage.person('samSales').cloud?.userPrincipalName}`);
    const runbook = await runbookCard(stage, reference);
    const foreign = `{"leaver":1,"reference":"${reference}","sid":"S-1-5-21-1-1-1-1","actions":[{"kind":"disable-account","done":true,"at":"2026-11-21T05:03:41Z"}],"accountDisabled":true,"server":"x"}`;
    await runbook.fill({ result: foreign }).execute('runbook-done');
    await runbookCard(stage, reference);
    expect(stage.person('samSales').ad?.enabled).toBe(true);
  });

  it('leads to Active Directory when Graph refuses the block', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} chantal`);
    const runbook = await runbookCard(stage, reference);
    expect(stage.person('chantal').cloud?.accountEnabled).toBe(true);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await stage.jump(35);
    await hear(stage, reference, words.complete);
    expect(stage.person('chantal').cloud?.accountEnabled).toBe(false);
  });

  it('offers Retry and Skip when the helpdesk cannot do it', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} ${stage.person('obrien').cloud?.userPrincipalName}`);
    const runbook = await runbookCard(stage, reference);
    await runbook.fill({ reason: 'No rights on that domain' }).execute('runbook-cannot');
    const card = await stage.helpdesk.until(
      (message, text) => text.includes(reference) && JSON.stringify(message.card).includes('"retry"'),
    );
    expect(card.text).toContain('No rights on that domain');
    await card.execute('skip');
    await read(stage, reference, /./, stage.helpdesk);
  });
});
