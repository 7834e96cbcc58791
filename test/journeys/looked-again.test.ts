import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../../src/commands/stage.ts';
import {
  askAndApprove,
  awayFromSync,
  cardWith,
  hear,
  hearInTime,
  inTurn,
  meanwhile,
  PATIENCE,
  type Play,
  pastNextSync,
  phrase,
  read,
  runbookCard,
  runScript,
  settled,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

describe('what was seen once is read again', () => {
  const words = WORDS.en;
  let play: Play;
  beforeAll(async () => {
    play = await startPlay('en');
  });
  afterAll(() => play.stop());

  it('so that a lasting block lifted in the cloud is never seen to be in place by its half in AD', inTurn, async () => {
    const { stage } = play;
    const reference = await blockedInBoth(stage, 'diego');
    await stage.syncServer('pause');
    await stage.entra('enable', 'diego');
    await stage.jump(60);
    await hear(stage, reference, phrase('en', 'notice.done-with-gaps'));
    await read(stage, reference, 'admin@contoso.onmicrosoft.com');
    expect(await nowSaid(stage, reference)).not.toContain(phrase('en', 'report.headline.done'));
    expect(stage.person('diego').cloud?.accountEnabled).toBe(true);
    await stage.syncServer('resume');
  });

  it('while a step waits for the helpdesk: who lifts a block is not fought, and named', inTurn, async () => {
    const { stage } = play;
    const reference = await withFailedReply(stage, 'adele');
    await stage.entra('enable', 'adele');
    await stage.jump(13 * 60);
    await hear(stage, reference, phrase('en', 'notice.step-overwritten'));
    await read(stage, reference, 'admin@contoso.onmicrosoft.com');
  });

  it('once before the end that somebody brings about by letting the last step go', inTurn, async () => {
    const { stage } = play;
    const reference = await withFailedReply(stage, 'zoe');
    await stage.entra('enable', 'zoe');
    // Later than what counts as just read, and before the next look.
    await stage.jump(8);
    await (await cardWith(stage.helpdesk, reference, 'skip')).execute('skip');
    await hear(stage, reference, phrase('en', 'notice.step-overwritten'));
    await read(stage, reference, 'admin@contoso.onmicrosoft.com');
  });

  it(
    'also when it was found in place: directory sync that lifts it is told, and it is blocked again',
    inTurn,
    async () => {
      const { stage } = play;
      await awayFromSync(stage);
      await stage.entra('disable', 'alex');
      const reference = await askAndApprove(stage, `${words.block} alex wilber`);
      await runbookCard(stage, reference);
      await read(stage, reference, phrase('en', 'graph.block.already'));
      await read(stage, reference, phrase('en', 'card.state.temporary'));
      await pastNextSync(stage);
      await hear(stage, reference, phrase('en', 'notice.step-done-again'));
      await read(stage, reference, phrase('en', 'flow.done-again'));
      expect(stage.person('alex').cloud?.accountEnabled).toBe(false);
    },
  );

  it('and who lifted what was found in place is asked of the audit log, in the cloud', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} lotte`);
    await hearInTime(stage, reference, words.complete);
    await stage.entra('enable', 'lotte');
    await stage.jump(13 * 60);
    await read(stage, reference, 'admin@contoso.onmicrosoft.com');
    expect(await nowSaid(stage, reference)).not.toContain(phrase('en', 'flow.undone.somebody'));
  });

  it('and in Active Directory', inTurn, async () => {
    const { stage } = play;
    await stage.entra('disable', 'bram');
    const reference = await blockedInBoth(stage, 'bram');
    await stage.act('enable', 'bram');
    await stage.jump(13 * 60);
    await read(stage, reference, 'after it was seen disabled');
    expect(await nowSaid(stage, reference)).not.toContain(phrase('en', 'flow.undone.somebody'));
  });

  it('after a restore as well: who is blocked again is not said to work again', inTurn, async () => {
    const { stage } = play;
    await blockedInBoth(stage, 'mohamed');
    const reference = await askAndApprove(stage, `${words.restore} mohamed`);
    await runInAd(stage, reference);
    await stage.syncServer('pause');
    await stage.entra('disable', 'mohamed');
    await stage.jump(13 * 60);
    await hear(stage, reference, phrase('en', 'notice.step-overwritten'));
    await read(stage, reference, 'admin@contoso.onmicrosoft.com');
    await stage.syncServer('resume');
  });

  it('while people are to delete the account: who takes the files away again by then is told of', inTurn, async () => {
    const { stage } = play;
    const form = { account: 'delete', forwardingChecked: 'true' };
    const reference = await askAndApprove(stage, `${words.offboard} ${upn('obrien')}`, form);
    const before = await runbookCard(stage, reference);
    await before.fill({ result: await runScript(stage, before) }).execute('runbook-done');
    await stage.jump(35);
    await stage.helpdesk.until(
      (message, text) => text.includes(reference) && JSON.stringify(message.card).includes('Remove-ADUser'),
      PATIENCE,
      'the deletion in Active Directory',
    );
    const share = new RegExp(`${phrase('en', 'step.share-onedrive.title')}\\s+done, seen`);
    expect(await nowSaid(stage, reference)).toMatch(share);
    unshareFiles(stage, 'obrien');
    await stage.jump(13 * 60);
    await hear(stage, reference, phrase('en', 'notice.step-overwritten'));
    const { text } = await read(stage, reference, phrase('en', 'flow.overwritten.share-onedrive'));
    expect(text).not.toMatch(share);
    // What went is what was there: the deletion takes the rest along, as it should.
    const deletion = await runbookCard(stage, reference);
    await deletion.fill({ result: await runScript(stage, deletion) }).execute('runbook-done');
    await stage.jump(35);
    await read(stage, reference, phrase('en', 'report.restorable-until'));
    for (let half = 0; half < 2; half += 1) {
      await stage.jump(13 * 60);
      await settled(stage);
    }
    const deleted = await nowSaid(stage, reference);
    expect(deleted).toContain(phrase('en', 'flow.overwritten.share-onedrive'));
    expect(deleted).not.toContain(phrase('en', 'flow.gone.account'));
  });

  /** An offboarding of somebody in the cloud of which all was seen but the automatic reply, which is refused. */
  async function withFailedReply(stage: Stage, key: string): Promise<string> {
    const { id } = stage.person(key);
    await stage.faults({ refuse: { match: `PATCH /users/${id}/mailboxSettings`, times: 9 } });
    const reference = await askAndApprove(stage, `${words.offboard} ${key}`);
    await hear(stage, reference, 'did not succeed', stage.helpdesk);
    await read(stage, reference, /Block sign-in\s+done, seen/);
    return reference;
  }

  /** Asked for, done in Active Directory, and brought by directory sync. */
  async function blockedInBoth(stage: Stage, key: string): Promise<string> {
    const reference = await askAndApprove(stage, `${words.block} ${key}`);
    await runInAd(stage, reference);
    return reference;
  }

  async function runInAd(stage: Stage, reference: string): Promise<void> {
    const runbook = await runbookCard(stage, reference);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
  }
});

function unshareFiles(stage: Stage, key: string): void {
  const { id } = stage.person(key);
  meanwhile(stage, (state) => {
    const person = state.people[id];
    if (person?.drive == null) throw new Error(`${key} has no files`);
    return { ...state, people: { ...state.people, [id]: { ...person, drive: { ...person.drive, permissions: [] } } } };
  });
}

/** The card as it is shown to somebody who asks now. */
async function nowSaid(stage: Stage, reference: string): Promise<string> {
  await stage.manager.say(`status ${reference}`);
  return stage.manager.lastCard().text;
}
