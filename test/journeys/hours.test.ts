import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalCard,
  ask,
  askAndApprove,
  cardWith,
  dayAhead,
  hear,
  inHours,
  inTurn,
  isFinal,
  type Play,
  phrase,
  read,
  startPlay,
  upn,
  WORDS,
  writesAbout,
} from './play.ts';

describe.each(['nl'] as const)('the hour of a request, in %s', (locale) => {
  const words = WORDS[locale];
  /** As if the worker were down: nothing that is due is taken up. */
  let asleep = false;
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale, {
      replace: (ports) => ({
        ...ports,
        wakeups: { due: async (now, limit) => (asleep ? [] : ports.wakeups.due(now, limit)) },
      }),
    });
  });
  afterAll(() => play.stop());

  const on = (days: number) => ({ when: 'at', lastDay: dayAhead(play.stage, days), hour: '17:00' });

  it('runs at it and not before', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} grady`, on(2));
    await read(stage, reference, /17:00/);
    await stage.jump(12 * 60);
    expect(stage.person('grady').cloud?.accountEnabled).toBe(true);
    await stage.jump(3 * 24 * 60);
    await hear(stage, reference, words.complete);
    expect(stage.person('grady').cloud?.accountEnabled).toBe(false);
  });

  it(
    'ends what nobody decided in time: nothing runs, everybody sees it, and it can be asked again',
    inTurn,
    async () => {
      const { stage } = play;
      const [byPolicy, atItsHour] = [
        await ask(stage, `${words.block} sanne`),
        await ask(stage, `${words.offboard} adele`, inHours(stage, 12)),
      ];
      await Promise.all([approvalCard(stage, byPolicy), approvalCard(stage, atItsHour)]);
      await stage.jump(25 * 60);
      for (const [reference, key] of [
        [byPolicy, 'sanne'],
        [atItsHour, 'adele'],
      ] as const) {
        await hear(stage, reference, phrase(locale, 'notice.expired'));
        await isFinal(stage.helpdesk, reference);
        await stage.helpdesk.say(`approve ${reference}`);
        expect(await writesAbout(stage, key)).toEqual([]);
      }
      const again = await cardWith(stage.manager, byPolicy, 'ask-again');
      await again.execute('ask-again');
      expect(again.verbs).toContain('review');
    },
  );

  it('asks "now or a new date" about an offboarding that was approved after it', inTurn, async () => {
    const { stage } = play;
    const [now, later] = [
      await ask(stage, `${words.offboard} nils`, inHours(stage, 20)),
      await ask(stage, `${words.offboard} henrietta`, inHours(stage, 20)),
    ];
    await approveAsleep([now, later]);
    for (const reference of [now, later]) {
      await hear(stage, reference, phrase(locale, 'notice.late'));
      await cardWith(stage.manager, reference, 'run-now');
    }
    expect([...(await writesAbout(stage, 'nils')), ...(await writesAbout(stage, 'henrietta'))]).toEqual([]);
    const dated = await cardWith(stage.manager, later, 'new-date');
    await dated.fill({ lastDay: dayAhead(stage, 3), hour: '09:00' }).execute('new-date');
    await read(stage, later, phrase(locale, 'report.headline.scheduled'));
    await (await cardWith(stage.manager, now, 'run-now')).execute('run-now');
    await hear(stage, now, words.complete);
    expect(stage.person('henrietta').cloud?.accountEnabled).toBe(true);
    await stage.jump(5 * 24 * 60);
    await hear(stage, later, words.left);
    expect(stage.person('henrietta').cloud?.accountEnabled).toBe(false);
  });

  it('runs a mere block at once that was approved after it', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} ${upn('html')}`, inHours(stage, 20));
    await approveAsleep([reference]);
    await hear(stage, reference, words.complete);
    expect(stage.person('html').cloud?.accountEnabled).toBe(false);
  });

  /** Approved after the hour, before anybody noticed that the hour had passed. */
  async function approveAsleep(references: readonly string[]): Promise<void> {
    const { stage } = play;
    const cards = await Promise.all(references.map((reference) => approvalCard(stage, reference)));
    asleep = true;
    await stage.jump(21 * 60);
    for (const card of cards) await card.execute('approve');
    asleep = false;
  }
});
