import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalCard,
  ask,
  askAndApprove,
  cardWith,
  hear,
  inTurn,
  noteSyncs,
  type Play,
  phrase,
  plan,
  read,
  runbookCard,
  runScript,
  settled,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

const WEEK_AND_A_DAY = 8 * 24 * 60;

describe.each(['nl'] as const)('the runbook of somebody whom Active Directory masters, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  const saidComplete = (reference: string) =>
    play.stage.manager.messages().some(({ text }) => text.includes(reference) && text.includes(words.complete));

  it(
    'refuses the result of another account or another request, and leaves the runbook where it was',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await askAndApprove(stage, `${words.block} ${upn('samSales')}`);
      const runbook = await runbookCard(stage, reference);
      const script = runScriptLine(reference, 'S-1-5-21-1-1-1-1');
      const foreign = await runbook.fill({ result: script }).execute('runbook-done');
      expect(foreign.text).toContain(phrase(locale, 'runbook.result.other-account'));
      const sid = stage.person('samSales').ad?.securityIdentifier ?? '';
      expect(runbook.verbs).toContain('runbook-done');
      const other = await runbook.fill({ result: runScriptLine('L-9999', sid) }).execute('runbook-done');
      expect(other.text).toContain(phrase(locale, 'runbook.result.other-request'));
      const cut = await runbook.fill({ result: '{"leaver":1,"ref' }).execute('runbook-done');
      expect(cut.text).toContain(phrase(locale, 'runbook.result.not-found'));
      expect(runbook.verbs).toEqual(expect.arrayContaining(['runbook-done', 'runbook-cannot']));
      expect(stage.person('samSales').ad?.enabled).toBe(true);
    },
  );

  it(
    'says who can, and what to choose, when the script refused an account that Active Directory protects',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await askAndApprove(stage, `${words.block} ${upn('yvonne')}`);
      const runbook = await runbookCard(stage, reference);
      const result =
        'The account is protected in Active Directory (adminCount is 1): only a domain administrator may …';
      const answer = await runbook.fill({ result }).execute('runbook-done');
      expect(answer.text).toContain(phrase(locale, 'runbook.result.ad-protected'));
      expect(runbook.verbs).toEqual(expect.arrayContaining(['runbook-done', 'runbook-cannot']));
      await runbook.fill({ result: '', reason: 'Protected in AD' }).execute('runbook-cannot');
      expect((await cardWith(stage.helpdesk, reference, 'retry')).text).toContain('Protected in AD');
    },
  );

  it('keeps a red answer, and what somebody is typing, while looks see directory sync come by', inTurn, async () => {
    const { stage } = play;
    // Directory sync turns a block of Bram back only when something of him changes in Active Directory.
    const reference = await askAndApprove(stage, `${words.block} bram`);
    const runbook = await runbookCard(stage, reference);
    const cut = phrase(locale, 'runbook.result.not-found');
    expect((await runbook.fill({ result: '{"leaver":1,"ref' }).execute('runbook-done')).text).toContain(cut);
    const namesSync = noteSyncs(stage, locale);
    await stage.jump(35);
    await namesSync(reference);
    await settled(stage);
    expect(runbook.text).toContain(cut);
    expect(runbook.verbs).toContain('runbook-done');
  });

  it(
    'is not done when the helpdesk cannot: Retry brings the runbook back, and stays open past the week until it is answered',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await askAndApprove(stage, `${words.block} ${upn('obrien')}`);
      const runbook = await runbookCard(stage, reference);
      await runbook.execute('runbook-cannot');
      expect(runbook.text).toContain(phrase(locale, 'flow.cannot-needs-reason'));
      await runbook.fill({ reason: 'No rights on that domain' }).execute('runbook-cannot');
      await hear(stage, reference, phrase(locale, 'notice.step-failed'), stage.helpdesk);
      // It asks, and the buttons are elsewhere.
      expect(runbook.text).toContain(phrase(locale, 'card.runbook.answer-there'));
      const stuck = await cardWith(stage.helpdesk, reference, 'retry');
      expect(stuck.text).toContain('No rights on that domain');
      await stuck.execute('retry');
      await runbookCard(stage, reference);
      // Work that nobody answers stays open, however long: somebody may do it yet.
      await stage.jump(WEEK_AND_A_DAY);
      await settled(stage);
      await stage.helpdesk.say('wachtrij');
      expect(stage.helpdesk.lastCard().text).toContain(reference);
      await stage.helpdesk.say(`draaiboek ${reference}`);
      expect(stage.helpdesk.lastText()).not.toContain(phrase(locale, 'flow.runbook-closed'));
      await (await runbookCard(stage, reference)).fill({ reason: 'Still none' }).execute('runbook-cannot');
      // Also after the week they are asked whether to try again: it is over once they let it go.
      const last = await stage.helpdesk.until(
        (message, text) => text.includes('Still none') && JSON.stringify(message.card).includes('"verb":"skip"'),
      );
      await last.execute('skip');
      await hear(stage, reference, phrase(locale, 'notice.done-with-gaps'));
      expect(saidComplete(reference)).toBe(false);
    },
  );

  it(
    'is said not to be seen in Active Directory once its half there was skipped, whatever was done there, and that is offered again',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await askAndApprove(stage, `${words.block} ${upn('diego')}`);
      await (await runbookCard(stage, reference)).fill({ reason: 'No rights' }).execute('runbook-cannot');
      await (await cardWith(stage.helpdesk, reference, 'skip')).execute('skip');
      const alone = await read(stage, reference, phrase(locale, 'report.headline.cloud-alone'), stage.helpdesk);
      expect(alone.text).toContain(phrase(locale, 'report.todo.skipped-in-ad'));
      expect(alone.verbs).toContain('retry');
      expect(alone.verbs).not.toContain('skip');
      // Somebody disables it all the same: of a password that is checked there no look says so.
      await stage.act('disable', 'diego');
      await stage.jump(70);
      const after = await read(stage, reference, phrase(locale, 'report.headline.cloud-alone'), stage.helpdesk);
      expect(after.text).not.toContain('Alleen in Microsoft 365 geblokkeerd');
      expect(after.text).toContain('niet gezien dat het account in de lokale Active Directory is uitgeschakeld');
      expect(after.text).not.toContain(phrase(locale, 'plan.warning.temporary'));
      await alone.execute('retry');
      expect((await runbookCard(stage, reference)).verbs).toContain('runbook-done');
    },
  );

  it('stays amber after a bare Done, whatever the cloud shows, and ends with its gap said', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} emma`);
    const runbook = await runbookCard(stage, reference);
    await stage.act('disable', 'emma');
    await runbook.execute('runbook-done');
    const said = phrase(locale, 'card.runbook.headline-said');
    const waits = await read(stage, reference, said, stage.helpdesk);
    expect(waits.text).toContain('Daan Bakker');
    expect(waits.verbs).toContain('runbook-cannot');
    // A second bare word adds nothing to the first, whose hour stays.
    const again = await waits.execute('runbook-done');
    expect(again.text).toContain(phrase(locale, 'flow.runbook-result-missing'));
    await stage.jump(35);
    await read(stage, reference, phrase(locale, 'report.headline.attested'));
    await stage.jump(60);
    await stage.manager.say(`status ${reference}`);
    expect(stage.manager.lastCard().text).toContain(phrase(locale, 'report.headline.attested'));
    await stage.jump(WEEK_AND_A_DAY);
    await hear(stage, reference, phrase(locale, 'notice.done-with-gaps'));
    await hear(stage, reference, phrase(locale, 'notice.done-with-gaps'), stage.helpdesk);
    expect(saidComplete(reference)).toBe(false);
  });

  it('stopped after the script was run: not called undone, and its result is still taken', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} ${upn('alex')}`);
    const result = await runScript(stage, await runbookCard(stage, reference));
    await stage.helpdesk.say(`stop ${reference}`);
    await stage.helpdesk.lastCard().fill({ reason: 'Wrong Alex' }).execute('stop-request');
    await read(stage, reference, phrase(locale, 'report.headline.stopped-not-certain'));
    expect((await read(stage, reference, 'Niet zeker: ')).text).not.toContain('Niet uitgevoerd: ');
    const card = await read(stage, reference, phrase(locale, 'card.runbook.headline-stopped'), stage.helpdesk);
    expect(JSON.stringify(card.json)).not.toContain('FromBase64String');
    expect(card.verbs).toEqual(['runbook-done']);
    await card.fill({ result }).execute('runbook-done');
    await read(stage, reference, 'Gemeld als gedaan, niet gezien: ');
    await stage.jump(35);
    const seen = await read(stage, reference, phrase(locale, 'report.headline.stopped-after-all'));
    expect(seen.text).not.toContain('Gemeld als gedaan');
  });

  it('shows before anything is asked what only Active Directory can do', inTurn, async () => {
    const { stage } = play;
    const left = await plan(stage, `${words.offboard} bram`);
    // A place is named as Active Directory writes it for people, never as its distinguished name.
    expect(left.text).toContain('corp.contoso.com/Leavers');
    expect(left.text).not.toContain('OU=');
    await stage.manager.say(words.cancel);
    const review = await plan(stage, `${words.block} ${upn('tomReport2')}`);
    expect(review.text).toContain(words.temporary);
    expect(review.text).toContain(phrase(locale, 'step.disable-account.title'));
    const reference = /L-\d+/.exec((await review.execute('submit')).text)?.[0] ?? 'none';
    const card = await approvalCard(stage, reference);
    expect(card.text).toContain(phrase(locale, 'step.disable-account.title'));
    const second = await ask(stage, `${words.block} ${upn('bidi')}`);
    expect(second).not.toBe(reference);
  });
});

/** What the runbook of another account or request would have printed. */
function runScriptLine(reference: string, sid: string): string {
  const actions = [{ kind: 'disable-account', done: true, at: '2026-11-21T05:03:41Z' }];
  return JSON.stringify({ leaver: 1, reference, sid, actions, accountDisabled: true, server: 'dc01' });
}
