import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createCardPace } from '../../src/bot/card-pace.ts';
import { readClick } from '../../src/bot/click-data.ts';
import { nearestCommand, readCommand, readReference } from '../../src/bot/commands.ts';
import { createDialogStorage } from '../../src/bot/dialog-storage.ts';
import { readTypedWhen, splitPrefill } from '../../src/bot/dialogs/read-when.ts';
import { readTypedChoices } from '../../src/bot/dialogs/typed-choices.ts';
import { type IncomingActivity, readActivity } from '../../src/bot/incoming-activity.ts';
import { rememberReader } from '../../src/bot/reader.ts';
import { createTurnQueue } from '../../src/bot/turn-queue.ts';
import { formValues } from '../../src/cards/form-values.ts';
import type { Conversations } from '../../src/flow/ports.ts';
import { IDS, NOW, someChoices } from '../helpers/given.ts';
import { memoryConversations, memoryDialogStates } from './bot-under-test.ts';

const PLACE = { zone: 'Europe/Amsterdam', now: NOW, locale: 'en' } as const;

describe('a typed command', () => {
  it.each([
    ['offboard', 'offboard', ''],
    ['  OFFBOARD   adele  ', 'offboard', 'adele'],
    ['uit dienst adele vance', 'offboard', 'adele vance'],
    ['uit dienst: adele', 'offboard', 'adele'],
    ['offboard : adele', 'offboard', 'adele'],
    ['offboard:', 'offboard', ''],
    ['kan niet: L-7', 'runbook-cannot', 'L-7'],
    ['block sign-in sam', 'block-sign-in', 'sam'],
    ['block sam', 'block-sign-in', 'sam'],
    ['gebruiker herstellen', 'restore-user', ''],
    ['zet alles opzij', 'set-aside', ''],
    ['set aside everything', 'set-aside', ''],
    ['set aside everything by adele', 'set-aside', 'adele'],
    ['status l-1042', 'status', 'l-1042'],
    ['my requests', 'mine', ''],
    ['Help!', 'help', ''],
    ['pause everything', 'pause', ''],
    ['Alles pauzeren.', 'pause', ''],
    ['resume', 'resume', ''],
    ['hervatten S-3', 'resume', 'S-3'],
    ['stops tonen', 'stops', ''],
    ['stop', 'cancel', ''],
    ['wacht L-1019', 'hold-request', 'L-1019'],
    ['kan niet', 'runbook-cannot', ''],
    ['cannot L-1042 no rights', 'runbook-cannot', 'L-1042 no rights'],
    ['kan niet 1042', 'runbook-cannot', '1042'],
    ['wachtrij', 'queue', ''],
    ['keur goed L-7', 'approve', 'L-7'],
    ['taal nl', 'language', 'nl'],
    ['L-1042', 'status', 'L-1042'],
    ['l-1042.', 'status', 'l-1042'],
  ])('%s is %s with “%s”', (typed, name, rest) => {
    expect(readCommand(typed)).toEqual({ name, rest });
  });

  it.each([
    'help desk',
    'cancel the meeting',
    'backup admin',
    'offboarded',
    'adele',
    '1042',
    '',
    'cannot sign in',
    'kan niet inloggen',
  ])('%s is none', (typed) => {
    expect(readCommand(typed)).toBeNull();
  });

  it.each([
    ['blok sign-in sam', 'block sign-in'],
    ['wachtrjj', 'wachtrij'],
    ['xyzzy plugh', null],
    ['hulo', 'hulp'],
    ['how long does a block take?', null],
    ['who are you', null],
    ['please block sam', null],
    ['ontslaan', 'uit dienst'],
    ['ontslaan sanne', 'uit dienst'],
    ['haal bram terug', 'herstel'],
    ['haal bram terug in dienst!', 'herstel'],
    ['terughalen', 'herstel'],
    ['haal adele uit dienst', 'uit dienst'],
    ['haal bram weg', 'uit dienst'],
    ['haal de rechten van bram op', null],
    ['cannot sign in', null],
    ['kan niet inloggen', null],
    ['overslaam sanne', null],
    ['overslaam L-7', 'overslaan'],
    ['', null],
  ])('%s is nearest to %s', (typed, nearest) => {
    expect(nearestCommand(typed)).toBe(nearest);
  });

  it.each([
    ['L-1042', { reference: 'L-1042', rest: '' }],
    ['l1042: too early', { reference: 'L-1042', rest: 'too early' }],
    ['1042 no', { reference: 'L-1042', rest: 'no' }],
    ['adele', null],
  ])('%s names %j', (typed, read) => {
    expect(readReference(typed)).toEqual(read);
  });
});

