import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import type { TenantState } from '../../src/sandbox/tenant.ts';
import {
  approveIt,
  askAndApprove,
  awayFromSync,
  hear,
  inTurn,
  LANGUAGES,
  licencesOf,
  meanwhile,
  type Play,
  phrase,
  plan,
  read,
  runbookCard,
  runScript,
  shareMailbox,
  startPlay,
  upn,
  WORDS,
  writesAbout,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('the mailbox of somebody who leaves, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('keeps its licence by default, so that the reply answers; the card says which and why', inTurn, async () => {
    const { stage } = play;
    const review = await plan(stage, `${words.offboard} adele`);
    expect(review.text).toContain('Microsoft 365 E3');
    expect(review.text).toContain(phrase(locale, 'plan.explain.mailbox-licence-kept'));
    const reference = /L-\d+/.exec((await review.execute('submit')).text)?.[0] ?? 'none';
    await approveIt(stage, reference);
    await hear(stage, reference, phrase(locale, 'notice.done-with-gaps'));
    const { text } = await read(stage, reference, phrase(locale, 'report.headline.done-left'));
    expect(text).toContain(phrase(locale, 'gap.left.carries-mailbox-chosen'));
    // Its box was left unticked, so it is no gap beside those that are.
    const left = text.split('\n').find((line) => line.includes('LIC-Power-BI-Pro'));
    expect(left).not.toContain('Microsoft 365 E3');
    expect(licencesOf(stage, 'adele')).toEqual(['SPE_E3']);
    expect(await settings('adele')).toMatchObject({ automaticRepliesSetting: { status: 'alwaysEnabled' } });
  });

  it(
    'keeps its only licence too: nothing is taken, which is what was asked, and that it went is seen',
    inTurn,
    async () => {
      const { stage } = play;
      const { id } = stage.person('longest');
      meanwhile(stage, (state) => withOneLicence(state, id));
      const reference = await askAndApprove(stage, `${words.offboard} ${upn('longest')}`);
      await hear(stage, reference, phrase(locale, 'notice.done-kept-here'));
      const { text } = await read(stage, reference, phrase(locale, 'report.headline.done-kept'));
      expect(text).toContain(phrase(locale, 'gap.left.carries-mailbox-chosen'));
      expect(text).toContain('Microsoft 365 E3');
      expect(licencesOf(stage, 'longest')).toEqual(['SPE_E3']);
      // In the list of their own requests it has no gaps either.
      await stage.manager.say(locale === 'en' ? 'my requests' : 'mijn aanvragen');
      const list = stage.manager.lastCard().text;
      expect(list).toContain(phrase(locale, 'card.request-state.done-kept'));
      shareMailbox(stage, 'longest');
      await stage.jump(13 * 60);
      // The groups that they are in no step can leave.
      await hear(stage, reference, phrase(locale, 'notice.done-here'));
      await read(stage, reference, phrase(locale, 'plan.skip.no-cloud-groups'));
    },
  );

  it(
    'goes with its licence when that is asked for: no reply is set, and the card says what becomes of mail',
    inTurn,
    async () => {
      const { stage } = play;
      const review = await plan(stage, `${words.offboard} zoe`, { takeMailboxLicence: 'true' });
      expect(review.text).toContain(phrase(locale, 'plan.skip.reply-void-licence'));
      expect(review.text).toContain(phrase(locale, 'plan.explain.mail-kept-30-days'));
      const reference = /L-\d+/.exec((await review.execute('submit')).text)?.[0] ?? 'none';
      await approveIt(stage, reference);
      await hear(stage, reference, words.left);
      expect(licencesOf(stage, 'zoe')).toEqual([]);
      const { text } = await read(stage, reference, phrase(locale, 'report.headline.done-left'));
      expect(text).not.toContain(phrase(locale, 'gap.left.carries-mailbox-chosen'));
      expect((await writesAbout(stage, 'zoe')).filter(({ path }) => path.includes('mailboxSettings'))).toEqual([]);
      expect(await settings('zoe')).toMatchObject({ error: { code: 'MailboxNotEnabledForRESTAPI' } });
    },
  );

  it('is named on form and plan where it is a shared one, and nobody takes anything over', inTurn, async () => {
    const { stage } = play;
    const isShared = phrase(locale, 'report.standing.mailbox-shared');
    await stage.manager.say(`${words.offboard} ${upn('frontDesk')}`);
    const form = stage.manager.lastCard();
    expect(form.text).toContain(isShared);
    expect(form.inputs.map(({ id }) => id)).not.toContain('successor');
    await form.execute('review');
    expect(stage.manager.lastCard().text).toContain(isShared);
    const named = await plan(stage, `${words.offboard} ${upn('html')}`, { shareFiles: 'false' });
    expect(named.text).toContain(phrase(locale, 'plan.note.successor-unused'));
  });

  it('may come from a group in Active Directory, and then no reply is proposed', inTurn, async () => {
    const { stage } = play;
    const review = await plan(stage, `${words.offboard} ${upn('alex')}`);
    expect(review.text).toContain(phrase(locale, 'plan.explain.mailbox-goes-with-groups'));
    expect(review.text).not.toContain(phrase(locale, 'step.set-auto-reply.title'));
    const ticked = await plan(stage, `${words.offboard} ${upn('alex')}`, { autoReply: 'true' });
    expect(ticked.text).toContain(phrase(locale, 'plan.skip.reply-void-groups'));
    await stage.manager.say(words.cancel);
  });

  it(
    'goes with that group at the sync after the runbook, and from then on nothing says that it will',
    inTurn,
    async () => {
      const { stage } = play;
      const unseen = locale === 'en' ? 'Leaver has not seen that yet' : 'Leaver heeft dat nog niet gezien';
      await awayFromSync(stage);
      const reference = await askAndApprove(stage, `${words.offboard} ${upn('alex')}`);
      await read(stage, reference, 'LIC-Microsoft-365-E3');
      const runbook = await runbookCard(stage, reference);
      await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
      await read(stage, reference, unseen);
      await stage.jump(35);
      const { text } = await read(stage, reference, phrase(locale, 'report.gap.reported'));
      expect(licencesOf(stage, 'alex')).toEqual([]);
      expect(text).not.toContain('LIC-Microsoft-365-E3');
    },
  );

  it(
    'may come from a group that nobody here leaves: a reply is proposed, and IT is not asked to take it',
    inTurn,
    async () => {
      const { text } = await plan(play.stage, `${words.offboard} grady`);
      expect(text).toContain(phrase(locale, 'step.set-auto-reply.title'));
      expect(text).toContain(phrase(locale, 'plan.explain.mailbox-licence-through'));
      expect(text).not.toContain(phrase(locale, 'plan.explain.licence-inherited'));
    },
  );

  it(
    'keeps a licence beside that of such a group, which nobody could choose: it is work for people, by name',
    inTurn,
    async () => {
      const { stage } = play;
      const { id } = stage.person('grady');
      meanwhile(stage, (state) => withDirect(state, id, 'SPE_E5'));
      await stage.manager.say(`${words.offboard} grady`);
      expect(stage.manager.lastCard().inputs.map((input) => input.id)).not.toContain('takeMailboxLicence');
      const reference = await askAndApprove(stage, `${words.offboard} grady`);
      await hear(stage, reference, phrase(locale, 'notice.done-with-gaps'));
      const { text } = await read(stage, reference, phrase(locale, 'report.headline.done-left'));
      expect(text.split('\n').find((line) => line.includes('Microsoft 365 E5'))).toContain('Microsoft 365 E3');
      expect(text).not.toContain(phrase(locale, 'gap.left.carries-mailbox-chosen'));
      expect(text).toContain(phrase(locale, 'gap.left.carries-mailbox-beside'));
    },
  );

  it('is not “no mailbox” where it is on the own Exchange servers, and forwarding is asked about', inTurn, async () => {
    const { stage } = play;
    meanwhile(stage, (state) => withoutCloudMailbox(state, stage.person('bram').id));
    const review = await plan(stage, `${words.offboard} bram`);
    expect(review.text).toContain(phrase(locale, 'plan.note.mailbox-on-premises'));
    expect(review.text).not.toContain(phrase(locale, 'plan.skip.no-mailbox'));
    const deleted = await plan(stage, `${words.offboard} bram`, { account: 'delete' });
    expect(deleted.verbs).not.toContain('submit');
    expect(deleted.text).toContain(phrase(locale, 'rules.delete-forwarding-unknown'));
  });

  it('leaves out what a deletion makes void, and says so for every tick', inTurn, async () => {
    const { stage } = play;
    const form = { account: 'delete', forwardingChecked: 'true', hideFromAddressLists: 'true', moveToOu: 'true' };
    const reference = await askAndApprove(stage, `${words.offboard} diego`, { ...form, autoReply: 'true' });
    const card = await read(stage, reference, phrase(locale, 'plan.skip.account-goes'), stage.helpdesk);
    for (const title of [
      'step.hide-from-address-lists.title',
      'step.move-to-ou.title',
      'step.set-auto-reply.title',
    ] as const)
      expect(card.text).toContain(phrase(locale, title));
    expect(card.text).toContain(phrase(locale, 'plan.skip.reply-void-deletion'));
  });

  /** The mailbox as Graph shows it to anybody. */
  async function settings(key: string): Promise<unknown> {
    const { stage } = play;
    const answer = await fetch(`${stage.sandbox.url}/v1.0/users/${stage.person(key).id}/mailboxSettings`, {
      headers: { authorization: 'Bearer sandbox' },
    });
    return answer.json();
  }
});

function withOneLicence(state: TenantState, id: string): TenantState {
  const person = state.people[id];
  if (person?.cloud == null) throw new Error(`nobody has the id ${id}`);
  const cloud = { ...person.cloud, directLicences: person.cloud.directLicences.slice(0, 1) };
  return { ...state, people: { ...state.people, [id]: { ...person, cloud } } };
}

function withDirect(state: TenantState, id: string, partNumber: string): TenantState {
  const person = state.people[id];
  const licence = contoso.licences.find(({ skuPartNumber }) => skuPartNumber === partNumber);
  if (person?.cloud == null || licence === undefined) throw new Error(`nobody has the id ${id}`);
  const given = { skuId: licence.skuId, disabledPlans: [], since: person.cloud.createdDateTime };
  const direct = [...person.cloud.directLicences, given];
  return {
    ...state,
    people: { ...state.people, [id]: { ...person, cloud: { ...person.cloud, directLicences: direct } } },
  };
}

function withoutCloudMailbox(state: TenantState, id: string): TenantState {
  const person = state.people[id];
  return person === undefined ? state : { ...state, people: { ...state.people, [id]: { ...person, mailbox: null } } };
}
