import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askAndApprove,
  awayFromSync,
  calls,
  cardWith,
  hear,
  hearInTime,
  inTurn,
  LANGUAGES,
  licencesOf,
  noteSyncs,
  type Play,
  pastNextSync,
  phrase,
  read,
  runbookCard,
  runScript,
  startPlay,
  WORDS,
  writesAbout,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('somebody whom Active Directory masters, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  const saidComplete = (reference: string) =>
    play.stage.manager.messages().some(({ text }) => text.includes(reference) && text.includes(words.complete));

  /** What the helpdesk's queue says; what is said of it stands there and in no message before. */
  async function queued(reference: string): Promise<string> {
    await play.stage.helpdesk.say(locale === 'en' ? 'queue' : 'wachtrij');
    const { text } = play.stage.helpdesk.lastCard();
    expect(text).toContain(reference);
    expect(text).not.toContain(phrase(locale, 'card.request-state.watching'));
    return text;
  }

  /** The steps of which the card says that people reported them, and that Leaver has not seen them. */
  async function onlyReported(reference: string): Promise<string> {
    const { text } = await read(play.stage, reference, phrase(locale, 'report.gap.reported'));
    return /(?:by Leaver \(|gezien: )([^)]*)\)/.exec(text)?.[1] ?? 'not said';
  }

  it('is blocked for good once the runbook’s result, a later sync and the cloud agree', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} diego`);
    await read(stage, reference, words.temporary);
    const runbook = await runbookCard(stage, reference);
    const namesSync = noteSyncs(stage, locale);
    const result = await runScript(stage, runbook);
    await runbook.fill({ result }).execute('runbook-done');
    expect(saidComplete(reference)).toBe(false);
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
    expect(stage.person('diego')).toMatchObject({ cloud: { accountEnabled: false }, ad: { enabled: false } });
    // A sync that can have carried it, and not the one before the plan was made; which of the later ones, time decides.
    await read(stage, reference, words.done);
    await namesSync(reference);
  });

  it('leaves for good: password and account in Active Directory, all else in the cloud', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.offboard} bram`);
    const runbook = await runbookCard(stage, reference);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await stage.jump(35);
    // Password and groups are as the script printed: reported, and read by nobody. The place is what sync brought.
    await hearInTime(stage, reference, phrase(locale, 'report.gap.reported'));
    const unseen = await onlyReported(reference);
    expect(unseen).toContain(phrase(locale, 'step.leave-ad-groups.title'));
    expect(unseen).not.toContain(phrase(locale, 'step.move-to-ou.title'));
    const bram = stage.person('bram');
    expect(bram).toMatchObject({
      cloud: { accountEnabled: false },
      ad: { enabled: false, passwordResets: 2 },
    });
    expect(licencesOf(stage, 'bram')).toEqual(['SPE_E3']);
    expect(JSON.stringify(await writesAbout(stage, 'bram'))).not.toContain('passwordProfile');
  });

  it(
    'is blocked again once by itself when Active Directory is left alone, then asked about, and done after a retry',
    inTurn,
    async () => {
      const { stage } = play;
      await awayFromSync(stage);
      const reference = await askAndApprove(stage, `${words.block} alex wilber`);
      await runbookCard(stage, reference);
      expect(await queued(reference)).toMatch(/Active Directory (waits for the|wacht op de) helpdesk/);
      await stage.manager.say(`${words.offboard} alex wilber`);
      const form = await cardWith(stage.manager, reference, 'review');
      expect(form.text).toMatch(new RegExp(`${reference}.*(waits for the|wacht op de) helpdesk`));
      await stage.manager.say(words.cancel);
      await pastNextSync(stage);
      // Who turned it back is said, and that it will happen again.
      await hear(stage, reference, phrase(locale, 'notice.step-done-again'));
      await hear(stage, reference, phrase(locale, 'notice.step-done-again'), stage.helpdesk);
      // With its account for the helpdesk, which a manager has no use for.
      await read(stage, reference, 'Sync_DC01', stage.helpdesk);
      expect(await read(stage, reference, phrase(locale, 'flow.done-again'))).not.toContain('Sync_DC01');
      // Counted, not read from the account: the next sync may have come already.
      const writes = (await writesAbout(stage, 'alex')).filter(({ changed }) => changed);
      expect(writes.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
      expect(writes.filter(({ path }) => path.endsWith('revokeSignInSessions'))).toHaveLength(2);
      await pastNextSync(stage);
      await hear(stage, reference, words.turnedBack);
      await hear(stage, reference, words.turnedBack, stage.helpdesk);
      await read(stage, reference, phrase(locale, 'report.todo.overwritten'), stage.helpdesk);
      expect(stage.person('alex').cloud?.accountEnabled).toBe(true);
      const turnedBack = phrase(locale, 'card.request-state.disable-in-ad');
      expect(await queued(reference)).toContain(turnedBack);
      await stage.manager.say(locale === 'en' ? 'my requests' : 'mijn aanvragen');
      expect(stage.manager.lastCard().text).toContain(turnedBack);
      await stage.act('disable', 'alex');
      await (await cardWith(stage.helpdesk, reference, 'retry')).execute('retry');
      const runbook = await runbookCard(stage, reference);
      await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
      await stage.jump(35);
      await hearInTime(stage, reference, words.complete);
      expect(stage.person('alex').cloud?.accountEnabled).toBe(false);
      // Who signed in while it was turned back is signed out by the retry, too.
      const revoked = (await writesAbout(stage, 'alex')).filter(({ path }) => path.endsWith('revokeSignInSessions'));
      expect(revoked.length).toBeGreaterThan(2);
    },
  );

  it('is carried over at once where Cloud Sync is what syncs, for somebody of a federated domain', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} emma`);
    await read(stage, reference, phrase(locale, 'authority.disable-at-once-by-provider'));
    const runbook = await runbookCard(stage, reference);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    // Looked for every few tenant minutes, on a slow machine too; that it was pushed is seen below.
    await hearInTime(stage, reference, words.complete);
    expect(stage.person('emma')).toMatchObject({ cloud: { accountEnabled: false }, ad: { enabled: false } });
    const pushes = (await calls(stage)).filter(({ path }) => path.endsWith('/provisionOnDemand'));
    expect(pushes.length).toBeGreaterThan(0);
  });

  it('keeps what Graph refused on the final card once an approver stops it', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} chantal`);
    await runbookCard(stage, reference);
    await stage.helpdesk.say(`stop ${reference}`);
    await stage.helpdesk.lastCard().fill({ reason: 'Wrong Chantal' }).execute('stop-request');
    const card = await read(stage, reference, phrase(locale, 'flow.step-not-tried-again'));
    expect(card.text).toContain(phrase(locale, 'graph.block.refused-by-sync'));
    expect(stage.person('chantal').cloud?.accountEnabled).toBe(true);
  });

  it('leads to Active Directory when Graph refuses the block', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} chantal`);
    const runbook = await runbookCard(stage, reference);
    await read(stage, reference, phrase(locale, 'graph.block.refused-by-sync'));
    await read(stage, reference, phrase(locale, 'report.headline.block-refused'));
    expect(runbook.text).toContain(phrase(locale, 'card.runbook.headline-refused'));
    expect(stage.person('chantal').cloud?.accountEnabled).toBe(true);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
    expect(stage.person('chantal').cloud?.accountEnabled).toBe(false);
    // Who could sign in until then has sessions that the first end of sessions came too early for.
    const ends = (await writesAbout(stage, 'chantal')).filter(({ path }) => path.endsWith('revokeSignInSessions'));
    expect(ends.length).toBeGreaterThanOrEqual(3);
  });

  it(
    'is not moved back because somebody said so, once syncs show otherwise; and seen to be once it is',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await askAndApprove(stage, `${words.restore} bram`);
      await (await runbookCard(stage, reference)).execute('runbook-done');
      await stage.jump(35);
      await read(stage, reference, phrase(locale, 'flow.attested-by'));
      await stage.jump(5 * 60);
      await read(stage, reference, phrase(locale, 'flow.said.return-to-ou'));
      await read(stage, reference, phrase(locale, 'card.state.said-not-seen'), stage.helpdesk);
      const again = await runbookCard(stage, reference);
      const result = await runScript(stage, again);
      expect(stage.person('bram').ad?.distinguishedName).not.toContain('OU=Leavers');
      await again.fill({ result }).execute('runbook-done');
      await read(stage, reference, phrase(locale, 'flow.attested-with-result'));
      await stage.jump(35);
      await read(stage, reference, phrase(locale, 'report.gap.reported'));
      expect(await onlyReported(reference)).not.toContain(phrase(locale, 'step.return-to-ou.title'));
    },
  );
});
