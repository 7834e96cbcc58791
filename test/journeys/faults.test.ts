import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approveIt,
  ask,
  dangerousCalls,
  hear,
  inTurn,
  LANGUAGES,
  licencesOf,
  type Play,
  phrase,
  read,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

const words = WORDS.en;
const DELETES = { account: 'delete', forwardingChecked: 'true' };

type Trouble = {
  readonly title: string;
  readonly key: string;
  readonly order: object | 'outage';
  readonly form?: Readonly<Record<string, string>>;
  /** Whether something is left to people: a licence that carries a mailbox, groups that only they can change. */
  readonly end?: 'complete' | 'left';
  /** How many licences stay: the one that carries the mailbox, where there is a mailbox to keep. */
  readonly keeps?: number;
};

const LATE: readonly Trouble[] = [
  { title: 'waits for reads that lag three seconds behind', key: 'adele', order: { lagMs: 3_000 } },
  {
    title: 'reads before it repeats what a 429 may have done',
    key: 'zoe',
    form: DELETES,
    end: 'complete',
    keeps: 0,
    order: { lagMs: 300, throttle: { match: 'POST /users/.*', times: 3, status: 429, done: true, retryAfter: 1 } },
  },
];

const LOST: readonly Trouble[] = [
  {
    title: 'comes back when a 503 says so, and not before',
    key: 'zoe',
    order: { throttle: { match: '* /users/.*', times: 4, status: 503, done: false, retryAfter: 2 } },
  },
  {
    title: 'reads before it repeats what a lost answer may have done',
    key: 'adele',
    order: { lagMs: 300, loseAnswers: { match: '* /users/.*', times: 5 } },
  },
  {
    title: 'sits out an outage of four seconds in the middle of the run',
    key: 'nils',
    order: 'outage',
    end: 'complete',
    keeps: 0,
  },
];

/** Two tenants, so that they can be in trouble at the same time. */
describe.concurrent.each([{ troubles: LATE }, { troubles: LOST }])(
  'when Graph misbehaves, a request',
  ({ troubles }) => {
    let play: Play;
    beforeAll(async () => {
      play = await startPlay('en');
    });
    afterAll(() => play.stop());

    it.for(troubles)('$title', inTurn, async ({ key, order, form = {}, end = 'left', keeps = 1 }) => {
      const { stage } = play;
      const reference = await ask(stage, `${words.offboard} ${upn(key)}`, form);
      await approveIt(stage, reference);
      await stage.faults(order === 'outage' ? { outage: { until: Date.now() + 4_000 } } : (order as object));
      await hear(stage, reference, words[end]);
      const dangerous = await dangerousCalls(stage, key);
      expect(new Set(dangerous).size).toBe(dangerous.length);
      expect(dangerous.length).toBeGreaterThan(0);
      expect(stage.person(key).cloud).toMatchObject({ accountEnabled: false });
      expect(licencesOf(stage, key)).toHaveLength(keeps);
      await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    });
  },
);

/** What Graph answers stands on the card while it lasts, with what Leaver does next. */
describe.concurrent.each(LANGUAGES)('while Graph refuses a licence to be taken back, the card, in %s', (locale) => {
  const local = WORDS[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());
  const refuse = () =>
    play.stage.faults({
      throttle: { match: 'POST /users/[^/]*/assignLicense', times: 200, status: 503, done: false, retryAfter: 1 },
    });
  const clear = () => fetch(`${play.stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });

  it('says 503 two hundred times over, and what happens next', inTurn, async () => {
    const { stage } = play;
    await refuse();
    const reference = await ask(stage, `${local.offboard} ${upn('adele')}`);
    await approveIt(stage, reference);
    const card = await read(stage, reference, '503');
    expect(card.text).toContain(says('flow.answered'));
    expect(licencesOf(stage, 'adele')).toHaveLength(2);
    await clear();
    await hear(stage, reference, says('report.headline.done-left'));
    await stage.manager.until(({ id }, text) => id === card.id && !text.includes('503'));
  });
});

describe.concurrent.each(LANGUAGES)('while Graph does not let the devices be read, the card, in %s', (locale) => {
  const local = WORDS[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('says what it answers, and blames no permission', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${local.offboard} ${upn('adele')}`, { reason: 'dismissed' });
    await stage.faults({
      throttle: { match: 'GET /users/[^/]*/ownedDevices', times: 500, status: 503, done: false, retryAfter: 1 },
    });
    await approveIt(stage, reference);
    const card = await read(stage, reference, says('flow.look-answered'));
    expect(card.text).toContain('503');
    expect(card.text).not.toContain(says('graph.devices.unreadable'));
    await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    await hear(stage, reference, says('notice.done-with-gaps'));
    await stage.manager.until(({ id }, text) => id === card.id && !text.includes('503'));
  });
});
