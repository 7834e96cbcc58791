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
} from './play.ts';

const TYPED = { en: { change: 'change date', stop: 'stop' }, nl: { change: 'wijzig datum', stop: 'stop' } } as const;

describe.concurrent.each(LANGUAGES)('another hour for what was approved, in %s', (locale) => {
  const words = WORDS[locale];
  const typed = TYPED[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());
  const inDays = (days: number) => ({ when: 'at', lastDay: dayAhead(play.stage, days), hour: '17:00' });

  async function planned(key: string, days: number): Promise<string> {
    const { stage } = play;
    const reference = await ask(stage, `${words.offboard} ${upn(key)}`, inDays(days));
    await (await approvalCard(stage, reference)).execute('approve');
    await read(stage, reference, says('report.headline.scheduled'));
    return reference;
  }

  async function move(reference: string, days: number): Promise<void> {
    const { helpdesk } = play.stage;
    await helpdesk.say(`${typed.stop} ${reference}`);
    const day = { lastDay: dayAhead(play.stage, days), hour: '09:00', reason: 'Audit first' };
    await helpdesk.lastCard().fill(day).execute('move');
    await cardWith(play.stage.manager, reference, 'agree');
  }

  it('is not agreed to in time: it stays at the hour that was approved, and both hear so', inTurn, async () => {
    const { stage } = play;
    const reference = await planned('zoe', 5);
    await move(reference, 7);
    const waits = await read(stage, reference, says('report.todo.agree-or-stays'));
    // Nobody can approve it before that.
    expect(waits.text).not.toContain(says('report.todo.decide'));
    await stage.jump(9 * 60);
    await hear(stage, reference, says('notice.agree-reminder'));
    await stage.jump(15 * 60 + 1);
    await hear(stage, reference, says('notice.not-agreed-stays'));
    await hear(stage, reference, says('notice.not-agreed-stays'), stage.helpdesk);
    const said = stage.helpdesk.messages().map(({ text }) => text ?? '');
    expect(said.filter((each) => each.includes(reference) && each.includes(says('notice.reminder')))).toEqual([]);
    const card = await read(stage, reference, says('flow.not-agreed-stays'));
    expect(card.text).toContain(says('report.headline.scheduled'));
    expect(card.verbs).not.toContain('agree');
    await stage.manager.say(`withdraw ${reference}`);
  });

  it('is not agreed to before the approved one has passed: the approvers decide again', inTurn, async () => {
    const { stage } = play;
    const reference = await planned('nils', 1);
    await move(reference, 6);
    await stage.jump(48 * 60);
    await hear(stage, reference, says('notice.not-agreed-back'));
    await hear(stage, reference, says('notice.not-agreed-back'), stage.helpdesk);
    const card = await approvalCard(stage, reference);
    expect(card.text).toContain(says('flow.not-agreed-back'));
    await card.execute('approve');
    await read(stage, reference, says('report.headline.scheduled'));
    expect(stage.person('nils').cloud?.accountEnabled).toBe(true);
    await stage.manager.say(`withdraw ${reference}`);
  });

  it('is in the form as it was typed, and the hour it has already costs no approval', inTurn, async () => {
    const { stage } = play;
    const reference = await planned('grady', 5);
    await stage.manager.say(`${typed.change} ${reference} ${dayAhead(stage, 7)} 09:30`);
    expect(JSON.stringify(stage.manager.lastCard().inputs)).toContain(dayAhead(stage, 7));
    await stage.manager.say(`${typed.change} ${reference}`);
    const own = { lastDay: dayAhead(stage, 5), hour: '17:00' };
    await stage.manager.lastCard().fill(own).execute('move');
    expect(stage.manager.lastCard().text).toContain(says('flow.same-hour'));
    // The card from before is retired by then, sooner or later.
    await stage.manager.say(`status ${reference}`);
    expect(stage.manager.lastCard().text).toContain(says('report.headline.scheduled'));
    await stage.manager.say(`withdraw ${reference}`);
  });

  it('is not offered beside an open restore, which is named', inTurn, async () => {
    const { stage } = play;
    const reference = await planned('adele', 5);
    const block = await ask(stage, `${words.block} ${upn('adele')}`);
    await (await approvalCard(stage, block)).execute('approve');
    await hear(stage, block, says('notice.done'));
    await stage.helpdesk.say(`${typed.stop} ${reference}`);
    const before = stage.helpdesk.lastCard();
    expect(before.verbs).toEqual(['move', 'stop-request', 'keep']);
    const restore = await ask(stage, `${words.restore} ${upn('adele')}`);
    await before.fill({ lastDay: dayAhead(stage, 7), hour: '09:00', reason: 'Audit first' }).execute('move');
    // In its place: the restore's own card may stand below it by now.
    expect(before.text).toContain(says('flow.restore-first'));
    expect(before.text).toContain(restore);
    expect(before.verbs).toEqual(['stop-request', 'keep']);
    await stage.manager.say(`${typed.change} ${reference}`);
    expect(stage.manager.lastCard().text).toContain(says('flow.restore-first'));
    expect(stage.manager.lastCard().text).toContain(restore);
    expect(stage.manager.lastCard().verbs).not.toContain('move');
  });
});
