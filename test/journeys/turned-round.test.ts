import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeCloud } from '../../src/sandbox/tenant-record.ts';
import {
  approvalCard,
  askAndApprove,
  awayFromSync,
  cardWith,
  hear,
  inTurn,
  LANGUAGES,
  type Play,
  pastNextSync,
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
      // The first cycle of directory sync, ten minutes in, would let alex in again: it comes before, and the next by a jump.
      await stage.jump(11);
      const block = await askAndApprove(stage, `${words.block} ${upn('alex')}`);
      await runbookCard(stage, block);
      const restore = await askAndApprove(stage, `${words.restore} ${upn('alex')}`);
      await runbookCard(stage, restore);
      // At once, and not at the next look of the block: two opposite runbooks are never open together.
      await read(stage, block, phrase(locale, 'flow.watch-rests'));
      const off = await read(stage, block, phrase(locale, 'card.runbook.headline-rests'), stage.helpdesk);
      expect(JSON.stringify(off.json)).not.toContain('FromBase64String');
      await stage.jump(31);
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

  it(
    'names the person as of now when it rests, and the directory sync of now, not of before it rested, once it is looked at again',
    inTurn,
    async () => {
      const { stage } = play;
      const block = await askAndApprove(stage, `${words.block} ${upn('diego')}`);
      const runbook = await runbookCard(stage, block);
      await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
      await stage.jump(35);
      await settled(stage);
      const diego = stage.person('diego').id;
      stage.sandbox.tenant.change('time', (state) =>
        changeCloud(state, diego, () => ({ displayName: 'Diego Newname' })),
      );
      const restore = await askAndApprove(stage, `${words.restore} ${upn('diego')}`);
      await runbookCard(stage, restore);
      const resting = await read(stage, block, phrase(locale, 'flow.watch-rests'));
      // As the restore read the person: nobody looked at the block since.
      expect(resting.text).toContain('Diego Newname');
      const seen = resting.text
        .split('\n')
        .find((line) => line.includes(phrase(locale, 'report.standing.last-sync-seen')));
      expect(seen).toBeDefined();
      await stage.jump(13 * 60);
      await settled(stage);
      const before = stage.teams.transcript().length;
      await stage.secondHelpdesk.say(`stop ${restore}`);
      await stage.secondHelpdesk.lastCard().fill({ reason: 'asked by mistake' }).execute('stop-request');
      expect((await status(block)).text).not.toContain(restore);
      expect(stage.teams.transcript().slice(before)).not.toContain(seen?.trim());
    },
  );

  it('asks nobody any more for what was with the helpdesk, once the restore let the person in', inTurn, async () => {
    const { stage } = play;
    const offboarding = await askAndApprove(stage, `${words.offboard} ${upn('bram')}`);
    const handedOut = await runbookCard(stage, offboarding);
    // Run, and its result not given yet.
    const result = await runScript(stage, handedOut);
    // Who sends it, and who approves it, read that this work is off then.
    const review = await plan(stage, `${words.restore} ${upn('bram')}`);
    const restore = /L-\d+/.exec((await review.execute('submit')).text)?.[0] ?? 'none';
    const asked = await approvalCard(stage, restore);
    for (const { text: shown } of [review, asked]) {
      expect(shown).toContain(phrase(locale, 'card.restore-ends.lets-go'));
      expect(shown).toContain(offboarding);
      expect(shown).toContain(phrase(locale, 'plan.note.given-back-once-in'));
    }
    await asked.execute('approve');
    const runbook = await runbookCard(stage, restore);
    // Nothing is given back before the person is let in: stopped now, it would have to be taken anew.
    const groupsIn = () =>
      Object.values(stage.sandbox.tenant.state().groups).filter(({ members }) =>
        members.includes(stage.person('bram').id),
      ).length;
    const { text: waits } = await status(restore);
    expect(waits).toContain(phrase(locale, 'flow.step-after-letting-in'));
    expect(waits).toContain(phrase(locale, 'plan.note.given-back-once-in'));
    const away = groupsIn();
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await read(stage, offboarding, phrase(locale, 'report.headline.turned-round'));
    const { text } = await status(offboarding);
    expect(text).toContain(phrase(locale, 'report.headline.turned-round'));
    expect(text).not.toContain(phrase(locale, 'card.state.needs-person'));
    expect(text).not.toContain(phrase(locale, 'card.state.temporary'));
    expect(text).not.toContain(phrase(locale, 'plan.warning.temporary'));
    expect(text).not.toContain(phrase(locale, 'card.live.seen-in-cloud'));
    // It was run, and nobody has said so: the restore names what has to be looked at.
    const { text: back } = await status(restore);
    expect(back).not.toContain(phrase(locale, 'flow.step-after-letting-in'));
    expect(groupsIn()).toBeGreaterThan(away);
    // Directory sync is still waited for, and nothing is to be given back any more.
    expect(back).not.toContain(phrase(locale, 'plan.note.given-back-once-in'));
    expect(back).toContain(phrase(locale, 'gap.left.new-password-handed-out'));
    expect(back).toContain(phrase(locale, 'gap.left.handed-out'));
    expect(back).toContain(phrase(locale, 'card.line.restore.new-sign-ins-perhaps-new-password'));
    // Nobody is told to run it, and what it printed before is still taken.
    const off = await read(stage, offboarding, phrase(locale, 'card.runbook.headline-turned'), stage.helpdesk);
    expect(JSON.stringify(off.json)).not.toContain('FromBase64String');
    await handedOut.fill({ result }).execute('runbook-done');
    await settled(stage);
    expect((await status(offboarding)).text).toContain(phrase(locale, 'card.state.attested'));
    expect(stage.helpdesk.lastCard().text).not.toContain(phrase(locale, 'notice.step-overwritten'));
    // It was run before the restore's own.
    expect((await status(restore)).text).not.toContain(phrase(locale, 'flow.disabled-after'));
  });

  it('is not called in place any more once the person is let in, and waits for no hour', inTurn, async () => {
    const { stage } = play;
    const block = await askAndApprove(stage, `${words.block} ${upn('ravi')}`);
    await settled(stage);
    const restore = await askAndApprove(stage, `${words.restore} ${upn('ravi')}`);
    await read(stage, block, phrase(locale, 'report.headline.turned-round'));
    const { text } = await status(block);
    expect(text).toContain(restore);
    expect(text).not.toContain(phrase(locale, 'card.live.in-place'));
    expect(text).not.toContain(phrase(locale, 'card.line.new-sign-ins'));
    expect(text).not.toContain(phrase(locale, 'report.headline.done-but-sessions'));
    // How much of the restore was seen is said there alone.
    await stage.manager.say(locale === 'en' ? 'my requests' : 'mijn aanvragen');
    const rows = stage.manager.lastCard().text;
    expect(rows).toContain(`${locale === 'en' ? 'superseded by' : 'achterhaald door'} ${restore}`);
    expect(rows).not.toMatch(/undone by|ongedaan gemaakt door/);
  });

  it(
    'finishes a block through a hold: it is looked at, and the script is of what ends access alone',
    inTurn,
    async () => {
      const { stage } = play;
      await awayFromSync(stage);
      const form = { account: 'delete', forwardingChecked: 'true' };
      const offboarding = await askAndApprove(stage, `${words.offboard} ${upn('mohamed')}`, form);
      await runbookCard(stage, offboarding);
      await stage.secondHelpdesk.say(`hold ${offboarding}`);
      await stage.secondHelpdesk.lastCard().fill({ reason: 'to be talked over' }).execute('hold-request');
      const held = await read(stage, offboarding, phrase(locale, 'card.runbook.headline-held-block'), stage.helpdesk);
      expect(held.text).not.toContain(phrase(locale, 'step.leave-ad-groups.title'));
      // Directory sync lets mohamed in again: a look finds it, and blocks again.
      await pastNextSync(stage);
      await settled(stage);
      expect(stage.person('mohamed').cloud?.accountEnabled).toBe(false);
      await held.fill({ result: await runScript(stage, held) }).execute('runbook-done');
      const off = await read(stage, offboarding, phrase(locale, 'card.runbook.headline-held'), stage.helpdesk);
      expect(JSON.stringify(off.json)).not.toContain('FromBase64String');
    },
  );

  it('says of what did not succeed under a hold that it did not, and what can be answered now', inTurn, async () => {
    const { stage } = play;
    const form = { account: 'delete', forwardingChecked: 'true' };
    const offboarding = await askAndApprove(stage, `${words.offboard} ${upn('obrien')}`, form);
    await runbookCard(stage, offboarding);
    await stage.secondHelpdesk.say(`hold ${offboarding}`);
    await stage.secondHelpdesk.lastCard().fill({ reason: 'to be talked over' }).execute('hold-request');
    const held = await read(stage, offboarding, phrase(locale, 'card.runbook.headline-held-block'), stage.helpdesk);
    await held.fill({ reason: 'No rights on that domain' }).execute('runbook-cannot');
    const stuck = await read(stage, offboarding, phrase(locale, 'report.headline.failed-also'), stage.secondHelpdesk);
    expect(stuck.text).toContain(phrase(locale, 'report.todo.stuck-on-hold'));
    expect(stuck.verbs).toContain('skip');
    expect(stuck.verbs).not.toContain('retry');
  });
});
