import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { whyNoChromium } from '../helpers/why-no-chromium.ts';
import { inTurn, LANGUAGES, phrase } from '../journeys/play.ts';
import { type ChatPage, pictureOf } from './chat-page.ts';
import { type RunningLeaver, startLeaver } from './start-leaver.ts';

/** What is typed; everything else is read from the screen, in the words of the locale. */
const TYPED = {
  en: { block: 'block sign-in', now: 'block now', pause: 'pause everything', resume: 'resume', stops: 'stops' },
  nl: {
    block: 'aanmelden blokkeren',
    now: 'nu blokkeren',
    pause: 'alles pauzeren',
    resume: 'hervatten',
    stops: 'stops tonen',
  },
} as const;
/** All that Leaver does in an emergency; her phone is left to people. */
const DONE = {
  en: /Adele Vance[\s\S]*Leaver’s part is done and seen/,
  nl: /Adele Vance[\s\S]*Het deel van Leaver is gedaan en gezien/,
} as const;
const FIRST_OF_TWO = { en: 'Approve (then one more is needed)', nl: 'Goedkeuren (daarna nog één nodig)' } as const;
const WAITING = { en: /Waiting for IT approval/, nl: /Wacht op goedkeuring door IT/ } as const;

const missing = whyNoChromium();
describe.skipIf(missing !== null).concurrent.each(LANGUAGES)('who decides, in the Playground, in %s', (locale) => {
  const typed = TYPED[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  let leaver: RunningLeaver;
  let second: ChatPage;
  beforeAll(async () => {
    // Slower than usual: the hour in which the limit counts is to be longer than the journeys; and a limit that three reach.
    leaver = await startLeaver({
      second: true,
      speed: 6,
      policy: { limits: { perRequester: 2, departmentPercent: 100 } },
    });
    if (leaver.second === null) throw new Error('there is no third chat');
    second = leaver.second;
    if (locale === 'nl') for (const chat of [leaver.manager, leaver.helpdesk, second]) await chat.say('taal nl');
  });
  afterAll(async () => {
    expect(await leaver.stop()).toBe(0);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const chat of [leaver.manager, leaver.helpdesk, second])
      await pictureOf(chat.page, `failed-${locale}-${task.name.slice(0, 30)}-${chat.name}`);
  });
  const picture = (chat: ChatPage, name: string, text: string | RegExp) => chat.picture(`${locale}-${name}`, text);

  /** From the typed command to the card that the helpdesk decides on. */
  async function ask(key: string, name: string): Promise<void> {
    await leaver.manager.say(`${typed.block} ${key}`);
    await leaver.manager.click(says('card.verb.review'));
    await leaver.manager.click(says('card.verb.submit'));
    await leaver.helpdesk.card(new RegExp(`${name}[\\s\\S]*${WAITING[locale].source}`));
  }
  async function approve(name: string): Promise<void> {
    await leaver.helpdesk.card(new RegExp(`${name}[\\s\\S]*${WAITING[locale].source}`));
    await leaver.helpdesk.click(says('card.verb.approve'));
  }
  /** The notice that all of it was seen to be in effect. */
  const isDone = (name: string) =>
    leaver.manager.see(new RegExp(locale === 'en' ? `${name} is complete` : `${name} is klaar`));

  it('takes two different people for somebody who manages others', inTurn, async () => {
    const { manager, helpdesk } = leaver;
    await manager.say(`${typed.block} tom@contoso.com`);
    await manager.click(says('card.verb.review'));
    await picture(manager, 'two-1-review', /Tom Verhoeven[\s\S]*(Step 3 of 3|Stap 3 van 3)/);
    await manager.click(says('card.verb.submit'));
    await picture(helpdesk, 'two-2-first', WAITING[locale]);
    await helpdesk.click(FIRST_OF_TWO[locale]);
    await second.see(says('notice.one-more'));
    await picture(second, 'two-3-second', /Daan Bakker/);
    await picture(manager, 'two-4-half', /Daan Bakker/);
    await second.click(says('card.verb.approve'));
    await isDone('Tom Verhoeven');
    await picture(manager, 'two-5-done', /Fatima El Amrani/);
  });

  it('goes on after a question that the requester answers', inTurn, async () => {
    const { manager, helpdesk } = leaver;
    await ask('ravi', 'Ravi Patel');
    await helpdesk.click(says('card.verb.more'));
    await helpdesk.fill(
      locale === 'en' ? 'A question for Megan Bowen' : 'Een vraag aan Megan Bowen',
      'Which day exactly?',
    );
    await picture(helpdesk, 'question-1-more', says('card.more.headline'));
    await helpdesk.click(says('card.verb.ask'));
    await picture(manager, 'question-2-asked', /Which day exactly/);
    // The client draws the chat anew with each message, and an input that was filled in before is empty then.
    await manager.see(says('notice.question'));
    await manager.fill(says('card.request.answer'), 'Today at noon.');
    await manager.click(says('card.verb.answer'));
    await picture(helpdesk, 'question-3-answered', /Today at noon/);
    await helpdesk.click(says('card.verb.approve'));
    await helpdesk.see(locale === 'en' ? /Approved by Daan Bakker/ : /Goedgekeurd door Daan Bakker/);
  });

  it('holds the request that is one too many, until two approvers lift the stop together', inTurn, async () => {
    const { manager, helpdesk } = leaver;
    await ask('zoe', 'Zoë Kramer');
    await approve('Zoë Kramer');
    await picture(manager, 'breaker-1-held', /Zoë Kramer[\s\S]*S-1/);
    await second.see(says('notice.breaker'));
    await helpdesk.say(typed.resume);
    // Both approved something that counted, and nobody else is there: it takes the two together.
    await picture(helpdesk, 'breaker-2-first', says('brakes.first-of-two'));
    await second.say(typed.stops);
    await picture(second, 'breaker-3-stops', says('card.stops.pick'));
    await second.click(says('card.verb.resume-stop'));
    await isDone('Zoë Kramer');
    await picture(second, 'breaker-4-lifted', says('brakes.refused.nothing-held'));
  });

  it('blocks at once in an emergency, and asks the approvers afterwards', inTurn, async () => {
    const { helpdesk } = leaver;
    await second.say(`${typed.now} adele`);
    await picture(second, 'emergency-1-last-look', says('card.block-now.headline'));
    await second.click(says('card.verb.block-now'));
    await picture(second, 'emergency-2-running', /L-\d+[\s\S]*Adele Vance/);
    await helpdesk.see(says('notice.emergency'));
    await picture(helpdesk, 'emergency-3-confirm', DONE[locale]);
    await helpdesk.click(says('card.verb.confirm-block'));
    await second.see(says('notice.emergency-confirmed'));
    await picture(second, 'emergency-4-confirmed', /Adele Vance[\s\S]*Daan Bakker/);
  });

  it('pauses everything, and goes on where it was', inTurn, async () => {
    const { manager, helpdesk } = leaver;
    await second.say(typed.pause);
    await picture(second, 'pause-1-paused', 'S-2');
    await helpdesk.see(says('notice.paused'));
    await ask('nils', 'Nils Johansson');
    await approve('Nils Johansson');
    await picture(manager, 'pause-2-held', /Nils Johansson[\s\S]*S-2/);
    await helpdesk.say(typed.stops);
    await picture(helpdesk, 'pause-3-helpdesk', /Fatima El Amrani[\s\S]*S-2|S-2[\s\S]*Fatima El Amrani/);
    await second.say(typed.resume);
    await isDone('Nils Johansson');
  });

  it('reminds, and expires when nobody decides', inTurn, async () => {
    const { manager, helpdesk } = leaver;
    await ask('henrietta', 'Henrietta Mueller');
    await leaver.control('clock/jump', { minutes: 4 * 60 + 1 });
    await helpdesk.see(says('notice.reminder'));
    await leaver.control('clock/jump', { minutes: 20 * 60 });
    await picture(manager, 'expiry-1-expired', says('card.verb.ask-again'));
    await manager.see(says('notice.expired'));
    await picture(helpdesk, 'expiry-2-helpdesk', /Henrietta Mueller/);
    await pictureOf(helpdesk.page, `${locale}-expiry-3-chat`);
  });
});
