import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failAfterwards } from '../helpers/fail-afterwards.ts';
import { approvalCard, ask, hear, inTurn, LANGUAGES, type Play, phrase, startPlay, upn, WORDS } from './play.ts';

const TYPED = {
  en: { blockNow: 'block now', pause: 'pause everything', stops: 'stops' },
  nl: { blockNow: 'nu blokkeren', pause: 'alles pauzeren', stops: 'stops' },
} as const;

describe.concurrent.each(LANGUAGES)('a directory that fails right after a click was stored, in %s', (locale) => {
  const words = WORDS[locale];
  const typed = TYPED[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  let play: Play;
  let lead: ReturnType<Play['stage']['as']>;
  let isArmed = false;
  beforeAll(async () => {
    play = await startPlay(locale, { replace: failAfterwards(() => isArmed) });
    lead = play.stage.as('emergencyLead');
    await lead.install();
  });
  afterAll(() => play.stop());

  /** Clicks while nothing can be read afterwards; gives what the click was answered. */
  async function clickUnread(card: { execute(verb: string): Promise<{ readonly text: string }> }, verb: string) {
    isArmed = true;
    try {
      return (await card.execute(verb)).text;
    } finally {
      isArmed = false;
    }
  }

  it('says of an approval that it was taken in, and the card follows', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.offboard} adele`);
    const card = await approvalCard(stage, reference);
    expect(await clickUnread(card, 'approve')).toContain(says('bot.taken-in'));
    await hear(stage, reference, says('report.headline.done-left'));
    expect(stage.person('adele').cloud?.accountEnabled).toBe(false);
    expect(card.verbs).not.toContain('approve');
  });

  it('says so of a block at once, of the answer to it and of what it proposes', inTurn, async () => {
    const { stage } = play;
    await lead.say(`${typed.blockNow} ${upn('grady')}`);
    expect(await clickUnread(lead.lastCard(), 'block-now')).toContain(says('bot.taken-in'));
    const confirm = await stage.helpdesk.until(({ card }) =>
      JSON.stringify(card ?? '').includes('"verb":"refuse-block"'),
    );
    const block = /L-\d+/.exec(confirm.text)?.[0] ?? 'none';
    await hear(stage, block, says('notice.done-unconfirmed'), lead);
    expect(stage.person('grady').cloud?.accountEnabled).toBe(false);
    expect(await clickUnread(confirm, 'refuse-block')).toContain(says('bot.taken-in'));
    await stage.helpdesk.until(
      (message, text) => message.card !== null && text.includes(says('report.emergency.proposal')),
    );
  });

  it('says so of a pause, and of what lets it go', inTurn, async () => {
    isArmed = true;
    await lead.say(typed.pause).finally(() => (isArmed = false));
    expect(lead.lastText()).toContain(says('bot.stops-later'));
    await lead.say(typed.stops);
    expect(await clickUnread(lead.lastCard(), 'resume-stop')).toContain(says('bot.stops-later'));
    await lead.say(typed.stops);
    expect(lead.lastCard().verbs).not.toContain('resume-stop');
  });
});
