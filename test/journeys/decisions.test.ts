import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvalCard, ask, askAndApprove, calls, hear, plan, read, startPlay, WORDS } from './play.ts';

const TOMORROW = { when: 'at', hour: '17:00' };

describe.each(['en', 'nl'] as const)('deciding, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Awaited<ReturnType<typeof startPlay>>;
  beforeAll(async () => {
    play = await startPlay(locale);
    await play.stage.secondHelpdesk.install();
  });
  afterAll(() => play.stop());

  it('is declined with a reason that the requester reads, and nothing is written', async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} grady`);
    const card = await approvalCard(stage, reference);
    await card.execute('decline');
    await stage.helpdesk.lastCard().fill({ reason: 'Not before Friday' }).execute('decline-confirm');
    await read(stage, reference, 'Not before Friday');
    expect((await calls(stage)).filter(({ path }) => path.includes(stage.person('grady').id))).toEqual([]);
  });

  it('lets one of two approvers win, tells the other who it was, and makes every card final', async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} adele`);
    const [first, second] = await Promise.all([
      approvalCard(stage, reference),
      approvalCard(stage, reference, stage.secondHelpdesk),
    ]);
    await Promise.all([first.execute('approve'), second.execute('approve')]);
    await hear(stage, reference, words.complete);
    const blocks = (await calls(stage)).filter(
      ({ method, path }) => method === 'PATCH' && path.includes(stage.person('adele').id),
    );
    expect(blocks).toHaveLength(1);
    for (const chat of [stage.helpdesk, stage.secondHelpdesk]) {
      await chat.until(
        (message, text) => text.includes(reference) && !JSON.stringify(message.card).includes('"approve"'),
      );
    }
  });

  it('gives nobody else anything: strangers, the target user, and forged clicks', async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} henrietta`);
    const card = await approvalCard(stage, reference);
    const [stranger, target] = [stage.as('outsider'), stage.as('henrietta')];
    for (const chat of [stranger, target]) {
      await chat.say(`status ${reference}`);
      await chat.say(`approve ${reference}`);
      expect(
        chat
          .messages()
          .map((message) => JSON.stringify(message))
          .join(),
      ).not.toContain('Henrietta');
    }
    const answers = [stranger.lastText(), target.lastText()];
    expect(answers[0]).toBe(answers[1]);
    await stranger.say('help');
    await stranger.lastCard().deliver('approve', card.find('approve').data);
    expect((await calls(stage)).filter(({ path }) => path.includes(stage.person('henrietta').id))).toEqual([]);
    await approvalCard(stage, reference);
  });

  it('does not let a requester decide, nor ask for people who are not theirs or for themselves', async () => {
    const { stage } = play;
    const tom = stage.as('tom');
    await tom.install();
    const about = await plan(stage, `${words.block} adele`, {}, tom);
    expect(about.verbs).not.toContain('submit');
    const self = await plan(stage, `${words.block} tom.verhoeven@contoso.com`, {}, tom);
    expect(self.verbs).not.toContain('submit');
  });

  it('runs at its hour and not before', async () => {
    const { stage } = play;
    const day = new Date(stage.sandbox.tenant.clock.now().getTime() + 2 * 86_400_000).toISOString().slice(0, 10);
    const reference = await askAndApprove(stage, `${words.block} nils`, { ...TOMORROW, lastDay: day });
    await read(stage, reference, /17:00/);
    expect(stage.person('nils').cloud?.accountEnabled).toBe(true);
    await stage.jump(4 * 24 * 60);
    await hear(stage, reference, words.complete);
    expect(stage.person('nils').cloud?.accountEnabled).toBe(false);
  });

  it('expires undecided, runs nothing, and can be asked again', async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} sanne`);
    await approvalCard(stage, reference);
    await stage.jump(25 * 60);
    const expired = await stage.manager.until(
      (message, text) => text.includes(reference) && JSON.stringify(message.card).includes('"ask-again"'),
    );
    expect(expired.verbs).toContain('ask-again');
    await stage.helpdesk.say(`approve ${reference}`);
    expect(stage.person('sanne').cloud?.accountEnabled).toBe(true);
  });

  it('answers a click on an old card with how things stand now, and does a repeated click once', async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} ${stage.person('samFinance').cloud?.userPrincipalName}`);
    const card = await approvalCard(stage, reference);
    const approve = card.find('approve').data;
    await card.execute('approve', { deliver: 3, newIds: true });
    await hear(stage, reference, words.complete);
    const again = await stage.helpdesk.lastCard().deliver('approve', approve);
    expect(again.text).toContain('Daan');
    const id = stage.person('samFinance').id;
    expect((await calls(stage)).filter(({ method, path }) => method === 'PATCH' && path.includes(id))).toHaveLength(1);
  });
});
