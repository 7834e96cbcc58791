import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalCard,
  ask,
  cardWith,
  dayAhead,
  hear,
  inTurn,
  LANGUAGES,
  type Play,
  phrase,
  read,
  startPlay,
  upn,
  WORDS,
  writesAbout,
} from './play.ts';

const TYPED = {
  en: {
    blockNow: 'block now',
    pause: 'pause everything',
    resume: 'resume',
    stop: 'stop',
    hold: 'hold',
    running: 'Running: 0 of',
  },
  nl: {
    blockNow: 'nu blokkeren',
    pause: 'alles pauzeren',
    resume: 'hervatten',
    stop: 'stop',
    hold: 'aanhouden',
    running: 'Wordt uitgevoerd: 0 van',
  },
} as const;

describe.concurrent.each(LANGUAGES)('emergencies beside requests, and changes of mind, in %s', (locale) => {
  const words = WORDS[locale];
  const typed = TYPED[locale];
  let play: Play;
  let lead: ReturnType<Play['stage']['as']>;
  beforeAll(async () => {
    play = await startPlay(locale);
    lead = play.stage.as('emergencyLead');
    await lead.install();
  });
  afterAll(() => play.stop());
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  const isEnabled = (key: string) => play.stage.person(key).cloud?.accountEnabled;
  const inDays = (days: number) => ({ when: 'at', lastDay: dayAhead(play.stage, days), hour: '17:00' });

  async function lastLook(key: string) {
    await lead.say(`${typed.blockNow} ${upn(key)}`);
    return lead.lastCard();
  }

  it('overtakes a request that waits, which goes on afterwards and finds the block in place', inTurn, async () => {
    const { stage } = play;
    const waiting = await ask(stage, `${words.offboard} adele`);
    const look = await lastLook('adele');
    expect(look.text).toContain(waiting);
    expect(look.verbs).toEqual(['block-now', 'block-now-cancel']);
    await look.execute('block-now-cancel');
    expect(lead.lastCard().text).toContain(says('bot.block-now.nothing'));
    expect(isEnabled('adele')).toBe(true);
    await (await lastLook('adele')).fill({ reason: 'Laptop stolen' }).execute('block-now');
    const block = /L-\d+/.exec(lead.lastCard().text)?.[0] ?? 'none';
    await hear(stage, block, words.left, lead);
    expect(isEnabled('adele')).toBe(false);
    expect((await cardWith(stage.helpdesk, block, 'confirm-block')).text).toContain('Laptop stolen');
    await (await approvalCard(stage, waiting)).execute('approve');
    await hear(stage, waiting, words.left);
    const blocks = (await writesAbout(stage, 'adele')).filter(({ body }) =>
      JSON.stringify(body ?? '').includes('accountEnabled'),
    );
    expect(blocks).toHaveLength(1);
  });

  it(
    'says at the first message what is open, to each what they may know, and offers a block besides',
    inTurn,
    async () => {
      const { stage } = play;
      const planned = await ask(stage, `${words.offboard} zoe`, inDays(5));
      await (await approvalCard(stage, planned)).execute('approve');
      expect(stage.helpdesk.lastCard().text).toContain(says('report.headline.scheduled'));
      await read(stage, planned, says('report.headline.scheduled'));
      await stage.manager.say(`${words.offboard} zoe`);
      const open = stage.manager.lastCard();
      expect(open.text).toContain(planned);
      expect(open.verbs).toEqual(['open', 'change', 'start-block-sign-in', 'help']);
      const hr = stage.as('hr');
      await hr.install();
      await hr.say(`${words.offboard} zoe`);
      expect(hr.lastCard().text).toContain(says('card.open.others'));
      expect(hr.lastCard().text).not.toContain(planned);
      expect(hr.lastCard().verbs).toEqual(['start-block-sign-in', 'help']);

      await open.execute('start-block-sign-in');
      await stage.manager.lastCard().execute('review');
      const block = /L-\d+/.exec((await stage.manager.lastCard().execute('submit')).text)?.[0] ?? 'none';
      expect(block).not.toBe(planned);
      await (await approvalCard(stage, block)).execute('approve');
      await hear(stage, block, words.complete);
      expect(isEnabled('zoe')).toBe(false);

      await stage.manager.say(`status ${planned}`);
      await stage.manager.lastCard().execute('change');
      await stage.manager
        .lastCard()
        .fill({ lastDay: dayAhead(stage, 6), hour: '09:00' })
        .execute('move');
      await hear(stage, planned, says('notice.date-changed'), stage.helpdesk);
      await (await approvalCard(stage, planned)).execute('approve');
      await read(stage, planned, says('report.headline.scheduled'));
      await stage.manager.say(`withdraw ${planned}`);
    },
  );

  it(
    'says in the form what leaves room for the request, and to the helpdesk what is open about whom they may not ask',
    inTurn,
    async () => {
      const { stage } = play;
      const planned = await ask(stage, `${words.block} ${upn('samSales')}`, inDays(5));
      await (await approvalCard(stage, planned)).execute('approve');
      await read(stage, planned, says('report.headline.scheduled'));
      await stage.manager.say(`${words.offboard} ${upn('samSales')}`);
      await cardWith(stage.manager, planned, 'review');
      const hr = stage.as('hr');
      await hr.install();
      await hr.say(`${words.offboard} ${upn('samSales')}`);
      const form = await hr.until((_, text) => text.includes(says('card.choices.beside-others')));
      expect(form.text).not.toContain(planned);
      await stage.helpdesk.say(`${words.offboard} ${upn('samSales')}`);
      const open = await stage.helpdesk.until((_, text) => text.includes(says('card.open.not-yours')));
      expect(open.text).toContain(planned);
      expect(open.verbs).toEqual(['open', 'change', 'help']);
      // Part of a word is nobody's name.
      await stage.helpdesk.say(`${words.offboard} eeters`);
      const nobody = await stage.helpdesk.until((_, text) => text.includes(says('bot.person.nobody-no-reports')));
      expect(nobody.text).toContain('eeters');
      expect(nobody.text).not.toContain(planned);
      for (const chat of [stage.manager, hr, stage.helpdesk]) await chat.say(words.cancel);
      await stage.manager.say(`withdraw ${planned}`);
    },
  );

  it(
    'proposes to undo a block that is refused while an offboarding is planned for later, which an approver moves or stops',
    inTurn,
    async () => {
      const { stage } = play;
      const planned = await ask(stage, `${words.offboard} nils`, inDays(5));
      await (await approvalCard(stage, planned)).execute('approve');
      await read(stage, planned, says('report.headline.scheduled'));
      await (await lastLook('nils')).execute('block-now');
      const block = /L-\d+/.exec(lead.lastCard().text)?.[0] ?? 'none';
      await hear(stage, block, words.unconfirmed, lead);
      await (await cardWith(stage.helpdesk, block, 'refuse-block')).execute('refuse-block');
      // Planned for later keeps nobody out today: undoing is proposed, and says what it would withdraw.
      const refused = await read(stage, block, says('report.emergency.proposal'), stage.helpdesk);
      const proposal = refused.text.match(/L-\d+/g)?.find((each) => each !== block) ?? 'none';
      const proposed = await approvalCard(stage, proposal);
      expect(proposed.text).toContain(says('emergency.proposal-withdraws').split('{')[0]);
      expect(proposed.text).toContain(says('card.about.proposer'));
      expect(proposed.text).toContain(planned);
      await proposed.execute('decline');
      await stage.helpdesk.lastCard().fill({ reason: 'It was right' }).execute('decline-confirm');
      await read(stage, proposal, says('report.headline.declined'), stage.helpdesk);
      expect(isEnabled('nils')).toBe(false);

      await stage.helpdesk.say(`${typed.stop} ${planned}`);
      const form = stage.helpdesk.lastCard();
      expect(form.verbs).toEqual(['move', 'stop-request', 'keep']);
      await form.fill({ lastDay: dayAhead(stage, 7), hour: '09:00', reason: 'Audit first' }).execute('move');
      await (await cardWith(stage.manager, planned, 'agree')).execute('agree');
      await read(stage, planned, says('report.headline.scheduled'));

      await stage.helpdesk.say(`${typed.stop} ${planned}`);
      await stage.helpdesk.lastCard().fill({ reason: ' ' }).execute('stop-request');
      expect(stage.helpdesk.lastCard().text).toContain(says('flow.reason-missing'));
      await stage.helpdesk.lastCard().fill({ reason: 'Leaves in spring' }).execute('stop-request');
      await hear(stage, planned, says('notice.stopped'));
      await read(stage, planned, /Leaves in spring/);
    },
  );

  it(
    'holds a running request between two steps, until an approver lets it go on or stops it',
    inTurn,
    async ({ expect }) => {
      const { stage } = play;
      const id = stage.person('ravi').id;
      // One step alone; on a busy machine its answer is given up, and the same is sent again.
      const steps = async (key: string) => [
        ...new Set((await writesAbout(stage, key)).map(({ body }) => (isBlock(body) ? 'block' : JSON.stringify(body)))),
      ];
      await stage.faults({ slow: { match: `PATCH /users/${id}`, times: 99, ms: 600_000 } });
      const running = await ask(stage, `${words.offboard} ravi`);
      await (await approvalCard(stage, running)).execute('approve');
      await read(stage, running, typed.running);
      await stage.helpdesk.say(`${typed.hold} ${running}`);
      await stage.helpdesk.lastCard().fill({ reason: 'Wrong Ravi?' }).execute('hold-request');
      await hear(stage, running, says('notice.on-hold'));
      // Only now the block that was under way is answered.
      await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
      await expect.poll(() => isEnabled('ravi')).toBe(false);
      await stage.jump(24 * 60 + 1);
      await hear(stage, running, says('notice.still-on-hold'));
      expect(await steps('ravi')).toEqual(['block']);
      await stage.manager.say(`withdraw ${running}`);
      expect(stage.manager.lastCard().text).toContain(says('flow.withdraw-running'));
      expect(stage.manager.lastCard().verbs).toContain('restore-instead');
      await stage.helpdesk.say(`${typed.stop} ${running}`);
      await stage.helpdesk.lastCard().fill({ reason: 'Wrong Ravi' }).execute('stop-request');
      await hear(stage, running, says('notice.stopped-between'));
      const ended = await read(stage, running, says('report.headline.stopped-between'));
      expect(ended.text).toContain(says('step.block-sign-in.title'));
      expect(await steps('ravi')).toEqual(['block']);
      expect(isEnabled('ravi')).toBe(false);
    },
  );

  it('goes through a pause', inTurn, async ({ expect }) => {
    await lead.say(typed.pause);
    await (await lastLook('grady')).execute('block-now');
    await expect.poll(() => isEnabled('grady')).toBe(false);
    await lead.say(typed.resume);
  });
});

function isBlock(body: unknown): boolean {
  return JSON.stringify(body) === '{"accountEnabled":false}';
}
