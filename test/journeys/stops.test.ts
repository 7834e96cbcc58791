import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approveTyped } from '../../src/commands/approve-typed.ts';
import {
  ask,
  askAndApprove,
  hear,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  read,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

/** What is typed about stops. */
const TYPED = {
  en: { queue: 'queue', pause: 'pause everything', resume: 'resume', stops: 'stops', block: 'block now' },
  nl: { queue: 'wachtrij', pause: 'alles pauzeren', resume: 'hervatten', stops: 'stops tonen', block: 'nu blokkeren' },
} as const;

describe.concurrent.each(LANGUAGES)('stops, in %s', (locale) => {
  const words = WORDS[locale];
  const typed = TYPED[locale];
  const folder = mkdtempSync(join(tmpdir(), 'leaver-stops-'));
  let play: Play;
  beforeAll(async () => {
    const file = join(folder, 'policy.json');
    writeFileSync(file, JSON.stringify({ limits: { perRequester: 2 }, emergency: { perHour: 1 } }));
    play = await startPlay(locale, { environment: { POLICY_FILE: file } });
    await Promise.all([play.stage.secondHelpdesk.install(), play.stage.as('emergencyLead').install()]);
  });
  afterAll(async () => {
    await play.stop();
    rmSync(folder, { recursive: true });
  });

  const isEnabled = (key: string) => play.stage.person(key).cloud?.accountEnabled;
  const card = async (chat: typeof play.stage.manager, line: string) => {
    await chat.say(line);
    return chat.lastCard().text;
  };
  /** What is answered to the button of the last look. */
  const blockNow = async (chat: typeof play.stage.manager, key: string) => {
    await chat.say(`${typed.block} ${upn(key)}`);
    return (await chat.lastCard().execute('block-now')).text;
  };
  const say = async (chat: typeof play.stage.manager, line: string) => {
    await chat.say(line);
    return chat.lastText();
  };

  it(
    'holds the request that is one too many, tells whom it concerns, and goes on once a second approver lifts the stop',
    inTurn,
    async () => {
      const { stage } = play;
      for (const key of ['adele', 'grady']) {
        const reference = await askAndApprove(stage, `${words.block} ${key}`);
        await hear(stage, reference, words.complete);
      }
      const held = await askAndApprove(stage, `${words.block} henrietta`);
      await read(stage, held, phrase(locale, 'brakes.held'));
      for (const chat of [stage.helpdesk, stage.secondHelpdesk, stage.as('emergencyLead')])
        await chat.until((message, text) => message.card === null && text.includes(phrase(locale, 'notice.breaker')));
      expect(isEnabled('henrietta')).toBe(true);
      await stage.manager.until(
        (message, text) =>
          message.card === null && text.includes(held) && text.includes(phrase(locale, 'brakes.why.requester')),
      );
      expect(await card(stage.helpdesk, typed.queue)).toContain(
        locale === 'en' ? 'Stop S-1 holds back one request' : 'Stop S-1 houdt één aanvraag tegen',
      );

      expect(await card(stage.helpdesk, typed.resume)).toContain(phrase(locale, 'brakes.refused.second-person'));
      expect(await say(stage.manager, typed.resume)).toBe(phrase(locale, 'brakes.refused.not-yours'));
      expect(await say(stage.manager, typed.stops)).toBe(phrase(locale, 'brakes.refused.not-yours'));
      const shown = await card(stage.secondHelpdesk, typed.stops);
      expect(shown).toContain(held);
      expect(shown).toMatch(locale === 'en' ? /one request waits/ : /er wacht één aanvraag/);
      expect(isEnabled('henrietta')).toBe(true);

      const answer = await stage.secondHelpdesk.lastCard().fill({ stop: 'S-1' }).execute('resume-stop');
      expect(answer.text).toContain(locale === 'en' ? 'Nothing is held back.' : 'Er wordt niets tegengehouden.');
      await hear(stage, held, words.complete);
      expect(isEnabled('henrietta')).toBe(false);
    },
  );

  it('pauses everything for the emergency group alone, and resumes for it', inTurn, async () => {
    const { stage } = play;
    const lead = stage.as('emergencyLead');
    expect(await say(stage.helpdesk, typed.pause)).toBe(phrase(locale, 'brakes.refused.only-emergency'));
    expect(await card(lead, typed.pause)).toContain('S-2');
    await stage.helpdesk.until(
      (message, text) => message.card === null && text.includes(phrase(locale, 'notice.paused')),
    );

    const reference = await ask(stage, `${words.block} zoe`, {}, stage.manager);
    await approveTyped(stage.helpdesk, reference, locale === 'en' ? 'approve' : 'goedkeuren');
    await read(stage, reference, phrase(locale, 'brakes.held'));
    expect(isEnabled('zoe')).toBe(true);

    expect(await card(stage.helpdesk, typed.resume)).toContain(phrase(locale, 'brakes.refused.pause-young'));
    // An emergency goes through every pause.
    const through = /L-\d+/.exec(await blockNow(lead, 'ravi'))?.[0] ?? 'none';
    await hear(stage, through, words.unconfirmed, lead);
    expect(isEnabled('ravi')).toBe(false);
    await card(lead, typed.resume);
    await hear(stage, reference, words.complete);
    expect(isEnabled('zoe')).toBe(false);
  });

  it(
    'holds the emergency block that is one too many for one person, until an approver lifts that',
    inTurn,
    async () => {
      const { stage } = play;
      const lead = stage.as('emergencyLead');
      // The hour of the one that went through the pause is over.
      await stage.jump(61);
      const first = /L-\d+/.exec(await blockNow(lead, 'nils'))?.[0] ?? 'none';
      await hear(stage, first, words.unconfirmed, lead);
      expect(isEnabled('nils')).toBe(false);
      expect(await blockNow(lead, 'sanne')).toContain(phrase(locale, 'emergency.held'));
      expect(isEnabled('sanne')).toBe(true);
      await stage.helpdesk.until((message, text) => message.card === null && text.includes('S-3'));
      expect(await card(lead, typed.resume)).toContain(phrase(locale, 'brakes.refused.only-approver'));
      await card(stage.helpdesk, `${typed.resume} 3`);
      const second = /L-\d+/.exec(await blockNow(lead, 'sanne'))?.[0] ?? 'none';
      await hear(stage, second, words.unconfirmed, lead);
      expect(isEnabled('sanne')).toBe(false);
    },
  );

  it(
    'of one member is lifted by any approver after an hour, and of two only by the emergency group',
    inTurn,
    async () => {
      const { stage } = play;
      const lead = stage.as('emergencyLead');
      await card(lead, typed.pause);
      await stage.jump(61);
      expect(await card(stage.helpdesk, typed.resume)).not.toContain(phrase(locale, 'brakes.refused.pause-young'));
      await card(lead, typed.pause);
      await card(stage.secondHelpdesk, typed.pause);
      await stage.helpdesk.until(
        (message, text) => message.card === null && text.includes(phrase(locale, 'notice.pause-confirmed')),
      );
      await stage.jump(61);
      expect(await card(stage.helpdesk, typed.resume)).toContain(phrase(locale, 'brakes.refused.pause-confirmed'));
      expect(await card(lead, typed.resume)).not.toContain(phrase(locale, 'brakes.refused.pause-confirmed'));
    },
  );

  it('is no way to keep back one’s own block: others ask for it and approve it, and it is made', inTurn, async () => {
    const { stage } = play;
    const lead = stage.as('emergencyLead');
    const [{ id }, manager] = [stage.person('emergencyLead'), stage.person('manager')];
    meanwhile(stage, (state) => {
      const person = state.people[id];
      if (person?.cloud == null) throw new Error('there is no such account');
      const reports = { ...person, cloud: { ...person.cloud, managerId: manager.id } };
      return { ...state, people: { ...state.people, [id]: reports } };
    });
    await card(lead, typed.pause);
    const reference = await ask(stage, `${words.block} pradeep`);
    await approveTyped(stage.helpdesk, reference, locale === 'en' ? 'approve' : 'goedkeuren');
    await hear(stage, reference, words.complete);
    expect(isEnabled('emergencyLead')).toBe(false);
    const back = await ask(stage, `${words.restore} pradeep`);
    await approveTyped(stage.helpdesk, back, locale === 'en' ? 'approve' : 'goedkeuren');
    await read(stage, back, phrase(locale, 'brakes.held'));
    expect(isEnabled('emergencyLead')).toBe(false);
    // Who reads of the pause is told both.
    const goesOn =
      locale === 'en' ? /about Pradeep [^.]*, except a restore/ : /over Pradeep [^.]*, behalve een herstel/;
    await stage.helpdesk.until((message, text) => message.card === null && goesOn.test(text));
    const inHelp = locale === 'en' ? /about whoever paused, except/ : /over wie pauzeerde [^.]*, behalve/;
    expect(await card(stage.secondHelpdesk, 'help')).toMatch(inHelp);
  });
});
