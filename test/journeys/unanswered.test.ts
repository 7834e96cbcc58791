import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import {
  askAndApprove,
  hear,
  inTurn,
  LANGUAGES,
  licencesOf,
  type Play,
  phrase,
  read,
  startPlay,
  WORDS,
} from './play.ts';

/** Microsoft 365 answers, but does not say whether it was done: what came is said, and nothing is called done before it is. */
describe.concurrent.each(LANGUAGES)('a change that Microsoft 365 does not take up at once, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  const clear = () => fetch(`${play.stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
  const heads = (reference: string) =>
    play.stage.manager
      .messages()
      .filter(({ card }) => card !== null)
      .map((message) => play.stage.manager.card(message).text)
      .filter((card) => card.includes(reference));

  it('is told with the status that answered, and is not “done here” while it did not happen', inTurn, async () => {
    const { stage } = play;
    const { id } = stage.person('adele');
    // Until it is cleared: what is answered for a moment only need not reach a card.
    await stage.faults({
      throttle: { match: `POST /users/${id}/assignLicense`, times: 200, status: 503, retryAfter: null },
    });
    const reference = await askAndApprove(stage, `${words.offboard} adele`);
    const answered = translate(text('flow.answered', { status: 503 }), { locale, timeZone: 'UTC' });
    const meanwhile = await read(stage, reference, answered);
    expect(meanwhile.text).not.toContain(phrase(locale, 'report.headline.watching').slice(0, 10));
    expect(meanwhile.text).not.toContain(phrase(locale, 'flow.answer-lost'));
    await clear();
    await hear(stage, reference, words.left);
    expect(licencesOf(stage, 'adele')).toEqual(['SPE_E3']);
    await stage.manager.until(() => !heads(reference).join('\n').includes(answered));
  });

  it(
    'is a block that is not made yet: no hour is said of what it would bring, by when at the latest',
    inTurn,
    async () => {
      const { stage } = play;
      const { id } = stage.person('ines');
      await stage.faults({ throttle: { match: `PATCH /users/${id}$`, times: 200, status: 503, retryAfter: null } });
      const reference = await askAndApprove(stage, `${words.offboard} ines`);
      const meanwhile = await read(stage, reference, phrase(locale, 'propagation.explains.not-made'));
      const [latest = ''] = phrase(locale, 'card.line.latest').split('{');
      expect(meanwhile.text).not.toContain(latest.trim());
      await clear();
      await stage.manager.until(
        () => !heads(reference).join('\n').includes(phrase(locale, 'flow.answered').slice(-20)),
      );
    },
  );

  it(
    'is told as throttling, with the hour until which Microsoft asks to wait, and goes on by itself',
    inTurn,
    async () => {
      const { stage } = play;
      const { id } = stage.person('sanne');
      await stage.faults({ throttle: { match: `POST /users/${id}/assignLicense`, times: 200, retryAfter: 12 } });
      const reference = await askAndApprove(stage, `${words.offboard} sanne`);
      const throttled = await read(stage, reference, phrase(locale, 'flow.throttled').slice(0, 40));
      expect(throttled.text).toMatch(/\(429\)[^.]* \d\d:\d\d/);
      await clear();
      await hear(stage, reference, words.left);
      expect(licencesOf(stage, 'sanne')).toEqual(['SPE_E3']);
    },
  );
});
