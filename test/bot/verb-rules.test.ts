import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAboutRequest, VERB_RULES } from '../../src/bot/verb-rules.ts';
import { isHandled } from '../../src/bot/verbs.ts';
import { VERBS, type Verb } from '../../src/cards/adaptive-card.ts';
import { APPROVER_GROUP, decisionContext, EMERGENCY_GROUP } from '../../src/commands/prove/decisions/decision-world.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { REQUEST_STATES, type Request } from '../../src/domain/request.ts';
import type { FlowContext } from '../../src/flow/context.ts';
import { createFlow } from '../../src/flow/create-flow.ts';
import type { InvokeAnswer } from '../../src/sandbox/mini-teams/mini-teams.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { aPerson, aTargetUser, aTask, minutesAfter, NOW, someChoices } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';
import { type BotUnderTest, sealed, startBotUnderTest } from './bot-under-test.ts';
import { wordsOf } from './words-of.ts';

const person = (digit: string, name: string, changes = {}) =>
  aPerson({ id: `50000000-0000-4000-8000-00000000000${digit}`, displayName: name, ...changes });

const REQUESTER = person('1', 'Miriam Graham');
const TARGET = person('2', 'Adele Vance');
const APPROVER = person('3', 'Helen Desk');
const COLLEAGUE = person('4', 'Dora Desk');
const STRANGER = person('5', 'Sam Stranger');
const GUEST = person('6', 'Gerd Guest', { userType: 'Guest' });
const BLOCKED = person('7', 'Bob Blocked', { accountEnabled: false });
const EMERGENCY = person('8', 'Pradeep Gupta');
const EVERYBODY = [REQUESTER, TARGET, APPROVER, COLLEAGUE, STRANGER, GUEST, BLOCKED, EMERGENCY];

const DIRECTORY = {
  people: new Map(EVERYBODY.map((each) => [each.id, each])),
  groups: new Map([
    // Requester and target user are approvers as well: it is the rule about them that has to refuse.
    [APPROVER_GROUP, new Set([APPROVER, COLLEAGUE, GUEST, BLOCKED, REQUESTER, TARGET].map(({ id }) => id))],
    [EMERGENCY_GROUP, new Set([EMERGENCY.id])],
  ]),
};

/** How a request stands when this button is of use to who may press it, and what is filled in. */
type Case = {
  readonly request?: Partial<Request>;
  readonly steps?: readonly Partial<StepRecord>[];
  readonly inputs?: Readonly<Record<string, string>>;
  /** The helpdesk was given a task. */
  readonly task?: true;
  /** And said it done for this hour. */
  readonly doneFor?: string;
  /** Shows something and changes nothing. */
  readonly shows?: true;
};

const ASKED = { from: 'approver', by: APPROVER.id, byName: 'Helen', words: 'Sure?', at: NOW } as const;
const EDITED = { by: APPROVER.id, byName: 'Helen', at: NOW, agreedAt: null };
const DECISION = { verdict: 'approved', by: APPROVER.id, byName: 'Helen', reason: null, at: NOW } as const;
const RUNNING = { state: 'running', decision: DECISION, startedAt: NOW } as const;
const AT_ONCE = {
  ...RUNNING,
  emergency: { confirmBy: minutesAfter(NOW, 240), answer: null, proposal: null },
} as const;
const PLANNED = { state: 'scheduled', decision: DECISION, dueAt: minutesAfter(NOW, 600) } as const;
const HOLD = {
  how: 'hold',
  by: APPROVER.id,
  byName: 'Helen',
  reason: 'Wait',
  at: NOW,
  until: minutesAfter(NOW, 1440),
  reminded: 0,
} as const;
const LATE = { state: 'approved', decision: DECISION, lateSince: NOW } as const;
const STUCK = [{ kind: 'block-sign-in', lane: 'cloud', state: 'failed' }] as const;
const TO_COME = [{ kind: 'leave-groups', lane: 'cloud', state: 'planned' }] as const;
const BY_HAND = [{ kind: 'disable-account', lane: 'on-premises', state: 'needs-person' }] as const;
const SOON = { lastDay: '2026-03-10', hour: '17:00' };

