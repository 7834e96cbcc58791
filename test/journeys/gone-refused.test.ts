import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../../src/commands/stage.ts';
import { softDelete, undelete } from '../../src/sandbox/deleted-items.ts';
import type { TenantPerson } from '../../src/sandbox/tenant.ts';
import {
  askAndApprove,
  cardWith,
  hear,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  read,
  runbookCard,
  settled,
  startPlay,
  WORDS,
} from './play.ts';

/** Microsoft 365 refused the block, Active Directory is to bring it about, and then the account is deleted. */
describe.concurrent.each(LANGUAGES)('somebody who is deleted after their block was refused, in %s', (locale) => {
  const words = WORDS[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('in Active Directory, cannot sign in, and nobody is given the runbook any more', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} chantal`);
    await runbookCard(stage, reference);
    await stage.act('delete', 'chantal');
    await stage.jump(35);
    await hear(stage, reference, says('report.gap.gone-account-in-ad'));
    await expectNothingOrdered(reference, 'chantal');
  });

  it(
    'or only left directory sync, is to be looked for in Active Directory, where they may be enabled yet',
    inTurn,
    async () => {
      const { stage } = play;
      const { id, ad } = stage.person('diego');
      if (ad === null) throw new Error('there is no account in Active Directory');
      const reference = await askAndApprove(stage, `${words.block} diego`);
      await runbookCard(stage, reference);
      stage.sandbox.tenant.change('time', (state, now) => {
        const person = state.people[id];
        if (person === undefined) throw new Error('there is no such person');
        const out = { ...person, ad: { ...ad, inScope: false } };
        return softDelete({ ...state, people: { ...state.people, [id]: out } }, now, id, 'directory-sync');
      });
      await stage.jump(35);
      await hear(stage, reference, says('report.gap.gone-account-in-ad'));
      expect(stage.person('diego').ad).toMatchObject({ enabled: true, deletedAt: null });
      for (const chat of [stage.manager, stage.helpdesk]) {
        const shown = await cardOf(chat, reference);
        expect(shown).toContain(says('flow.gone.account-in-ad'));
        expect(shown).toContain(says('report.todo.gone-in-ad'));
        expect(shown).not.toContain(says('flow.gone.account'));
      }
      await read(stage, reference, `(${says('task.gone-in-ad.title')})`);
      const task = await cardWith(stage.helpdesk, reference, 'task-done');
      expect(task.text).toContain(says('step.disable-account.title'));
      await task.fill({ result: 'still there, disabled', reason: '' }).execute('task-done');
      const answered = await read(stage, reference, says('report.task.reported'));
      expect(answered.text).toContain('still there, disabled');
      expect(answered.text).not.toContain(says('report.todo.gone-in-ad'));
      expect(answered.text).not.toContain(`(${says('task.gone-in-ad.title')})`);
    },
  );

  it('is no other matter once the helpdesk has skipped what was refused', inTurn, async () => {
    const { stage } = play;
    refuseBlock(stage, 'alex', 'next-cycle');
    const reference = await askAndApprove(stage, `${words.block} alex wilber`);
    await runbookCard(stage, reference);
    const card = await cardWith(stage.helpdesk, reference, 'skip');
    await card.fill({ step: 'block-sign-in' }).execute('skip');
    await stage.act('delete', 'alex');
    await stage.jump(35);
    await hear(stage, reference, says('report.gap.gone-account-in-ad'));
    await expectNothingOrdered(reference, 'alex wilber');
    const status = await cardOf(stage.manager, reference);
    expect(status).not.toContain(says('propagation.explains.sessions-unblocked'));
  });

  it(
    'in the cloud by somebody, is to be disabled in Active Directory once a sync brings them back',
    inTurn,
    async () => {
      const { stage } = play;
      refuseBlock(stage, 'bram', 'ad-change');
      const { id } = stage.person('bram');
      const reference = await askAndApprove(stage, `${words.block} bram`);
      await runbookCard(stage, reference);
      stage.sandbox.tenant.change('time', (state, now) => softDelete(state, now, id, 'leaver'));
      await stage.jump(35);
      await hear(stage, reference, says('report.gap.gone-account-in-ad'));
      await expectNothingOrdered(reference, 'bram');
      stage.sandbox.tenant.change('time', (state, now) => undelete(state, now, id, 'directory-sync'));
      // The next cycles are looked at: nobody waits half a day for it.
      await stage.jump(35);
      await runbookCard(stage, reference);
      const back = await read(stage, reference, says('report.todo.runbook-refused'));
      expect(back.text).toContain(says('report.task.seen'));
      expect(back.text).not.toContain(says('report.todo.gone-in-ad'));
    },
  );

  async function expectNothingOrdered(reference: string, name: string): Promise<void> {
    const { stage } = play;
    await settled(stage);
    const keys = [
      'card.section.temporary',
      'graph.on-premises.disable-account-refused',
      'propagation.explains.waits-for-ad-refused',
      'report.headline.block-refused',
      'report.todo.runbook-block-sign-in',
      'report.todo.runbook-refused',
    ] as const;
    await stage.manager.say(`${locale === 'en' ? 'why' : 'waarom'} ${name}`);
    const shown = [
      stage.manager.lastCard().text,
      await cardOf(stage.manager, reference),
      await cardOf(stage.helpdesk, reference),
    ];
    expect(keys.filter((key) => shown.some((card) => card.includes(says(key))))).toEqual([]);
    const open = stage.helpdesk.messages().filter(({ card }) => {
      const json = JSON.stringify(card);
      return json.includes(reference) && json.includes('"verb":"runbook-done"');
    });
    expect(open).toHaveLength(0);
  }

  async function cardOf(chat: Stage['manager'], reference: string): Promise<string> {
    await chat.say(`status ${reference}`);
    return chat.lastCard().text;
  }
});

/** Microsoft 365 refuses to block this person; sync brings what was changed in the cloud back at once, or with a change in AD. */
function refuseBlock(stage: Stage, key: string, overwrites: TenantPerson['quirks']['overwrites']): void {
  const person = stage.person(key);
  const refused: TenantPerson = { ...person, quirks: { cloudBlock: 'refused', overwrites } };
  meanwhile(stage, (state) => ({ ...state, people: { ...state.people, [person.id]: refused } }));
}