describe('a click', () => {
  const action = { verb: 'approve', requestId: IDS.request, version: 3 };
  const invoke = (data: unknown, verb: unknown = 'approve') =>
    readClick({ ...INVOKE, value: { action: { type: 'Action.Execute', verb, data } } } as IncomingActivity);

  it('is read with its inputs apart', () => {
    expect(invoke({ ...action, reason: 'too early' })).toEqual({
      verb: 'approve',
      requestId: IDS.request,
      version: 3,
      shownHour: null,
      nonce: null,
      inputs: { reason: 'too early' },
    });
  });

  it('says the hour that its card showed, or that it showed none, and nothing else for it', () => {
    for (const shownHour of ['2026-03-12T16:00:00.000Z', ''])
      expect(invoke({ ...action, shownHour })).toMatchObject({ shownHour, inputs: {} });
    for (const shownHour of ['tomorrow', '2026-03-12', 5, null, {}])
      expect(invoke({ ...action, shownHour })).toBe('unreadable');
  });

  it('is unreadable as soon as anything but declared fields is in it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.jsonValue(), (name, value) => {
        fc.pre(!DECLARED.includes(name));
        expect(invoke(JSON.parse(JSON.stringify({ ...action, [name]: value })))).toBe('unreadable');
      }),
    );
  });

  it('is unreadable, and never an error, for any other value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (data, verb) => {
        expect(invoke(data, verb)).toBe('unreadable');
      }),
    );
  });
});

const INVOKE = { type: 'invoke', name: 'adaptiveCard/action' };
const DECLARED = [
  ...[
    'verb',
    'requestId',
    'version',
    'shownHour',
    'nonce',
    'person',
    'query',
    'page',
    'list',
    'locale',
    'step',
    'result',
  ],
  ...['__proto__', ...Object.keys(formValues(someChoices()))],
];

describe('a typed day and hour', () => {
  it.each([
    ['31-12 17:00', { when: 'at', lastDay: '2026-12-31', hour: '17:00' }],
    ['31-12', { when: 'at', lastDay: '2026-12-31' }],
    ['17:00', { when: 'at', hour: '17:00' }],
    ['friday 5pm', { when: 'at', lastDay: '2026-03-13', hour: '17:00' }],
    ['31 december 2026 9:30', { when: 'at', lastDay: '2026-12-31', hour: '09:30' }],
    ['soon', null],
  ])('%s is %j', (typed, read) => {
    expect(readTypedWhen({ typed, ...PLACE })).toEqual(read);
  });

  it('is looked for in the last words only, however long the line is', () => {
    const mail = Array.from({ length: 3_000 }, (_, at) => (at % 2 === 0 ? 'may' : '31-12')).join(' ');
    expect(splitPrefill(`adele 31-12 17:00 ${'and then '.repeat(4)}`, PLACE).typedWhen).toBe('');
    expect(splitPrefill(`${mail} on 31 december 2026 at 5 pm`, PLACE)).toEqual({
      query: mail,
      typedWhen: 'on 31 december 2026 at 5 pm',
    });
    expect(readTypedWhen({ typed: mail, ...PLACE })).toBeNull();
  });

  it.each([
    ['adele vance 31-12 17:00', { query: 'adele vance', typedWhen: '31-12 17:00' }],
    ['zoe 30 feb', { query: 'zoe', typedWhen: '30 feb' }],
    ['zoe 3/4', { query: 'zoe', typedWhen: '3/4' }],
    ['adele now', { query: 'adele', typedWhen: 'now' }],
    ['adele vance', { query: 'adele vance', typedWhen: '' }],
    ['adele@contoso.example', { query: 'adele@contoso.example', typedWhen: '' }],
    ['', { query: '', typedWhen: '' }],
  ])('%s behind a command is %j', (rest, read) => {
    expect(splitPrefill(rest, PLACE)).toEqual(read);
  });
});

