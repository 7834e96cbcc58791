import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalCard,
  ask,
  askAndApprove,
  cardWith,
  dayAhead,
  hearInTime,
  inTurn,
  LANGUAGES,
  noteSyncs,
  type Play,
  phrase,
  read,
  runbookCard,
  runScript,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('two of the helpdesk at the same moment, in %s', (locale) => {
  const words = WORDS[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
    await play.stage.secondHelpdesk.install();
  });
  afterAll(() => play.stop());

  it('answer one runbook: one counts, whole, and the other hears that', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} ${upn('diego')}`);
    const first = await runbookCard(stage, reference);
    const second = await cardWith(stage.secondHelpdesk, reference, 'runbook-done');
    const result = await runScript(stage, first);
    const namesSync = noteSyncs(stage, locale);
    const answers = await Promise.all([
      first.fill({ result }).execute('runbook-done'),
      second.fill({ result }).execute('runbook-done'),
    ]);
    const refusals = [says('flow.changed-meanwhile'), says('flow.runbook-closed')];
    expect(answers.filter(({ text }) => refusals.some((refusal) => text.includes(refusal)))).toHaveLength(1);
    await stage.jump(35);
    await hearInTime(stage, reference, says('notice.done'));

    // What the final card says of the sync is one that it was seen after.
    await namesSync(reference);
  });

  it('move one request: one counts, and the other hears that', inTurn, async () => {
    const { stage } = play;
    const when = { when: 'at', lastDay: dayAhead(stage, 5), hour: '17:00' };
    const reference = await ask(stage, `${words.offboard} ${upn('zoe')}`, when);
    await (await approvalCard(stage, reference)).execute('approve');
    await read(stage, reference, says('report.headline.scheduled'));
    const forms = [];
    for (const chat of [stage.helpdesk, stage.secondHelpdesk]) {
      await chat.say(`stop ${reference}`);
      forms.push(chat.lastCard());
    }
    const answers = await Promise.all(
      forms.map((form, place) =>
        form.fill({ lastDay: dayAhead(stage, 6 + place), hour: '09:00', reason: 'Audit first' }).execute('move'),
      ),
    );
    const refusals = ['approval.stale', 'flow.changed-meanwhile', 'flow.too-late'] as const;
    const lost = answers.filter(({ text }) => refusals.some((key) => text.includes(says(key))));
    expect(lost).toHaveLength(1);
    await (await cardWith(stage.manager, reference, 'agree')).execute('agree');
    await read(stage, reference, says('report.headline.scheduled'));
  });
});
