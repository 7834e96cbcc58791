import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalCard,
  awayFromSync,
  cardWith,
  hear,
  inTurn,
  LANGUAGES,
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
  writesAbout,
} from './play.ts';

const BLOCK_NOW = { en: 'block now', nl: 'nu blokkeren' } as const;

describe.concurrent.each(LANGUAGES)('an emergency, in %s', (locale) => {
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

  /** From the typed command over the last look to the card of what runs; gives its reference. */
  async function blockNow(key: string): Promise<string> {
    await lead.say(`${BLOCK_NOW[locale]} ${upn(key)}`);
    // The answer to the click: the newest card in the chat may be about an earlier request.
    const { text } = await lead.lastCard().execute('block-now');
    return /L-\d+/.exec(text)?.[0] ?? 'none';
  }

  it('is blocked at once, block before sessions, and confirmed afterwards', inTurn, async () => {
    const { stage } = play;
    await lead.say(`${BLOCK_NOW[locale]} ${upn('adele')}`);
    expect(lead.lastCard().text).toContain(says('card.block-now.nothing'));
    expect(await writesAbout(stage, 'adele')).toEqual([]);
    await lead.lastCard().execute('block-now');
    const reference = /L-\d+/.exec(lead.lastCard().text)?.[0] ?? 'none';
    await hear(stage, reference, words.left, lead);
    const calls = (await writesAbout(stage, 'adele')).map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);
    expect(calls[0]).toMatch(/^PATCH/);
    expect(calls.indexOf('POST revokeSignInSessions')).toBe(1);
    const queued = async () => {
      await stage.helpdesk.say(locale === 'en' ? 'queue' : 'wachtrij');
      return stage.helpdesk.lastCard().text;
    };
    const waiting = await queued();
    expect(waiting).toContain(reference);
    expect(waiting).toContain(says('card.request-state.unconfirmed'));
    const asked = await cardWith(stage.helpdesk, reference, 'confirm-block');
    expect(asked.text).toContain(says('report.emergency.by'));
    expect(asked.text).toContain(says('report.headline.unconfirmed'));
    expect(asked.text).toContain(says('report.todo.confirm'));
    await asked.execute('confirm-block');
    await hear(stage, reference, says('notice.emergency-confirmed'), lead);
    expect(await queued()).not.toContain(reference);
    expect((await read(stage, reference, says('report.emergency.confirmed'), lead)).verbs).not.toContain(
      'confirm-block',
    );
    await stage.jump(5 * 60);
    expect(stage.person('adele').cloud?.accountEnabled).toBe(false);
  });

  it('proposes to undo what an approver refuses, and lets nobody in by itself', inTurn, async () => {
    const { stage } = play;
    const reference = await blockNow('grady');
    await hear(stage, reference, words.unconfirmed, lead);
    await (await cardWith(stage.helpdesk, reference, 'refuse-block')).execute('refuse-block');
    await hear(stage, reference, says('notice.emergency-refused'), lead);
    await hear(stage, reference, says('report.emergency.proposal'), lead);
    const proposal = await proposalFor(reference);
    expect(stage.person('grady').cloud?.accountEnabled).toBe(false);
    await lead.say(`approve ${proposal}`);
    expect(stage.person('grady').cloud?.accountEnabled).toBe(false);
    await (await approvalCard(stage, proposal)).execute('approve');
    await hear(stage, proposal, words.complete, lead);
    expect(stage.person('grady').cloud?.accountEnabled).toBe(true);
  });

  it(
    'is kept when one approver refuses it, and made again, until people decided about undoing it',
    inTurn,
    async () => {
      const { stage } = play;
      await awayFromSync(stage);
      const reference = await blockNow('alex');
      const work = await read(stage, reference, says('card.section.beside-script'), stage.helpdesk);
      expect(work.text).toContain('PC-0417');
      await (await cardWith(stage.helpdesk, reference, 'refuse-block')).execute('refuse-block');
      await hear(stage, reference, says('report.emergency.proposal'), lead);
      const proposal = await proposalFor(reference);
      // Turned back by the next sync, and made again by itself.
      await pastNextSync(stage);
      // The next cycle, which would turn it back for good, does not come before people have decided.
      await stage.syncServer('pause');
      await hear(stage, reference, says('notice.step-done-again'), lead);
      await stage.helpdesk.say(`decline ${proposal} It was right`);
      await stage.helpdesk.lastCard().fill({ reason: 'It was right' }).execute('decline-confirm');
      await hear(stage, proposal, says('notice.declined-proposal'), lead);
      const stays = await read(stage, reference, says('report.headline.stays'), lead);
      expect(stays.text).toContain(says('report.emergency.stays'));
      await stage.syncServer('resume');
      // The work in Active Directory is still to be done: from then on nothing turns it back any more.
      await runScript(stage, await runbookCard(stage, reference));
      for (let syncs = 0; syncs < 2; syncs += 1) {
        await stage.jump(35);
        await settled(stage);
      }
      expect(stage.person('alex').ad?.enabled).toBe(false);
      expect(stage.person('alex').cloud?.accountEnabled).toBe(false);
    },
  );

  it(
    'is not made any more where Graph could not be asked before an approver refused it',
    inTurn,
    async ({ expect }) => {
      const { stage } = play;
      await stage.faults({
        throttle: { match: 'PATCH /users/.*', times: 100, status: 503, done: false, retryAfter: 1 },
      });
      const reference = await blockNow('tomReport1');
      const asked = await cardWith(stage.helpdesk, reference, 'refuse-block');
      await expect.poll(async () => (await writesAbout(stage, 'tomReport1')).length).toBeGreaterThan(0);
      await asked.execute('refuse-block');
      // Said once it is known what became of it, and not before.
      await hear(stage, reference, says('emergency.nothing-of-it'), lead);
      await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
      const card = await read(stage, reference, says('flow.refused-before-any'), lead);
      expect(card.text).toContain(says('flow.step-refused-not-repeated'));
      // Nobody chose Skip.
      expect(card.text).not.toContain(says('card.state.waived'));
      expect(stage.person('tomReport1').cloud?.accountEnabled).toBe(true);
    },
  );

  it('is blocked at once while Graph says nothing of what a block does not need', inTurn, async ({ expect }) => {
    const { stage } = play;
    await lead.say(`${BLOCK_NOW[locale]} ${upn('tomReport2')}`);
    const look = lead.lastCard();
    const match = 'GET /users/.*/(directReports|manager|memberOf|ownedDevices|registeredDevices).*';
    await stage.faults({ throttle: { match, times: 500, status: 503, done: false, retryAfter: 5 } });
    try {
      await look.execute('block-now');
      expect(lead.lastCard().text).toContain(says('plan.note.read-in-part'));
      await expect.poll(() => stage.person('tomReport2').cloud?.accountEnabled).toBe(false);
    } finally {
      await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    }
  });

  it('proposes to undo what nobody confirms in time', inTurn, async () => {
    const { stage } = play;
    const reference = await blockNow('henrietta');
    await hear(stage, reference, words.unconfirmed, lead);
    await cardWith(stage.helpdesk, reference, 'confirm-block');
    await stage.jump(4 * 60 + 1);
    await hear(stage, reference, says('notice.emergency-unanswered'), lead);
    const proposal = await proposalFor(reference);
    await stage.helpdesk.say(`confirm block ${reference}`);
    expect(stage.helpdesk.lastCard().text).toContain(says('emergency.too-late'));
    expect(stage.person('henrietta').cloud?.accountEnabled).toBe(false);
    await stage.helpdesk.say(`decline ${proposal} It was right`);
    expect(stage.person('henrietta').cloud?.accountEnabled).toBe(false);
  });

  it(
    'says that nothing is proposed, and why, where the block was turned back before anybody confirmed it',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await blockNow('emma');
      await runbookCard(stage, reference);
      // Blocked again once by itself, after a look of its own; the sync after that turns it back for good. That it is
      // back may be told before the second attempt: it is for good once nothing comes any more.
      for (let [syncs, back] = [0, 0]; syncs < 6 && back < 2; syncs += 1) {
        await stage.jump(35);
        await settled(stage);
        back = stage.person('emma').cloud?.accountEnabled ? back + 1 : 0;
      }
      await hear(stage, reference, words.turnedBack, lead);
      await stage.jump(4 * 60);
      await hear(stage, reference, says('notice.emergency-unanswered'), lead);
      await hear(stage, reference, says('report.emergency.may-answer'), lead);
      // The work in Active Directory is out still, and may put it in place: until then approvers may answer after all.
      const card = await read(stage, reference, says('report.todo.answer-first'), stage.helpdesk);
      expect(card.text).toContain(says('report.emergency.may-answer'));
      await (await cardWith(stage.helpdesk, reference, 'confirm-block')).execute('confirm-block');
      await read(stage, reference, says('report.emergency.confirmed'), lead);
    },
  );

  it(
    'blocked again goes on under the later number alone, with one runbook, and that block is the one to answer',
    inTurn,
    async () => {
      const { stage } = play;
      const first = await blockNow('bram');
      await runbookCard(stage, first);
      await stage.jump(3);
      await lead.say(`${BLOCK_NOW[locale]} ${upn('bram')}`);
      // Approvers have the rest of the first one's time, and nobody promises more.
      expect(lead.lastCard().text).toContain(says('card.block-now.warning-until'));
      const second = await blockNow('bram');
      expect(second).not.toBe(first);
      await hear(stage, first, says('notice.emergency-renewed'), lead);
      const ended = await read(stage, first, says('report.headline.taken-over'), stage.helpdesk);
      expect(ended.text).toContain(second);
      const runbook = await runbookCard(stage, second);
      await stage.helpdesk.say(`${locale === 'en' ? 'runbook' : 'draaiboek'} ${first}`);
      expect(stage.helpdesk.lastText()).toContain(says('flow.runbook-closed'));
      await (await cardWith(stage.helpdesk, second, 'refuse-block')).execute('refuse-block');
      await hear(stage, second, says('report.emergency.proposal'), lead);
      await runScript(stage, runbook);
      await stage.jump(35);
      await settled(stage);
      await stage.helpdesk.say(locale === 'en' ? 'queue' : 'wachtrij');
      expect(stage.helpdesk.lastCard().text).toContain(second);
      expect(stage.helpdesk.lastCard().text).not.toContain(first);
      expect(stage.person('bram').cloud?.accountEnabled).toBe(false);
    },
  );

  it('is for the emergency group alone, and not for protected people, themselves, or strangers', inTurn, async () => {
    const { stage } = play;
    const madeUp = (key: string) => ({
      verb: 'block-now',
      person: stage.person(key).id,
      shownAt: new Date().toISOString(),
    });
    for (const chat of [stage.manager, stage.helpdesk, stage.as('outsider')]) {
      await chat.say(`${BLOCK_NOW[locale]} ${upn('zoe')}`);
      expect(chat.lastText()).toContain(says('emergency.not-in-group'));
      await chat.say('help');
      const forged = await chat.lastCard().deliver('block-now', madeUp('zoe'));
      expect(forged.text).toContain(says('emergency.not-in-group'));
    }
    const cannot = async (key: string) => {
      // No last look with a button that would be refused.
      await lead.say(`${BLOCK_NOW[locale]} ${upn(key)}`);
      const asked = lead.lastText();
      await lead.say('help');
      return [asked, (await lead.lastCard().deliver('block-now', madeUp(key))).text];
    };
    for (const answer of await cannot('emergencyAccount'))
      expect(answer).toContain(says('rules.protection.protected-group'));
    for (const answer of await cannot('emergencyLead')) expect(answer).toContain(says('emergency.not-for-yourself'));
    const [deleted, forged] = await cannot('nadia');
    expect(deleted).toContain(says('emergency.not-active'));
    expect(forged).toContain(says('plan.refusal.soft-deleted'));
    for (const key of ['zoe', 'emergencyAccount', 'emergencyLead', 'nadia'])
      expect(await writesAbout(stage, key)).toEqual([]);
  });

  it(
    'is not blocked by a card of long ago: how things stand now is shown first, and that nothing was done',
    inTurn,
    async () => {
      const { stage } = play;
      await lead.say(`${BLOCK_NOW[locale]} ${upn('zoe')}`);
      const shownAt = new Date(Date.now() - 11 * 60_000).toISOString();
      const old = { verb: 'block-now', person: stage.person('zoe').id, shownAt };
      expect((await lead.lastCard().deliver('block-now', old)).text).toContain(says('bot.block-now.aged'));
      expect(lead.lastCard().verbs).toEqual(['block-now', 'block-now-cancel']);
      expect(await writesAbout(stage, 'zoe')).toEqual([]);
    },
  );

  it('does not let who blocked confirm it', inTurn, async () => {
    const { stage } = play;
    const reference = await blockNow('ravi');
    await hear(stage, reference, words.unconfirmed, lead);
    await lead.say(`confirm block ${reference}`);
    expect(lead.lastCard().text).toContain(says('approval.not-an-approver'));
    await cardWith(stage.helpdesk, reference, 'confirm-block');
  });

  it('starts once, however often it is clicked', inTurn, async ({ expect }) => {
    const { stage } = play;
    await lead.say(`${BLOCK_NOW[locale]} ${upn('nils')}`);
    await lead.lastCard().execute('block-now', { deliver: 4, newIds: true });
    await expect.poll(async () => (await writesAbout(stage, 'nils')).length).toBeGreaterThan(1);
    const blocks = (await writesAbout(stage, 'nils')).filter(
      ({ method, path }) => method === 'PATCH' && !path.includes('devices'),
    );
    expect(blocks).toHaveLength(1);
  });

  it(
    'is blocked by two where Graph does not say whether they decide here: no emergency waits for a read',
    inTurn,
    async () => {
      const { stage } = play;
      const second = stage.secondHelpdesk;
      await second.install();
      const { id } = stage.person('sanne');
      const match = `POST /users/${id}/checkMemberGroups`;
      await stage.faults({ throttle: { match, times: 10_000, status: 503, retryAfter: null } });
      await lead.say(`${BLOCK_NOW[locale]} ${upn('sanne')}`);
      expect(lead.lastCard().text).toContain(says('emergency.power-unread'));
      const answer = await lead.lastCard().execute('block-now');
      expect(answer.text).toContain(says('emergency.first-of-two').split('{')[0]);
      expect(await writesAbout(stage, 'sanne')).toEqual([]);
      await second.say(`${BLOCK_NOW[locale]} ${upn('sanne')}`);
      await second.lastCard().execute('block-now');
      await second.until(() => stage.person('sanne').cloud?.accountEnabled === false);
      await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    },
  );

  it('is not offered where the only other member is whom it is about, and says who has to act', inTurn, async () => {
    const { stage } = play;
    await lead.say(`${BLOCK_NOW[locale]} ${upn('secondHelpdesk')}`);
    expect(lead.lastText()).toContain(says('emergency.nobody-second'));
    expect(await writesAbout(stage, 'secondHelpdesk')).toEqual([]);
  });

  it('is for the escalation group to confirm where no approver is left who may', inTurn, async () => {
    const { stage } = play;
    const second = stage.secondHelpdesk;
    const escalation = stage.as('itLead');
    await escalation.install();
    // Of two approvers one is blocked, by the other and by a member who is none.
    await lead.say(`${BLOCK_NOW[locale]} ${upn('helpdesk')}`);
    await lead.lastCard().execute('block-now');
    await second.say(`${BLOCK_NOW[locale]} ${upn('helpdesk')}`);
    expect(second.lastCard().text).toContain(says('card.block-now.warning-escalation'));
    await second.lastCard().execute('block-now');
    const reference = /L-\d+/.exec(second.lastCard().text)?.[0] ?? 'none';
    await second.until(() => stage.person('helpdesk').cloud?.accountEnabled === false);
    const asked = await cardWith(escalation, reference, 'confirm-block');
    expect(asked.text).toContain(says('report.emergency.until-escalation'));
    await asked.execute('confirm-block');
    await hear(stage, reference, says('notice.emergency-confirmed'), second);
  });

  async function proposalFor(reference: string): Promise<string> {
    const card = await read(play.stage, reference, says('report.emergency.proposal'), play.stage.helpdesk);
    return card.text.match(/L-\d+/g)?.find((each) => each !== reference) ?? 'none';
  }
});