describe('a line typed at the form', () => {
  it.each([
    ['now', { when: 'now', lastDay: '' }],
    ['verwijderen', { account: 'delete' }],
    ['bestanden nee', { shareFiles: 'false' }],
    ['licences', { removeLicences: 'true' }],
    ['devices', { disableDevices: 'true' }],
    ['apparaten nee', { disableDevices: 'false' }],
    ['opvolger Lee Gu', { successorQuery: 'Lee Gu' }],
    ['reply text I have left Contoso.', { autoReplyText: 'I have left Contoso.' }],
    ['reden contract loopt af', { reason: 'contract-ends' }],
    ['geen doorsturen', { forwardingChecked: 'true' }],
    ['employment ended by the organisation', { reason: 'dismissed' }],
    ['zelf opgezegd', { reason: 'resigned' }],
    ['reason: long leave', { reason: 'leave' }],
  ])('%s changes %j', (typed, changes) => {
    expect(readTypedChoices(typed)).toEqual({ changes, done: false, when: null });
  });

  it('shows the plan at done, and hands on what may be a day', () => {
    expect(readTypedChoices('Klaar').done).toBe(true);
    expect(readTypedChoices('31-12').when).toBe('31-12');
  });
});

describe('turns of one conversation', () => {
  it('run one after the other, also when one fails; others run beside them', async () => {
    const inOrder = createTurnQueue();
    const order: string[] = [];
    const work = (name: string, wait: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, wait));
      order.push(name);
      if (name === 'b') throw new Error('b');
    };
    const all = [
      inOrder('1', work('a', 40)),
      inOrder('1', work('b', 0)),
      inOrder('1', work('c', 0)),
      inOrder('2', work('d', 0)),
    ];
    const ends = await Promise.allSettled(all);
    expect(order).toEqual(['d', 'a', 'b', 'c']);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });
});

describe('how somebody reads', () => {
  it('is kept without writing over the language that was chosen while the activity was read', async () => {
    const { port, rows } = memoryConversations();
    const activity = readActivity({
      ...{ type: 'message', id: '1', channelId: 'msteams', serviceUrl: 'https://new.example/', recipient: { id: 'b' } },
      ...{ from: { id: '29:1', aadObjectId: IDS.request }, conversation: { id: 'a:1', conversationType: 'personal' } },
    });
    if (activity === null) throw new Error('not an activity');
    const defaults = { locale: 'en', timeZone: 'UTC' } as const;
    await rememberReader({ ...activity, serviceUrl: 'https://old.example/' }, port, defaults);
    const meanwhile: Conversations = {
      ...port,
      async read(personId) {
        const found = await port.read(personId);
        await port.patch(personId, { chosenLocale: 'nl' });
        return found;
      },
    };
    await rememberReader(activity, meanwhile, defaults);
    expect(rows.get(IDS.request)).toMatchObject({ chosenLocale: 'nl', serviceUrl: 'https://new.example/' });
  });
});

describe('updates of one card', () => {
  it('wait while a click on it is being answered', async () => {
    const pace = createCardPace(0);
    pace.hold('card', 10_000);
    let made = false;
    const update = pace.update('card', async () => {
      made = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(made).toBe(false);
    pace.hold('card', 0);
    await update;
    expect(made).toBe(true);
  });

  // Its wait was over by the second look at the clock: the card was never updated again, and no message followed it.
  it('are made when their time comes between two looks at the clock, and so are all that follow', async () => {
    const pace = createCardPace(1_000);
    let now = Date.now();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now);
    try {
      await pace.update('card', async () => 'first');
      now += 999;
      clock.mockImplementationOnce(() => now).mockImplementation(() => now + 1);
      expect(await pace.update('card', async () => 'second')).toBe('second');
      clock.mockImplementation(() => now + 5_000);
      expect(await pace.update('card', async () => 'third')).toBe('third');
    } finally {
      clock.mockRestore();
    }
  });
});

describe('dialog state', () => {
  it('is kept with a version and comes back as it was', async () => {
    const states = memoryDialogStates();
    const storage = createDialogStorage(states.port, () => undefined);
    await storage.read(['k']);
    await storage.write({ k: { eTag: '*', dialogs: { dialogStack: [] } } });
    expect(JSON.parse(states.rows.get('k')?.value ?? '')).toEqual({
      version: 1,
      state: { dialogs: { dialogStack: [] } },
    });
    expect(await storage.read(['k'])).toEqual({ k: { dialogs: { dialogStack: [] } } });
  });

  it('is not written over what another process wrote since it was read', async () => {
    const states = memoryDialogStates();
    const [mine, theirs] = [1, 2].map(() => createDialogStorage(states.port, () => undefined));
    await theirs?.write({ k: { eTag: '*', turn: 1 } });
    await mine?.read(['k']);
    await theirs?.read(['k']);
    await theirs?.write({ k: { eTag: '*', turn: 2 } });
    await expect(mine?.write({ k: { eTag: '*', turn: 3 } })).rejects.toThrow('conflict');
  });
});