const CASES: Partial<Record<Verb, Case>> = {
  open: { shows: true },
  keep: { shows: true },
  approve: {},
  decline: { shows: true },
  'decline-confirm': { inputs: { reason: 'not now' } },
  more: { shows: true },
  ask: { inputs: { question: 'Really?' } },
  answer: { request: { remarks: [ASKED] }, inputs: { answer: 'Yes' } },
  reassign: { inputs: { approver: COLLEAGUE.id } },
  postpone: { inputs: SOON },
  agree: { request: { edited: EDITED } },
  change: { request: PLANNED, shows: true },
  move: { request: PLANNED, inputs: { ...SOON, reason: 'Not yet' } },
  'hold-request': { request: RUNNING, steps: TO_COME, inputs: { reason: 'Wait' } },
  'stop-request': { request: PLANNED, inputs: { reason: 'Not at all' } },
  'go-on': { request: { ...RUNNING, hold: HOLD } },
  'restore-instead': { request: RUNNING, shows: true },
  'confirm-block': { request: AT_ONCE },
  'refuse-block': { request: AT_ONCE },
  withdraw: {},
  'run-now': { request: LATE },
  'new-date': { request: LATE, inputs: SOON },
  'ask-again': { request: { state: 'withdrawn' }, shows: true },
  retry: { request: RUNNING, steps: STUCK, inputs: { step: 'block-sign-in' } },
  skip: { request: RUNNING, steps: STUCK, inputs: { step: 'block-sign-in' } },
  'runbook-done': { request: RUNNING, steps: BY_HAND },
  'runbook-cannot': { request: RUNNING, steps: BY_HAND, inputs: { reason: 'no rights' } },
  'runbook-file': { request: RUNNING, steps: BY_HAND, shows: true },
  'task-done': { request: RUNNING, task: true, inputs: { task: 'laptop' } },
  'task-cannot': { request: RUNNING, task: true, inputs: { task: 'laptop', reason: 'no rights' } },
  'task-waive': { request: RUNNING, task: true, inputs: { task: 'laptop' } },
  'task-holds': { request: PLANNED, task: true, doneFor: minutesAfter(NOW, 300), inputs: { task: 'laptop' } },
};

const NAMES = [
  'reason',
  'question',
  'answer',
  'approver',
  'lastDay',
  'hour',
  'step',
  'result',
  'person',
  'page',
  'list',
];
const all = (value: unknown) => Object.fromEntries(NAMES.map((name) => [name, value]));
const ODD_INPUTS: readonly object[] = [
  {},
  ...['', ' ', 'NaN', '-1', '__proto__', 'constructor', '2026-02-30', '99:99', 'x'.repeat(20_000)].map(all),
  ...[null, true, 7.5, -1, 1e21, ['a'], { a: 1 }].map(all),
  { lastDay: '2026-03-10' },
  { hour: '17:00' },
  { lastDay: '+275760-09-14', hour: '24:00' },
  { unheardOf: 'x' },
];

const aboutRequest = VERBS.filter(isAboutRequest);
const isRequesters = (verb: Verb) => VERB_RULES[verb] === 'requester';
const mayPress = (verb: Verb) => (isRequesters(verb) ? REQUESTER : APPROVER);
/** Nobody of these may; a party may see how things stand, and no more. */
const others = (verb: Verb) => [
  TARGET,
  STRANGER,
  GUEST,
  BLOCKED,
  EMERGENCY,
  ...(VERB_RULES[verb] === 'party' ? [] : [isRequesters(verb) ? APPROVER : REQUESTER]),
];

describe('every button', () => {
  it('has a rule, and one about a request is tried here', () => {
    expect(VERBS.filter((verb) => VERB_RULES[verb] === undefined)).toEqual([]);
    expect(Object.keys(CASES).toSorted()).toEqual(aboutRequest.toSorted());
  });

  it('that is not a dialog’s has something to do', () => {
    const elsewhere = VERBS.filter((verb) => VERB_RULES[verb] === 'own-dialog' || verb.startsWith('start-'));
    const without = VERBS.filter((verb) => !isHandled(verb) && !elsewhere.includes(verb));
    // The dialog begins anew with the request's person; the router does that.
    expect(without).toEqual(['restore-instead', 'ask-again']);
  });

  it('is about a request only if there is such a button', () => {
    expect(['', 'constructor', 'toString', 'approved'].filter(isAboutRequest)).toEqual([]);
  });
});

