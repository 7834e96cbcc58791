import { describe, expect, it } from 'vitest';
import { check, createChecker } from '../../src/commands/prove/truth/check.ts';
import { classOf } from '../../src/commands/prove/truth/classes.ts';
import { LIES, tellLies } from '../../src/commands/prove/truth/lies.ts';
import { createPast } from '../../src/commands/prove/truth/past.ts';
import { text } from '../../src/domain/text.ts';
import type { TextKey } from '../../src/domain/text-key.ts';
import en from '../../src/locales/en.json' with { type: 'json' };
import { translate } from '../../src/locales/translate.ts';
import {
  enabledAgainByHand,
  giveBackByHand,
  headlineByHand,
  leftByHand,
  managesByHand,
  memberNoMoreByHand,
  onlyInCloudByHand,
  ownerByHand,
  playedByHand,
  proposedByHand,
  refusedByHand,
  reportsOf,
  seenByHand,
  skippedByHand,
  takenOverByHand,
  taskDoneByHand,
  turnedByHand,
  WORKING,
} from './truth-cards.ts';

/** Texts that carry whole sentences of others. */
const CARRIES = /[^{]\{(?:headline|sentence|ending)\}|\{(?:headline|sentence|ending)\} [^{]/;

const REFUSED = 'Alex Wilber can still sign in: Microsoft 365 refused the block. Only this stops new sign-ins.';
const IN_TEXT = 'This client cannot show the card. Type “status L-1002” to read it as text.';
const OVER =
  'Leaver’s part is over (Sat 21 November 2026 18:01 CET); left as it is: device “iPhone of Alex” and one task was let go by Daan Bakker.';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

describe('the checker of the truth property', () => {
  it('knows of every text what kind of sentence it is', () => {
    expect(Object.keys(en).filter((key) => classOf(key) === null)).toEqual([]);
  });

  it('agrees with cards that say what is so', () => {
    expect(check(playedByHand(), en).disagreements).toEqual([]);
  });

  it('takes as named what a row counts as more than it names, and no more than that', () => {
    const whole = JSON.stringify(playedByHand().shown);
    const [, all = ''] = /see to ([^"]*) by hand/.exec(whole) ?? [];
    const [first = '', ...rest] = all.split(', ');
    expect(rest.length).toBeGreaterThan(2);
    const untrue = (more: number) => {
      const shown = JSON.parse(whole.replaceAll(all, `${first} and ${more} more`));
      return check({ ...playedByHand(), shown }, en).disagreements.filter(({ key }) => key?.includes('but-left'))
        .length;
    };
    expect([untrue(rest.length), untrue(1)]).toEqual([0, 1]);
  });

  it('catches every lie that these cards can tell', () => {
    const chronicle = playedByHand();
    const checker = createChecker(chronicle, en);
    for (const each of chronicle.shown) checker.judge(each);
    const { told, missed } = tellLies(checker, chronicle.shown, new Set(LIES.map(({ name }) => name)));
    expect([...missed.keys()]).toEqual([]);
    expect(told.size).toBeGreaterThanOrEqual(30);
  });

  it('knows which step the helpdesk skipped and when, so that no other counts as skipped, nor one that was tried again', () => {
    const lie = 'the helpdesk skipped what a stop let go';
    for (const tried of [false, true]) {
      const chronicle = skippedByHand(tried);
      expect(check(chronicle, en).disagreements).toEqual([]);
      const checker = createChecker(chronicle, en);
      for (const each of chronicle.shown) checker.judge(each);
      const { told, missed } = tellLies(checker, chronicle.shown, new Set([lie]));
      expect([[...told], [...missed.keys()]]).toEqual([[lie], []]);
    }
  });

  it('tells a lie in the whole sentence of somebody whose name has quotes', () => {
    const lie = LIES.find(({ name }) => name.startsWith('every step was seen, with something turned back'));
    const sentence = 'Noa "N" Jansen may be able to sign in again. Also turned back: Leave groups.';
    const told = JSON.stringify({ text: sentence }).replace(lie?.from ?? '', lie?.to ?? '');
    expect(JSON.parse(told)).toEqual({ text: expect.stringMatching(/^Done on .* Also turned back: Leave groups\.$/) });
  });

  it('disagrees when the tenant is not as a true card says', () => {
    const chronicle = playedByHand();
    const [first] = chronicle.moments;
    const frozen = {
      ...chronicle,
      moments: chronicle.moments.map((moment) => ({ ...moment, state: first?.state ?? moment.state })),
    };
    const keys = new Set(check(frozen, en).disagreements.map(({ key }) => key));
    expect(keys).toContain('card.state.verified');
    expect(keys).toContain('card.line.state.seen');
  });

  it('holds what is told minutes after a story leapt over hours against what was so before that', () => {
    const [first] = playedByHand().moments;
    if (first === undefined) throw new Error('nothing was played');
    const moments = [0, 10, 30 * 60, 30 * 60 + 1].map((minutes) => ({ ...first, at: minutes * 60_000 }));
    const { beforeLeap } = createPast({ moments, calls: [] });
    const told = [12, 30 * 60 + 5, 30 * 60 + 20].map((minutes) => beforeLeap(minutes * 60_000) / 60_000);
    expect(told).toEqual([12, 10, 30 * 60 + 20]);
  });

  it('holds the card that somebody has now against the tenant as it is now', () => {
    const chronicle = playedByHand();
    const [first, , last] = chronicle.moments;
    const [, working] = chronicle.shown;
    if (first === undefined || last === undefined || working === undefined) throw new Error('nothing was played');
    const later = last.at + 2 * DAY;
    const disagreements = (moments: typeof chronicle.moments) => {
      // Leaver looked twice within the hour.
      const calls = [HOUR, HOUR / 2].flatMap((ago) => chronicle.calls.map((call) => ({ ...call, at: later - ago })));
      const checker = createChecker({ ...chronicle, moments, calls }, en);
      for (const each of chronicle.shown) checker.judge(each);
      return checker.judgeNow({ ...working, at: later }).map(({ key }) => key);
    };
    expect(disagreements(chronicle.moments)).toEqual([]);
    // Half a day and more ago everything was given back; the card stayed as it was.
    const undone = [...chronicle.moments, { ...first, at: later - DAY, event: 'time' as const }];
    expect(new Set(disagreements(undone))).toEqual(new Set(['now: card.state.verified', 'now: card.state.taken-in']));
  });

  it('holds what is seen of Active Directory against what directory sync carried: where it stands still, nothing shows', () => {
    const keysNow = (isCarried: boolean) => {
      const chronicle = enabledAgainByHand(isCarried);
      const seen = chronicle.shown.at(-1);
      if (seen === undefined) throw new Error('nothing was played');
      const later = seen.at + 2 * DAY;
      const calls = [HOUR, HOUR / 2].flatMap((ago) => chronicle.calls.map((call) => ({ ...call, at: later - ago })));
      const checker = createChecker({ ...chronicle, calls }, en);
      for (const each of chronicle.shown) checker.judge(each);
      return checker.judgeNow({ ...seen, at: later }).map(({ key }) => key);
    };
    expect(keysNow(false)).toEqual([]);
    expect(keysNow(true)).toEqual(['now: card.state.verified']);
  });

  it('takes who let the request begin that a row names for who stopped the step, and no other request', () => {
    const wrong = (by: string, other: string) =>
      check(turnedByHand(by, other), en).disagreements.filter(({ key }) => key === 'card.state.not-known');
    expect(wrong('Daan Bakker', 'L-1004')).toEqual([]);
    expect(wrong('Fatima El Amrani', 'L-1004')).toEqual([]);
    expect(wrong('Daan Bakker', 'L-1001')).toHaveLength(1);
    expect(wrong('Daan Bakker', 'L-1077')).toHaveLength(1);
  });

  it('holds that somebody can still sign in against what looks find for as long as there are any', () => {
    const keysAt = (minutes: number) => {
      const { disagreements } = check(refusedByHand(minutes), en);
      return disagreements.filter(({ reference }) => reference === 'L-1009').map(({ key }) => key);
    };
    // Alex was blocked in the sixth minute.
    expect(keysAt(20)).toEqual([]);
    expect(keysAt(14 * 60)).toEqual(['report.headline.block-refused', 'graph.on-premises.disable-account-refused']);
  });

  it('takes a step that another request goes on with for let go, where that is about the same person and as much', () => {
    const wrong = (kicker: string, name: string, address: string) =>
      check(takenOverByHand(kicker, name, address), en).disagreements.filter(({ key }) => key === 'card.state.let-go');
    expect(wrong('Emergency · Block sign-in', 'Alex Wilber', 'alex@contoso.com')).toEqual([]);
    expect(wrong('Restore user', 'Alex Wilber', 'alex@contoso.com')).toHaveLength(1);
    expect(wrong('Emergency · Block sign-in', 'Bram van den Berg', 'bram@contoso.com')).toHaveLength(1);
  });

  it('holds “every step” against a row that was not possible here, which another sentence leaves room for', () => {
    const wrong = (which: string) => {
      const words = `Done on Sat 21 November 2026 at 18:10 CET: every step ${which}was seen to be done.`;
      const chronicle = playedByHand();
      const shown = chronicle.shown.map((each) => ({
        ...each,
        card: JSON.parse(JSON.stringify(each.card).replace(/Done here; [^"]*, 1 not counted\)\./, words)),
      }));
      return check({ ...chronicle, shown }, en).disagreements.map(({ why }) => why);
    };
    expect(wrong('that was possible here ')).toEqual([]);
    expect(wrong('')).toEqual([expect.stringContaining('disable-devices was not possible here')]);
  });

  it('holds what a form says that an earlier request took against all until the form was shown', () => {
    const wrong = (groups: string) =>
      check(giveBackByHand(groups), en).disagreements.filter(({ key }) => key === 'plan.explain.taken');
    expect(wrong('Retail marketing and Finance guests')).toEqual([]);
    expect(wrong('Retail marketing and Finance team')).toHaveLength(1);
  });

  it('takes what Leaver proposes itself for asked when it is first shown, however long ago somebody submitted anything', () => {
    const wrong = (proposed: string | null) =>
      check(proposedByHand(proposed), en).disagreements.filter(({ key }) => key === 'plan.explain.taken');
    expect(wrong('Leaver, because nobody confirmed the block L-1003 in time')).toEqual([]);
    expect(wrong(null)).toHaveLength(1);
  });

  it.each(Object.entries(en).flatMap(([key, message]) => (CARRIES.test(message) ? [key as TextKey] : [])))(
    'holds a sentence within another one against the tenant as well: %s',
    (key) => {
      const wrong = (headline: string) => {
        const carried = { headline, sentence: headline, ending: headline };
        const at = { instant: '2026-11-21T17:03:00.000Z' };
        const about = { reference: 'L-1001', name: 'Sanne Kuipers', by: 'Daan Bakker', stop: 'S-1', count: 1 };
        const others = { at, until: at, items: 'L-1001', steps: 'Block sign-in' };
        const said = text(key, { ...about, ...others, ...carried });
        const words = translate(said, { locale: 'en', timeZone: 'Europe/Amsterdam' });
        return check(headlineByHand(words), en).disagreements.map((each) => each.key);
      };
      expect(wrong(WORKING)).not.toContain('report.headline.watching');
      expect(wrong(WORKING.replace('4 of 4', '4 of 23'))).toContain('report.headline.watching');
      expect(wrong('The laptop was wiped.')).toContain(null);
    },
  );

  it('takes who owned a group and is only a member again for somebody from whom it is still taken', () => {
    const wrong = (isOwner: boolean) =>
      check(ownerByHand(isOwner), en).disagreements.filter(({ key }) => key === 'plan.explain.taken');
    expect(wrong(true)).toEqual([]);
    expect(wrong(false)).toHaveLength(1);
  });

  it('takes who is no member any more and owns the group still for somebody whose membership was changed', () => {
    const wrong = (event: 'time' | 'graph') =>
      check(memberNoMoreByHand(event), en).disagreements.filter(({ key }) => key === 'flow.changed-back.somebody');
    expect(wrong('time')).toEqual([]);
    expect(wrong('graph')).toHaveLength(1);
  });

  it('takes what a message names as left for what its request left: a restore leaves what is not back', () => {
    const wrong = (reference: 'L-1001' | 'L-1004', name: string) =>
      check(leftByHand(reference, name), en).disagreements.filter(({ key }) => key === 'report.headline.done-left');
    expect(wrong('L-1004', 'Retail marketing')).toEqual([]);
    expect(wrong('L-1004', 'LIC-Power-BI-Pro')).toHaveLength(1);
    expect(wrong('L-1001', 'LIC-Power-BI-Pro')).toEqual([]);
    expect(wrong('L-1001', 'Retail marketing')).toHaveLength(1);
  });

  it('holds an hour of another day, where no day stands above it, against that day', () => {
    const wrong = (hour: string) =>
      check(seenByHand(hour), en).disagreements.filter(({ key }) => key === 'card.line.state.seen');
    expect(wrong('Sat 21 November 18:06')).toEqual([]);
    expect(wrong('Sat 21 November 18:01')).toHaveLength(1);
    expect(wrong('Sun 22 November 18:06')).toHaveLength(1);
  });

  it.each([
    ['', '18:20', '21:20'],
    ['-seen', '18:20', '21:20'],
    ['-reported', '18:20', '21:20'],
    ['-not-asked', '18:06', '18:40'],
  ] as const)('holds what is known of Active Directory against the hour of which it is said: “%s”', (how, so, not) => {
    const key = `plan.explain.blocked-only-in-cloud${how}` as const;
    const wrong = (hour: string) => {
      const at = { instant: new Date(`2026-11-21T${hour}:00+01:00`).toISOString() };
      const words = translate(text(key, { at }), { locale: 'en', timeZone: 'Europe/Amsterdam' });
      return check(onlyInCloudByHand(words), en).disagreements.filter((each) => each.key === key);
    };
    expect(wrong(so)).toEqual([]);
    expect(wrong(not)).toHaveLength(1);
  });

  it('counts who is managed, also where one person stands without a figure', () => {
    const wrong = (key: string, count: number) =>
      check(managesByHand(key, count), en).disagreements.filter((each) => each.key === 'emergency.manages').length;
    for (const key of ['tom', 'sanne', 'otherLead']) {
      const so = [0, 1, 2, reportsOf(key)].map((count) => [wrong(key, count) === 0, count === reportsOf(key)]);
      expect(so.filter(([agrees, isSo]) => agrees !== isSo)).toEqual([]);
    }
    expect(reportsOf('otherLead')).toBe(1);
  });

  it.each([
    'flow.changed-since-approval',
    'flow.expired',
    'flow.expired-at-hour',
    'flow.expired-not-agreed',
    'notice.changed',
    'notice.declined',
    'notice.expired',
    'notice.late',
    'notice.late-back',
    'report.headline.held',
    'report.headline.late',
  ] as const)('takes a task that people said done for something: %s is of Leaver alone', (key) => {
    const at = { instant: '2026-11-21T17:01:30.000Z' };
    const about = { reference: 'L-1001', name: 'Sanne Kuipers', stop: 'S-1', at, differences: ['x'] };
    const words = translate(text(key, about), { locale: 'en', timeZone: 'Europe/Amsterdam' });
    const said = (sentence: string) => check(taskDoneByHand(sentence), { ...en, [key]: sentence }).disagreements;
    expect(said(words)).toEqual([]);
    expect(said(words.replace(/Leaver (has )?changed nothing/, 'nothing was done'))).toMatchObject([
      { sort: 'untrue', key, why: 'people have done a task of it' },
    ]);
  });

  it('reads sentences after each other, also one that begins in small letters elsewhere', () => {
    const chronicle = playedByHand();
    const words = `${en['authority.restore-in-ad']} Lasts when done in Active Directory.`;
    const message = { at: 0, viewer: 'Megan Bowen', messageId: 'm', card: null, text: words };
    const { disagreements } = check({ ...chronicle, shown: [message] }, en);
    expect(disagreements.filter(({ sort }) => sort === 'unclassified')).toEqual([]);
  });

  it.each([
    ['a longer text', `Alex Wilber. ${REFUSED} ${IN_TEXT}`],
    ['a list', `Alex Wilber. L-1002 is under way, which changes this account the other way. Before that: ${OVER}`],
  ])('takes no half of a sentence for what a text carries: within %s', (_, words) => {
    const chronicle = playedByHand();
    const message = { at: 0, viewer: 'Megan Bowen', messageId: 'm', card: null, text: words };
    const { disagreements } = check({ ...chronicle, shown: [message] }, en);
    expect(disagreements.filter(({ sort }) => sort === 'unclassified')).toEqual([]);
  });

  it('takes a sentence that no text of the product says for a failure', () => {
    const chronicle = playedByHand();
    const message = { at: 0, viewer: 'Megan Bowen', messageId: 'm', card: null, text: 'The laptop was wiped.' };
    const { disagreements } = check({ ...chronicle, shown: [message] }, en);
    expect(disagreements.map(({ sort }) => sort)).toEqual(['unclassified']);
  });
});
