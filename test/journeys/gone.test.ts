import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../../src/commands/stage.ts';
import { text as sentence } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import { softDelete } from '../../src/sandbox/deleted-items.ts';
import type { TenantPerson } from '../../src/sandbox/tenant.ts';
import {
  askAndApprove,
  awayFromSync,
  hear,
  hearInTime,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  read,
  runbookCard,
  settled,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('what goes with a mailbox, files or an account, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  let lotte: { readonly reference: string; readonly person: TenantPerson | null } = { reference: '', person: null };
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('was changed back by nobody: the mailbox and the files are said to be gone, and when', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.offboard} adele`);
    await hearInTime(stage, reference, words.left);
    changePerson(stage, 'adele', (person) => ({
      ...person,
      drive: null,
      cloud: person.cloud === null ? null : { ...person.cloud, directLicences: [] },
    }));
    await stage.jump(13 * 60);
    await hear(stage, reference, phrase(locale, 'report.gap.gone-mailbox'));
    await read(stage, reference, phrase(locale, 'flow.gone.mailbox'));
    if (hasShared(stage, reference)) await read(stage, reference, phrase(locale, 'flow.gone.drive'));
    expectNobodyNamed(stage, reference);
  });

  it('is told of somebody who came back, and whose account was deleted then', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.restore} lotte`);
    await hearInTime(stage, reference, words.complete);
    lotte = { reference, person: stage.person('lotte') };
    deleteAccount(stage, 'lotte');
    await stage.jump(13 * 60);
    await hear(stage, reference, phrase(locale, 'report.gap.gone-account'));
    await read(stage, reference, phrase(locale, 'propagation.restore.explains.gone'));
    expectNobodyNamed(stage, reference);
  });

  it('is told anew once the account is there again, and blocked', inTurn, async () => {
    const { stage } = play;
    const { reference, person } = lotte;
    if (person?.cloud == null) throw new Error('there is no account to bring back');
    const blocked = { ...person, cloud: { ...person.cloud, accountEnabled: false } };
    changePerson(stage, 'lotte', () => blocked);
    await stage.jump(13 * 60);
    await hear(stage, reference, phrase(locale, 'notice.step-overwritten'));
    await read(stage, reference, phrase(locale, 'propagation.restore.explains.changed-back'));
    const shown = await status(stage, reference);
    expect(shown).not.toContain(phrase(locale, 'flow.gone.account'));
    expect(shown).not.toContain(phrase(locale, 'propagation.restore.explains.gone'));
  });

  it('leaves a block in place: nobody signs in to a deleted account', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} zoe`);
    await hearInTime(stage, reference, words.complete);
    deleteAccount(stage, 'zoe');
    await stage.jump(13 * 60);
    await read(stage, reference, phrase(locale, 'flow.gone.blocked'));
    await fetch(`${stage.sandbox.url}/sandbox/purge/zoe`, { method: 'POST' });
    await stage.jump(13 * 60);
    await stage.jump(13 * 60);
    await settled(stage);
    expectNobodyNamed(stage, reference);
  });

  it(
    'leaves neither licences nor groups to anybody, and says of the step that they went with the account',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await askAndApprove(stage, `${words.offboard} ${upn('longest')}`);
      await hearInTime(stage, reference, words.left);
      expect(await status(stage, reference)).toContain(phrase(locale, 'gap.left.carries-mailbox-chosen'));
      deleteAccount(stage, 'longest');
      await stage.jump(13 * 60);
      const { text } = await read(stage, reference, phrase(locale, 'flow.gone.blocked'));
      expect(text).not.toContain(phrase(locale, 'gap.left.carries-mailbox-chosen'));
      const went = text.split('\n').filter((line) => line.includes('Microsoft 365 E3'));
      expect(went).toEqual([expect.stringContaining(phrase(locale, 'gap.of-step-gone'))]);
    },
  );

  it('leaves the groups that nobody else owned to the helpdesk: those did not go with it', inTurn, async () => {
    const { stage } = play;
    const owned = ['Budget 2027', 'Project Waterlelie', 'Works council'];
    const reference = await askAndApprove(stage, `${words.offboard} ${upn('sanne')}`);
    await hearInTime(stage, reference, words.left);
    deleteAccount(stage, 'sanne');
    await stage.jump(13 * 60);
    await stage.jump(13 * 60);
    await read(stage, reference, phrase(locale, 'report.gap.gone-account'));
    const { text } = await read(stage, reference, phrase(locale, 'gap.left.last-owner-deleted'));
    expect(text).not.toContain(phrase(locale, 'gap.left.last-owner'));
    const lines = text.split('\n').filter((line) => owned.some((name) => line.includes(name)));
    for (const line of lines) for (const name of owned) expect(line).toContain(name);
    const counted = (count: number) => {
      const words = translate(sentence('report.gap.left', { count, items: '' }), { locale, timeZone: 'UTC' });
      return words.split('(')[0] ?? '';
    };
    expect(text.split('\n')[2]).toContain(counted(3));
    const went = text.split('\n').filter((line) => line.includes(phrase(locale, 'gap.of-step-gone')));
    expect(went.join()).toContain('Finance approvals');
    expect(went.join()).not.toContain('Budget 2027');
    giveOwner(stage, 'Budget 2027');
    await stage.jump(13 * 60);
    const given = await read(stage, reference, counted(2));
    const asked = given.text.split('\n').filter((line) => line.includes(phrase(locale, 'gap.left.last-owner-deleted')));
    expect(asked.join()).toContain('Works council');
    expect(asked.join()).not.toContain('Budget 2027');
  });

  it('leaves nobody to be disabled in Active Directory, where that was said and was not so', inTurn, async () => {
    const { stage } = play;
    await awayFromSync(stage);
    const reference = await askAndApprove(stage, `${words.block} alex wilber`);
    await (await runbookCard(stage, reference)).execute('runbook-done');
    await read(stage, reference, phrase(locale, 'report.todo.attested'), stage.helpdesk);
    // By then a directory sync that began after the word was given is over, at whatever minute it comes.
    await stage.jump(70);
    await read(stage, reference, phrase(locale, 'flow.said.disable-account'));
    await stage.act('delete', 'alex');
    await stage.jump(13 * 60);
    await read(stage, reference, phrase(locale, 'flow.gone.blocked'));
    await hear(stage, reference, phrase(locale, 'report.gap.gone-account-in-ad'));
    expect(await status(stage, reference)).not.toContain(phrase(locale, 'report.headline.said-not-seen-block'));
  });

  it(
    'is to be done in Active Directory after all, a new password too, once the account is restored there',
    inTurn,
    async () => {
      const { stage } = play;
      const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
      const reference = await askAndApprove(stage, `${words.offboard} bram`);
      await runbookCard(stage, reference);
      await stage.act('delete', 'bram');
      await stage.jump(35);
      await read(stage, reference, `(${says('task.gone-in-ad.title')})`);
      await stage.act('restore', 'bram');
      await stage.jump(35);
      await settled(stage);
      await stage.jump(13 * 60);
      const back = await status(stage, reference);
      for (const untrue of ['flow.gone.account-in-ad', 'report.todo.gone-in-ad'] as const)
        expect(back).not.toContain(says(untrue));
      expect(back).toContain(says('report.task.seen'));
      expect((await runbookCard(stage, reference)).text).toContain(says('step.reset-password.title'));
    },
  );

  /** Nothing about this request says that somebody, or sync, changed something back. */
  function expectNobodyNamed(stage: Stage, reference: string): void {
    const keys = ['report.headline.changed-back', 'notice.step-overwritten'] as const;
    const said = [...stage.manager.messages(), ...stage.helpdesk.messages()]
      .map((message) => `${JSON.stringify(message.card)} ${message.text}`)
      .filter((each) => each.includes(reference));
    expect(keys.filter((key) => said.some((each) => each.includes(phrase(locale, key))))).toEqual([]);
  }

  async function status(stage: Stage, reference: string): Promise<string> {
    await settled(stage);
    await stage.manager.say(`status ${reference}`);
    return stage.manager.lastCard().text;
  }

  function hasShared(stage: Stage, reference: string): boolean {
    const title = phrase(locale, 'step.share-onedrive.title');
    return stage.manager.messages().some(({ card }) => {
      const shown = JSON.stringify(card);
      return shown.includes(reference) && shown.includes(title);
    });
  }
});

function changePerson(stage: Stage, key: string, change: (person: TenantPerson) => TenantPerson): void {
  const person = stage.person(key);
  meanwhile(stage, (state) => ({ ...state, people: { ...state.people, [person.id]: change(person) } }));
}

/** The helpdesk gives a group another owner, beside Leaver. */
function giveOwner(stage: Stage, name: string): void {
  const { id } = stage.person('samFinance');
  meanwhile(stage, (state) => {
    const group = Object.values(state.groups).find(({ displayName }) => displayName === name);
    if (group === undefined) throw new Error(`there is no group ${name}`);
    return { ...state, groups: { ...state.groups, [group.id]: { ...group, owners: [...group.owners, id] } } };
  });
}

function deleteAccount(stage: Stage, key: string): void {
  const { id } = stage.person(key);
  stage.sandbox.tenant.change('time', (state, now) => softDelete(state, now, id, 'directory-sync'));
}