describe('a button about a request, sealed for who presses it, at the front door', () => {
  let database: Database;
  let context: FlowContext;
  let bot: BotUnderTest;

  beforeAll(async () => {
    database = await openDatabase({ kind: 'pglite', dataDir: 'memory' }, { owner: 'test' });
    await migrate(database);
    context = decisionContext(database, DIRECTORY, { now: () => NOW });
    bot = await startBotUnderTest({ flow: createFlow(context) });
  });
  afterAll(async () => {
    await bot.stop();
    await database.close();
  });

  async function stored(verb: Verb): Promise<Request> {
    const { request = {}, steps = [] } = CASES[verb] ?? {};
    const choices = { ...someChoices('offboard'), targetUserId: TARGET.id };
    // Who asked manages the person: they are asked and agree only as long as they may ask.
    const facts = aTargetUser({ id: TARGET.id, managementChain: [REQUESTER.id] });
    const asked = { requesterId: REQUESTER.id, targetUserId: TARGET.id, choices, facts };
    const made = await storeRequest(database, { ...asked, ...request }, steps);
    const { task, doneFor: answeredFor } = CASES[verb] ?? {};
    const id = randomUUID();
    if (task === true) await context.ports.tasks.open(made.id, [{ ...aTask(), id }], NOW);
    if (answeredFor !== undefined) {
      const answer = { to: 'done', answeredAt: NOW, answeredFor, by: APPROVER.id, byName: 'Helen' } as const;
      await context.ports.tasks.move({ id, state: 'open', attempt: 0 }, answer);
    }
    return made;
  }

  /** One request is open per target user. */
  async function over({ id }: Request): Promise<void> {
    // An unanswered emergency would stand in the way of the next one about the same person.
    await context.ports.requests.change(id, { from: REQUEST_STATES }, { state: 'done-with-gaps', emergency: null });
  }

  async function press(verb: Verb, by: typeof TARGET, { id, version }: Request): Promise<InvokeAnswer['text']> {
    const chat = bot.teams.as({ id: by.id, name: by.displayName });
    const data = sealed({ verb, requestId: id, version, ...CASES[verb]?.inputs }, chat.conversation.id, by.id);
    const answer = await chat.raw({
      type: 'invoke',
      name: 'adaptiveCard/action',
      id: randomUUID(),
      value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
    });
    expect(answer.status).toBe(200);
    return JSON.stringify(answer.body);
  }

  async function snapshot({ id }: Request): Promise<string> {
    const { requests, ledger, decisions } = context.ports;
    return JSON.stringify([await requests.read(id), await ledger.read(id), await decisions.list(id)]);
  }

  it.each(aboutRequest)('%s: does what it says for who may', async (verb) => {
    const request = await stored(verb);
    const before = await snapshot(request);
    const said = await press(verb, mayPress(verb), request);
    const changed = (await snapshot(request)) !== before;
    await over(request);
    expect(said).not.toContain('not made here');
    expect(changed).toBe(CASES[verb]?.shows !== true);
  });

  it.each(aboutRequest.flatMap((verb) => others(verb).map((by) => [verb, by.displayName, by] as const)))(
    '%s: changes nothing for %s',
    async (verb, _name, by) => {
      const request = await stored(verb);
      const before = await snapshot(request);
      const said = await press(verb, by, request);
      const after = await snapshot(request);
      await over(request);
      expect(after).toBe(before);
      // The target user and strangers learn nothing of it, not even that there is such a request.
      if ([TARGET, STRANGER, EMERGENCY].includes(by)) expect(said).not.toContain(request.reference);
    },
  );

  it.each(aboutRequest)('%s: has an answer to missing and odd input, and never that something failed', async (verb) => {
    const request = await stored(verb);
    const { id, version } = request;
    const by = mayPress(verb);
    const chat = bot.teams.as({ id: by.id, name: by.displayName });
    for (const inputs of ODD_INPUTS) {
      bot.events.length = 0;
      const data = { ...sealed({ verb, requestId: id, version }, chat.conversation.id, by.id), ...inputs };
      const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
      const answer = await chat.raw({ type: 'invoke', name: 'adaptiveCard/action', id: randomUUID(), value });
      expect(answer.status).toBe(200);
      expect(wordsOf(answer.body)).toMatch(/\p{L}{2,}/u);
      expect(answer.body).not.toContain('Something failed');
      expect(bot.events.filter(({ event }) => event === 'turn-failed')).toEqual([]);
    }
    await over(request);
  });

  it.each(['block-now', 'block-now-ask'] as const)(
    '%s: blocks nobody for who is not in the emergency group',
    async (verb) => {
      for (const by of [STRANGER, APPROVER, REQUESTER, GUEST]) {
        const chat = bot.teams.as({ id: by.id, name: by.displayName });
        const action = { type: 'Action.Execute', verb, data: { verb, person: COLLEAGUE.id } };
        await chat.raw({ type: 'invoke', name: 'adaptiveCard/action', value: { action, trigger: 'manual' } });
      }
      expect(await context.ports.requests.list({ targetUserId: COLLEAGUE.id, limit: 1 })).toEqual([]);
    },
  );

  it('set-aside: sets nothing aside for who is no approver, and names nothing', async () => {
    const request = await stored('open');
    for (const by of [STRANGER, GUEST, BLOCKED, EMERGENCY]) {
      for (const verb of ['set-aside', 'set-aside-ask'] as const) {
        const chat = bot.teams.as({ id: by.id, name: by.displayName });
        const data = { verb, person: REQUESTER.id, shownAt: new Date().toISOString(), reason: 'mine' };
        const action = { type: 'Action.Execute', verb, data };
        const value = { action, trigger: 'manual' };
        const answer = await chat.raw({ type: 'invoke', name: 'adaptiveCard/action', value });
        expect(JSON.stringify(answer.body)).not.toContain(request.reference);
      }
    }
    expect((await context.ports.requests.read(request.id))?.state).toBe('pending');
    await over(request);
  });
});
