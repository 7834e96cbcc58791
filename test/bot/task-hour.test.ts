import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verb } from '../../src/cards/adaptive-card.ts';
import { APPROVER_GROUP, decisionContext } from '../../src/commands/prove/decisions/decision-world.ts';
import type { Request } from '../../src/domain/request.ts';
import type { FlowContext } from '../../src/flow/context.ts';
import { createFlow } from '../../src/flow/create-flow.ts';
import { actionsOf, type CardJson } from '../../src/sandbox/mini-teams/mini-teams-card.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { aPerson, aTargetUser, aTask, minutesAfter, NOW, someChoices } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';
import { type BotUnderTest, sealed, startBotUnderTest } from './bot-under-test.ts';

const person = (digit: string, name: string) =>
  aPerson({ id: `60000000-0000-4000-8000-00000000000${digit}`, displayName: name });
const [REQUESTER, DOER] = [person('1', 'Miriam Graham'), person('2', 'Helen Desk')];
const DIRECTORY = {
  people: new Map([REQUESTER, DOER].map((each) => [each.id, each])),
  groups: new Map([[APPROVER_GROUP, new Set([DOER.id])]]),
};
const [FIRST_HOUR, OTHER_HOUR] = [minutesAfter(NOW, 3 * 1440), minutesAfter(NOW, 6 * 1440)];
const DECISION = { verdict: 'approved', by: DOER.id, byName: 'Helen', reason: null, at: NOW } as const;

type Data = Readonly<Record<string, unknown>>;

describe('a task that is answered on a card', () => {
  let database: Database;
  let context: FlowContext;
  let bot: BotUnderTest;
  let request: Request;

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

  /** Approved for {@link FIRST_HOUR}, with a task of the helpdesk's. */
  async function planned(): Promise<void> {
    const targetUserId = randomUUID();
    const facts = aTargetUser({ id: targetUserId, managementChain: [REQUESTER.id] });
    const choices = { ...someChoices('offboard'), targetUserId };
    const about = { requesterId: REQUESTER.id, targetUserId, choices, facts };
    request = await storeRequest(database, {
      ...about,
      ...{ state: 'scheduled', dueAt: FIRST_HOUR, wakeAt: FIRST_HOUR, decision: DECISION },
    });
    await context.ports.tasks.open(request.id, [{ ...aTask(), id: randomUUID() }], NOW);
  }

  async function movedTo(dueAt: string | null): Promise<void> {
    await context.ports.requests.change(request.id, { from: ['scheduled'] }, { dueAt });
  }

  async function task() {
    const [found] = (await context.ports.requests.read(request.id))?.tasks ?? [];
    if (found === undefined) throw new Error('no task');
    return found;
  }

  const chat = () => bot.teams.as({ id: DOER.id, name: DOER.displayName });

  async function press(data: Data): Promise<string> {
    const action = { type: 'Action.Execute', verb: data.verb, data };
    const value = { action, trigger: 'manual' };
    const answer = await chat().raw({ type: 'invoke', name: 'adaptiveCard/action', id: randomUUID(), value });
    expect(answer.status).toBe(200);
    return answer.body;
  }

  /** The card that the doer has at this moment: a click that says nothing is answered with it. */
  async function card(): Promise<CardJson> {
    const { id: requestId, version } = request;
    const data = sealed({ verb: 'task-cannot', requestId, version }, chat().conversation.id, DOER.id);
    return (JSON.parse(await press(data)) as { readonly value: CardJson }).value;
  }

  async function buttonOf(verb: Verb): Promise<Data> {
    const data = actionsOf(await card()).find((action) => action.verb === verb)?.data;
    if (data === undefined) throw new Error(`there is no ${verb}`);
    return { ...data, task: (await task()).key };
  }

  it('is done for the hour that the card showed, also where that was moved before the click', async () => {
    await planned();
    const done = await buttonOf('task-done');
    await movedTo(OTHER_HOUR);
    await press(done);
    expect(await task()).toMatchObject({ state: 'done', byName: 'Helen Desk', answeredFor: FIRST_HOUR });
  });

  it('is done for no hour where the card showed none', async () => {
    await planned();
    await movedTo(null);
    const done = await buttonOf('task-done');
    await movedTo(OTHER_HOUR);
    await press(done);
    expect(await task()).toMatchObject({ state: 'done', answeredFor: null });
  });

  it('is said to hold still by whoever does it, who then is asked no more, once the request has another hour', async () => {
    await planned();
    await press(await buttonOf('task-done'));
    expect(JSON.stringify(await card())).not.toContain('task-holds');
    const { answeredAt, attempt } = await task();
    await movedTo(OTHER_HOUR);
    const stale = await buttonOf('task-holds');
    expect(await press(stale)).not.toContain('that was changed');
    const held = { state: 'done', byName: 'Helen Desk', answeredAt, answeredFor: OTHER_HOUR, attempt: attempt + 1 };
    expect(await task()).toMatchObject(held);
    const audit = await database.kysely.selectFrom('audit').select(['kind', 'code']).orderBy('number').execute();
    expect(audit.at(-1)).toEqual({ kind: 'task-holds', code: (await task()).key });
    // Nothing waits for that word any more.
    expect(await press(stale)).toContain('No task of this request waits for that answer');
    expect(await task()).toMatchObject(held);
  });

  it('is said to hold still also where the request has no hour any more: it begins at once', async () => {
    await planned();
    await press(await buttonOf('task-done'));
    await movedTo(null);
    expect(await press(await buttonOf('task-holds'))).not.toContain('that was changed');
    expect(await task()).toMatchObject({ state: 'done', answeredFor: null });
  });

  it('tells whoever says Done of what was done for another hour that it was, and not that it is not theirs', async () => {
    await planned();
    const done = await buttonOf('task-done');
    await press(done);
    await movedTo(OTHER_HOUR);
    expect(await press(done)).toContain('Helen Desk answered this task already');
    expect(await task()).toMatchObject({ answeredFor: FIRST_HOUR, attempt: 1 });
  });

  it('is not said to hold still by who does not do it', async () => {
    await planned();
    await press(await buttonOf('task-done'));
    await movedTo(OTHER_HOUR);
    const { key } = await task();
    const answer = { task: key, answer: 'holds' } as const;
    const { refused } = await createFlow(context).answerTask(REQUESTER.id, request.id, answer);
    expect(refused).toMatchObject({ key: 'flow.task-not-yours' });
    expect(await task()).toMatchObject({ answeredFor: FIRST_HOUR });
  });

  it('is not done by a click that says another hour than its card, or none', async () => {
    await planned();
    const { shownHour: _, ...without } = await buttonOf('task-done');
    for (const data of [without, { ...without, shownHour: OTHER_HOUR }, { ...without, shownHour: '' }]) {
      expect(await press(data)).toContain('or it is an old one');
      expect(await task()).toMatchObject({ state: 'open' });
    }
  });

  it('is done for the hour that holds by a card from before its buttons said one', async () => {
    await planned();
    const { id: requestId, version } = request;
    const { key } = await task();
    const data = sealed({ verb: 'task-done', requestId, version }, chat().conversation.id, DOER.id);
    await press({ ...data, task: key });
    expect(await task()).toMatchObject({ state: 'done', answeredFor: FIRST_HOUR });
  });
});
