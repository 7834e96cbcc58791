import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalCard,
  askAndApprove,
  dayAhead,
  hear,
  inTurn,
  LANGUAGES,
  type Play,
  phrase,
  plan,
  read,
  startPlay,
  WORDS,
} from './play.ts';

/** Who sends a restore, and who approves it, read first what it withdraws. */
describe.concurrent.each(LANGUAGES)('a restore beside what is planned, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  const withdraws = says('card.restore-ends.withdraws-at');
  const numberIn = (text: string) => /L-\d+/.exec(text)?.[0] ?? 'none';

  it('names on the review and the approval card what it withdraws, to each what they may know', inTurn, async () => {
    const { stage } = play;
    const later = { when: 'at', lastDay: dayAhead(stage, 3), hour: '17:00' };
    const planned = await askAndApprove(stage, `${words.offboard} lotte`, later);
    await read(stage, planned, says('report.headline.scheduled'));
    const hr = stage.as('hr');
    await hr.install();
    const others = await plan(stage, `${words.restore} lotte`, {}, hr);
    expect(others.text).toContain(says('card.choices.beside-others-restore'));
    expect(others.text).not.toContain(planned);
    await hr.say(words.cancel);
    const review = await plan(stage, `${words.restore} lotte`);
    expect(review.text).toContain(withdraws);
    expect(review.text).toContain(planned);
    const restore = numberIn((await review.execute('submit')).text);
    const asked = await approvalCard(stage, restore);
    expect(asked.text).toContain(withdraws);
    expect(asked.text).toContain(planned);
    await asked.execute('approve');
    await hear(stage, restore, words.complete);
    await read(stage, planned, says('report.headline.withdrawn-by-restore'));
    const over = await read(stage, restore, words.done);
    expect(over.text).not.toContain(withdraws);
  });
});
