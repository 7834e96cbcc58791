import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { softDelete } from '../../src/sandbox/deleted-items.ts';
import {
  approvalCard,
  cardWith,
  hear,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  read,
  runbookCard,
  runScript,
  settled,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

const BLOCK_NOW = { en: 'block now', nl: 'nu blokkeren' } as const;

describe.concurrent.each(LANGUAGES)('a proposal to undo a block at once that waits for a decision, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  let lead: ReturnType<Play['stage']['as']>;
  beforeAll(async () => {
    play = await startPlay(locale);
    lead = play.stage.as('emergencyLead');
    await lead.install();
  });
  afterAll(() => play.stop());
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);

  it('is made anew once directory sync turned the block back, and is about the rest alone', inTurn, async () => {
    const { stage } = play;
    const { block, proposal } = await refused('alex');
    expect((await approvalCard(stage, proposal)).text).toContain(says('step.unblock-sign-in.title'));
    // Turned back by a sync, made again once by itself, and turned back for good by a later one.
    for (let syncs = 0; syncs < 4; syncs += 1) {
      await stage.jump(35);
      await settled(stage);
    }
    expect(stage.person('alex').cloud?.accountEnabled).toBe(true);
    await hear(stage, proposal, says('notice.proposal-anew'), stage.helpdesk);
    const card = await approvalCard(stage, proposal);
    expect(card.text).toContain(says('flow.proposal-in-by-sync'));
    expect(card.text).toContain(says('propagation.restore.explains.allowed-already'));
    for (const key of UNTRUE) expect(card.text).not.toContain(says(key));
    await card.execute('approve');
    // What was handed out in Active Directory may still be done there, which would keep him out.
    await hear(stage, proposal, words.left, lead);
    const final = await read(stage, proposal, words.left, stage.helpdesk);
    for (const key of UNTRUE) expect(final.text).not.toContain(says(key));
    expect(final.text).not.toContain(says('propagation.restore.explains.not-planned'));
    const undone = await read(stage, block, says('report.headline.turned-round-in-before'), lead);
    expect(undone.text).toContain(proposal);
    expect(undone.text).not.toContain(says('report.emergency.proposal'));
  });

  it('knows that the account was disabled in Active Directory since', inTurn, async () => {
    const { stage } = play;
    const { block, proposal } = await refused('diego');
    expect((await approvalCard(stage, proposal)).text).toContain(says('plan.explain.ad-block-unknown'));
    const runbook = await runbookCard(stage, block);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await hear(stage, proposal, says('notice.proposal-anew'), stage.helpdesk);
    const card = await approvalCard(stage, proposal);
    expect(card.text).toContain(says('flow.proposal-otherwise'));
    expect(card.text).not.toContain(says('plan.explain.ad-block-unknown'));
  });

  it('is withdrawn, with the reason, once somebody let the person in', inTurn, async () => {
    const { stage } = play;
    const { proposal } = await refused('grady');
    const before = await approvalCard(stage, proposal);
    letIn('grady');
    const answer = await before.execute('approve');
    expect(answer.text).toContain(says('flow.proposal-looking'));
    await hear(stage, proposal, says('notice.withdrawn-by-leaver'), stage.helpdesk);
    await hear(stage, proposal, says('plan.refusal.nothing-to-restore'), lead);
    const card = await read(stage, proposal, says('report.headline.withdrawn-by-leaver'), stage.helpdesk);
    expect(card.verbs).not.toContain('approve');
  });

  it(
    'says of nobody whose account is deleted that they can sign in, though the deleted account says enabled',
    inTurn,
    async () => {
      const { stage } = play;
      const { proposal } = await refused('zoe');
      const { id } = stage.person('zoe');
      stage.sandbox.tenant.change('time', (state, now) => softDelete(state, now, id, 'directory-sync'));
      await stage.jump(65);
      await hear(stage, proposal, says('notice.proposal-anew'), stage.helpdesk);
      letIn('zoe');
      const answer = await (await approvalCard(stage, proposal)).execute('approve');
      for (const key of ['flow.proposal-looking', 'flow.proposal-in'] as const)
        expect(answer.text).not.toContain(says(key));
    },
  );

  it('is looked at within the hour, also when nobody clicks', inTurn, async () => {
    const { stage } = play;
    const { proposal } = await refused('henrietta');
    letIn('henrietta');
    await settled(stage);
    await stage.jump(65);
    await hear(stage, proposal, says('notice.withdrawn-by-leaver'), stage.helpdesk);
  });

  /** What nobody may read on a card about somebody who can sign in already. */
  const UNTRUE = [
    'plan.warning.enable-first',
    'step.unblock-sign-in.title',
    'step.enable-account.title',
    'propagation.restore.explains.waits-for-ad',
    'plan.explain.ad-block-unknown',
  ] as const;

  async function refused(key: string) {
    const { stage } = play;
    await lead.say(`${BLOCK_NOW[locale]} ${upn(key)}`);
    await lead.lastCard().execute('block-now');
    const block = /L-\d+/.exec(lead.lastCard().text)?.[0] ?? 'none';
    await expect.poll(() => stage.person(key).cloud?.accountEnabled).toBe(false);
    await settled(stage);
    await (await cardWith(stage.helpdesk, block, 'refuse-block')).execute('refuse-block');
    const card = await read(stage, block, says('report.emergency.proposal'), stage.helpdesk);
    const proposal = card.text.match(/L-\d+/g)?.find((each) => each !== block) ?? 'none';
    return { block, proposal };
  }

  /** An administrator, in the Entra admin center. */
  function letIn(key: string): void {
    const { id } = play.stage.person(key);
    meanwhile(play.stage, (state) => {
      const person = state.people[id];
      if (person?.cloud == null) throw new Error(`${key} is not there`);
      const cloud = { ...person.cloud, accountEnabled: true };
      return { ...state, people: { ...state.people, [id]: { ...person, cloud } } };
    });
  }
});
