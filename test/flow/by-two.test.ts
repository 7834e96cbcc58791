import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as world from '../../src/commands/prove/decisions/decision-world.ts';
import {
  APPROVERS,
  ESCALATION,
  type HostageTrial,
  MANAGERS,
  MEMBERS,
  NOBODY,
  OPERATOR,
  startHostageTrial,
} from '../../src/commands/prove/hostage/hostage-world.ts';
import { DirectoryUnavailable } from '../../src/domain/errors.ts';
import { policyWords } from '../../src/domain/policy-words.ts';
import { createAdvance } from '../../src/flow/advance-request.ts';
import { createFlow } from '../../src/flow/create-flow.ts';
import { createClickExpiry } from '../../src/flow/forget-clicks.ts';
import { tellParties } from '../../src/flow/tell-parties.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { forgetPerson } from '../../src/store/forget-person.ts';
import { migrate } from '../../src/store/migrate.ts';

const [FIRST, SECOND, THIRD] = MEMBERS;
const [VICTIM, COLLEAGUE, ADMINISTRATOR] = APPROVERS;
const FIRST_OF_TWO = 'emergency.first-of-two';

describe('a block at once of somebody who decides in Leaver', () => {
  let database: Database;
  let trial: HostageTrial;
  beforeAll(async () => {
    database = await openDatabase({ kind: 'pglite', dataDir: 'memory' }, { owner: 'test' });
    await migrate(database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    for (const table of ['requests', 'starts', 'stops', 'first_clicks'] as const)
      await database.kysely.deleteFrom(table).execute();
    trial = startHostageTrial(database, { createFlow, createAdvance, world });
  });

  const heard = (key: string) => trial.told.filter((each) => each.key === key).map(({ personId }) => personId);
  const block = (by: { readonly id: string }, whom: { readonly id: string } = VICTIM) => trial.blockNow(by.id, whom.id);
  const look = async (by: { readonly id: string }, whom: { readonly id: string; readonly displayName: string }) => {
    const { people } = trial.context.ports;
    Object.assign(people, { find: async () => [await people.read(whom.id)] });
    const found = await trial.flow.findForEmergency(by.id, whom.displayName);
    return 'refused' in found ? found.refused.key : [found.instead?.key ?? null, ...found.known.map(({ key }) => key)];
  };

  it.each([VICTIM, ESCALATION[0], SECOND, OPERATOR])(
    'is made by two members, and by one of them twice not (%#)',
    async (whom) => {
      expect(await block(FIRST, whom)).toBe(FIRST_OF_TWO);
      expect(await block(FIRST, whom)).toBe(FIRST_OF_TWO);
      expect(trial.isBlocked(whom.id)).toBe(false);
      expect(await trial.context.ports.requests.list({ targetUserId: whom.id, limit: 5 })).toEqual([]);
      // The other members hear it once, and whom it is about never.
      expect(heard('notice.block-second').toSorted()).toEqual(
        MEMBERS.map(({ id }) => id).filter((id) => id !== FIRST.id && id !== whom.id),
      );
      expect(await block(THIRD, whom)).toBe('blocked');
      expect(trial.isBlocked(whom.id)).toBe(true);
      const [made] = await trial.context.ports.requests.list({ targetUserId: whom.id, limit: 5 });
      expect(made).toMatchObject({ requesterId: THIRD.id, emergency: { first: { by: FIRST.id } } });
    },
  );

  it('says at the last look what the click does, and who clicked first', async () => {
    expect(await look(FIRST, VICTIM)).toEqual(['emergency.click-first', 'emergency.takes-two']);
    await block(FIRST);
    expect(await look(FIRST, VICTIM)).toEqual(['emergency.click-first', 'emergency.takes-two']);
    expect(await look(SECOND, VICTIM)).toEqual([null, 'emergency.takes-two', 'emergency.asked-first']);
    expect(await look(SECOND, ADMINISTRATOR)).toEqual([
      'emergency.click-asks',
      'emergency.takes-two',
      'rules.protected',
    ]);
    expect(await look(SECOND, MANAGERS[0] ?? VICTIM)).toEqual([null, 'emergency.manages']);
  });

  it('takes a click of within the hour, of somebody who is a member still', async () => {
    expect(await block(FIRST)).toBe(FIRST_OF_TWO);
    trial.pass(60);
    expect(await block(SECOND)).toBe(FIRST_OF_TWO);
    // Who clicked first is blocked by now: their word is nobody's second.
    expect([await block(FIRST, SECOND), await block(THIRD, SECOND)]).toEqual([FIRST_OF_TWO, 'blocked']);
    expect(await block(THIRD)).toBe(FIRST_OF_TWO);
    expect(trial.isBlocked(VICTIM.id)).toBe(false);
    expect(await block(FIRST)).toBe('blocked');
  });

  it('is made once by however many who click at once', async () => {
    const answers = await Promise.all([FIRST, SECOND, THIRD].map((by) => block(by)));
    expect(answers).toContain(FIRST_OF_TWO);
    const made = () => trial.context.ports.requests.list({ targetUserId: VICTIM.id, limit: 5 });
    expect((await made()).length).toBeLessThanOrEqual(1);
    await block(FIRST);
    await block(SECOND);
    expect(await made()).toHaveLength(1);
    expect(trial.isBlocked(VICTIM.id)).toBe(true);
  });

  it('ends in an urgent call for an administrator where Leaver may not write them, and says that it did nothing', async () => {
    expect(await block(FIRST, ADMINISTRATOR)).toBe(FIRST_OF_TWO);
    expect(heard('notice.administrator-asked')).toEqual([]);
    expect(await block(SECOND, ADMINISTRATOR)).toBe('emergency.administrator-asked');
    expect(trial.isBlocked(ADMINISTRATOR.id)).toBe(false);
    // Who clicked first hears that Leaver did nothing, as the second does.
    const helpdesk = [VICTIM, COLLEAGUE, ...ESCALATION].map(({ id }) => id);
    expect(heard('notice.administrator-asked').toSorted()).toEqual([...helpdesk, FIRST.id].toSorted());
    const entries = await database.kysely.selectFrom('audit').select(['kind', 'code']).orderBy('number').execute();
    expect(entries.at(-1)).toEqual({ kind: 'administrator-asked', code: 'rules.protected' });
    // Nobody is called for the same again within the hour; after it the next click is a first one.
    for (const by of [FIRST, SECOND, FIRST])
      expect(await block(by, ADMINISTRATOR)).toBe('emergency.administrator-asked-before');
    expect(await look(FIRST, ADMINISTRATOR)).toContain('emergency.administrator-asked-before');
    expect(heard('notice.administrator-asked')).toHaveLength(helpdesk.length + 1);
    trial.pass(61);
    expect(await block(THIRD, VICTIM)).toBe(FIRST_OF_TWO);
    expect(await block(SECOND, ADMINISTRATOR)).toBe(FIRST_OF_TWO);
  });

  it('waits for its second click also while that member’s limit holds, and is made by another', async () => {
    const { transactions, stops } = trial.context.ports;
    const scope = { kind: 'emergency', key: SECOND.id, name: '' } as const;
    const why = { key: 'brakes.why.emergency' } as const;
    const since = trial.context.ports.clock.now().toISOString();
    await transactions.run((transaction) =>
      stops.add({ scope, why, since, by: null, trippedBy: null, parties: [] }, transaction),
    );
    await block(FIRST);
    expect(await block(SECOND)).toBe('emergency.held');
    expect(await block(THIRD)).toBe('blocked');
  });

  it('is not confirmed by who clicked first, though they are an approver too', async () => {
    await block(FIRST);
    await block(SECOND);
    const [made] = await trial.context.ports.requests.list({ targetUserId: VICTIM.id, limit: 1 });
    const { settings, ports } = trial.context;
    const both = {
      ...trial.context,
      settings: { ...settings, approverGroupId: settings.emergencyGroupId ?? '' },
      ports,
    };
    const answer = await createFlow(both).answerEmergency(FIRST.id, made?.id ?? '', made?.version ?? 0, 'confirmed');
    expect(answer.refused?.key).toBe('approval.own-request');
  });

  describe('once it stands, or where who decides is not seen as such,', () => {
    const about = (whom: { readonly id: string } = VICTIM) =>
      trial.context.ports.requests.list({ targetUserId: whom.id, limit: 9 });
    const byAll = () => {
      const { settings } = trial.context;
      const approverGroupId = settings.emergencyGroupId ?? '';
      const context = { ...trial.context, settings: { ...settings, approverGroupId } };
      return { context, flow: createFlow(context), advance: createAdvance(context, 'by-all') };
    };
    const byTwo = async () => {
      await block(FIRST);
      await block(SECOND);
    };

    it('takes two again of who is blocked, also while a restore of them is approved and about to run', async () => {
      await byTwo();
      const advance = createAdvance(trial.context, 'once-more');
      const [made] = await about();
      trial.pass(300);
      await advance(made?.id ?? '');
      const proposed = (await about()).find(({ state }) => state === 'pending');
      const decided = { verdict: 'approved' } as const;
      await trial.flow.decide(COLLEAGUE.id, proposed?.id ?? '', proposed?.version ?? 0, decided);
      expect(await look(THIRD, VICTIM)).toEqual(
        expect.arrayContaining(['emergency.click-first', 'emergency.takes-two']),
      );
      expect(await block(THIRD)).toBe(FIRST_OF_TWO);
      await advance(proposed?.id ?? '');
      expect(trial.isBlocked(VICTIM.id)).toBe(false);
    });

    it('takes two of who is on the list of a group by which nobody decides any more', async () => {
      Object.assign(trial.context.ports.groups, { isUnsound: async (id: string) => id === world.APPROVER_GROUP });
      expect(await look(FIRST, VICTIM)).toEqual(['emergency.click-first', 'emergency.takes-two']);
      expect(await block(FIRST)).toBe(FIRST_OF_TWO);
      expect(trial.isBlocked(VICTIM.id)).toBe(false);
    });

    it('takes two of whom two blocked, and who is in no group by now', async () => {
      await byTwo();
      trial.pass(2);
      const { settings } = trial.context;
      const without = { ...settings, approverGroupId: settings.escalationGroupId ?? '' };
      const flow = createFlow({ ...trial.context, settings: without });
      const answer = await flow.blockNow(THIRD.id, VICTIM.id);
      const [made] = await about();
      // Not that they decide here: they do no more.
      expect('refused' in answer && answer.refused).toMatchObject({
        key: FIRST_OF_TWO,
        values: { why: { key: 'emergency.takes-two-again', values: { reference: made?.reference } } },
      });
    });

    it('changes nothing of what is asked, and says so, while a click would be the first of two', async () => {
      await byTwo();
      const [made] = await about();
      trial.pass(300);
      await createAdvance(trial.context, 'undoes')(made?.id ?? '');
      expect(await look(THIRD, VICTIM)).toEqual([
        'emergency.click-first',
        'emergency.takes-two',
        'emergency.blocked-since',
        'emergency.stays',
      ]);
      await block(THIRD);
      expect(await look(FIRST, VICTIM)).toEqual([
        null,
        'emergency.takes-two',
        'emergency.asked-first',
        'emergency.blocked-since',
        'emergency.block-again',
        'emergency.restore-waits',
      ]);
    });

    it('is neither asked for nor made anew by the same click, delivered again', async () => {
      await byTwo();
      expect([await block(SECOND), await block(FIRST)]).toEqual(['emergency.open-request', 'emergency.open-request']);
      expect(await about()).toHaveLength(1);
      expect(await database.kysely.selectFrom('first_clicks').selectAll().execute()).toEqual([]);
    });

    it('is not kept by the first of two, who declines its undoing', async () => {
      await byTwo();
      const { flow, advance } = byAll();
      const [made] = await about();
      trial.pass(300);
      await advance(made?.id ?? '');
      const proposed = (await about()).find(({ state }) => state === 'pending');
      const declined = { verdict: 'declined', reason: 'It stays' } as const;
      const decide = (by: { readonly id: string }) =>
        flow.decide(by.id, proposed?.id ?? '', proposed?.version ?? 0, declined);
      expect((await decide(FIRST)).refused?.key).toBe('approval.own-block');
      expect((await about()).find(({ id }) => id === made?.id)?.emergency?.kept ?? null).toBeNull();
      expect((await decide(THIRD)).refused).toBeNull();
    });

    it('is renewed by two as well, and confirmed by nobody who made what they renew', async () => {
      await byTwo();
      trial.pass(2);
      expect([await block(FIRST), await block(THIRD)]).toEqual([FIRST_OF_TWO, 'blocked']);
      const { flow } = byAll();
      const answers: unknown[] = [];
      const renewed = (await about()).find(({ emergency }) => emergency?.answer === null);
      for (const { id } of MEMBERS)
        answers.push(
          (await flow.answerEmergency(id, renewed?.id ?? '', renewed?.version ?? 0, 'confirmed')).refused?.key,
        );
      expect(answers).toEqual(['approval.own-request', 'approval.own-block', 'approval.own-request']);
      // Nor after nobody answered: the makers of the first one are carried on to its undoing.
      const { context, advance } = byAll();
      trial.pass(300);
      for (const { id } of await about()) await advance(id);
      const proposed = (await about()).find(({ state }) => state === 'pending');
      expect(proposed?.needs.makers?.toSorted()).toEqual(MEMBERS.map(({ id }) => id));
      expect((await createFlow(context).view(FIRST.id, proposed?.id ?? ''))?.kind).toBe('approver');
    });

    it('is for the escalation group to confirm where every approver made it or is whom it is about', async () => {
      Object.assign(trial.context.ports.groups, membersAre({ [world.APPROVER_GROUP]: [VICTIM, SECOND] }));
      const answered = async () => (await trial.flow.findForEmergency(SECOND.id, VICTIM.displayName)) as object;
      await look(SECOND, VICTIM);
      await block(FIRST);
      expect(await answered()).toMatchObject({ answeredBy: 'escalation' });
      await block(SECOND);
      const [made] = await about();
      expect(made).toMatchObject({ needs: { by: 'escalation' }, emergency: { answeredBy: 'escalation' } });
      await tellParties(trial.context, made?.id ?? '');
      expect(heard('notice.emergency').toSorted()).toEqual(ESCALATION.map(({ id }) => id));
      expect(heard('notice.emergency-power')).toEqual([]);
      const confirm = (by: { readonly id: string }) =>
        trial.flow.answerEmergency(by.id, made?.id ?? '', made?.version ?? 0, 'confirmed');
      expect((await confirm(COLLEAGUE)).refused?.key).toBe('approval.not-your-role');
      expect((await confirm(ESCALATION[0])).refused).toBeNull();
    });

    it('says that nobody is left who may confirm it, where the escalation group made it', async () => {
      const left = { [world.APPROVER_GROUP]: [VICTIM, SECOND], [world.ESCALATION_GROUP]: [FIRST] };
      Object.assign(trial.context.ports.groups, membersAre(left));
      await byTwo();
      expect((await about())[0]).toMatchObject({ needs: { by: 'approver' }, emergency: { answeredBy: 'nobody' } });
    });

    it('is confirmed by approvers, as ever, where it cannot be read who they are', async () => {
      await block(FIRST);
      Object.assign(trial.context.ports.groups, { members: () => Promise.reject(new DirectoryUnavailable('503')) });
      expect(await block(SECOND)).toBe('blocked');
      expect((await about())[0]?.needs.by).toBe('approver');
    });

    function membersAre(given: Readonly<Record<string, readonly object[]>>) {
      const { members } = trial.context.ports.groups;
      return { members: (id: string) => given[id] ?? members(id) };
    }

    it('offers the first of two, who is an approver, no button that would only refuse', async () => {
      await byTwo();
      const { context } = byAll();
      const offered = new Map<string, readonly string[]>();
      Object.assign(context.ports.messenger, {
        show: async (personId: string, view: { readonly actions?: readonly string[] }) => {
          offered.set(personId, view.actions ?? []);
          return { status: 'unchanged' };
        },
      });
      const [made] = await about();
      await tellParties(context, made?.id ?? '');
      expect(offered.get(FIRST.id) ?? []).toEqual([]);
      expect(offered.get(THIRD.id)).toEqual(['confirm-block', 'refuse-block']);
      expect(heard('notice.emergency')).not.toContain(FIRST.id);
    });
  });

  it('leaves every first click where it was, and says of nobody that they clicked, when the second one is held', async () => {
    const { transactions, stops } = trial.context.ports;
    const scope = { kind: 'emergency', key: SECOND.id, name: '' } as const;
    const since = trial.context.ports.clock.now().toISOString();
    const stop = {
      scope,
      why: { key: 'brakes.why.emergency' },
      since,
      by: null,
      trippedBy: null,
      parties: [],
    } as const;
    await transactions.run((transaction) => stops.add(stop, transaction));
    await block(FIRST, SECOND);
    trial.pass(1);
    await block(THIRD);
    trial.pass(1);
    const clicked = () =>
      database.kysely.selectFrom('audit').where('kind', '=', 'block-asked-first').select('number').execute();
    const before = (await clicked()).length;
    expect(await block(SECOND)).toBe('emergency.held');
    expect((await clicked()).length).toBe(before);
    // Whom it is about does not wipe what was clicked against themself.
    expect(await block(THIRD, SECOND)).toBe('blocked');
  });

  it('says how many others were told, and tells whom it could not reach once more at the same click', async () => {
    const { groups, messenger } = trial.context.ports;
    const { members } = groups;
    const { notify } = messenger;
    const click = async () => {
      const answer = await trial.flow.blockNow(FIRST.id, VICTIM.id);
      return 'refused' in answer ? answer.refused : null;
    };
    Object.assign(groups, { members: () => Promise.reject(new Error('Graph 503')) });
    await expect(click()).rejects.toThrow('Graph 503');
    expect(await database.kysely.selectFrom('first_clicks').selectAll().execute()).toEqual([]);
    Object.assign(groups, { members });
    Object.assign(messenger, { notify: async () => 'unreachable' });
    expect(await click()).toMatchObject({ key: FIRST_OF_TWO, values: { count: 0 } });
    const lost = (personId: string, text: never) => (personId === THIRD.id ? 'later' : notify(personId, text));
    Object.assign(messenger, { notify: lost });
    expect(await click()).toMatchObject({ key: FIRST_OF_TWO, values: { count: 1 } });
    Object.assign(messenger, { notify });
    expect(await click()).toMatchObject({ values: { count: 2 } });
    expect(await click()).toMatchObject({ values: { count: 2 } });
    expect(heard('notice.block-second')).toEqual([SECOND.id, THIRD.id]);
  });

  it('is neither offered nor begun where no other member can be the second, and says who has to act', async () => {
    Object.assign(trial.context.ports.groups, { members: async () => [FIRST, VICTIM] });
    expect(await look(FIRST, VICTIM)).toBe('emergency.nobody-second');
    expect(await block(FIRST)).toBe('emergency.nobody-second');
    expect(trial.isBlocked(VICTIM.id)).toBe(false);
    expect(await database.kysely.selectFrom('first_clicks').selectAll().execute()).toEqual([]);
    // Also of whom Leaver may not write: nobody could be the second there either.
    Object.assign(trial.context.ports.groups, { members: async () => [FIRST, ADMINISTRATOR] });
    expect(await look(FIRST, ADMINISTRATOR)).toBe('emergency.nobody-second');
    Object.assign(trial.context.ports.groups, { members: () => Promise.reject(new DirectoryUnavailable('503')) });
    expect(await look(FIRST, VICTIM)).toEqual(['emergency.click-first', 'emergency.takes-two']);
  });

  it('calls for an administrator once when the second click comes twice at once, and again after a crash', async () => {
    await block(FIRST, ADMINISTRATOR);
    const clicks = await Promise.all([SECOND, SECOND, THIRD].map((by) => block(by, ADMINISTRATOR)));
    expect(clicks.filter((key) => key === 'emergency.administrator-asked')).toHaveLength(1);
    const escalation = () => heard('notice.administrator-asked').filter((id) => id === ESCALATION[0].id);
    expect(escalation()).toHaveLength(1);
    // It stopped between using the click and telling: who clicks then is not told that people were asked.
    await database.kysely.updateTable('first_clicks').set({ told: '[]' }).execute();
    expect(await block(THIRD, ADMINISTRATOR)).toBe('emergency.administrator-asked-before');
    trial.pass(3);
    expect(await block(SECOND, ADMINISTRATOR)).toBe('emergency.administrator-asked');
    expect(escalation()).toHaveLength(2);
  });

  it('keeps both clicks for as long as nobody could be asked for an administrator', async () => {
    const { groups, messenger } = trial.context.ports;
    const { members } = groups;
    const { notify } = messenger;
    await block(FIRST, ADMINISTRATOR);
    Object.assign(groups, { members: () => Promise.reject(new Error('Graph 503')) });
    await expect(block(SECOND, ADMINISTRATOR)).rejects.toThrow('Graph 503');
    Object.assign(groups, { members });
    Object.assign(messenger, { notify: async () => 'unreachable' });
    expect(await block(SECOND, ADMINISTRATOR)).toBe('emergency.administrator-unreached');
    const asked = () =>
      database.kysely.selectFrom('audit').where('kind', '=', 'administrator-asked').select('number').execute();
    const before = (await asked()).length;
    Object.assign(messenger, { notify });
    expect(await block(SECOND, ADMINISTRATOR)).toBe('emergency.administrator-asked');
    expect(await asked()).toHaveLength(before + 1);
    expect(heard('notice.administrator-asked')).toContain(ESCALATION[0].id);
  });

  it('does nothing where the click would do something else than its card said', async () => {
    const said = 'emergency.click-first';
    expect(await look(SECOND, VICTIM)).toContain(said);
    await block(FIRST);
    const click = async (whom: { readonly id: string }, card: string) => {
      const answer = await trial.flow.blockNow(SECOND.id, whom.id, { said: card });
      return 'refused' in answer ? answer.refused.key : 'blocked';
    };
    expect(await click(VICTIM, said)).toBe('emergency.click-otherwise');
    expect(await click(COLLEAGUE, 'blocks')).toBe('emergency.click-otherwise');
    expect(await click(MANAGERS[0] ?? VICTIM, said)).toBe('emergency.click-otherwise');
    expect(await trial.context.ports.requests.list({ targetUserId: VICTIM.id, limit: 5 })).toEqual([]);
    expect(await click(VICTIM, 'blocks')).toBe('blocked');
    // The same click, delivered again, is the block that it made.
    expect(await click(VICTIM, 'blocks')).toBe('emergency.open-request');
    expect(await click(COLLEAGUE, said)).toBe(FIRST_OF_TWO);
    expect(await click(MANAGERS[0] ?? VICTIM, 'emergency.click-trips')).toBe('emergency.click-otherwise');
    expect(await click(MANAGERS[0] ?? VICTIM, 'blocks')).toBe('blocked');
  });

  it('keeps the words of both', async () => {
    await trial.flow.blockNow(FIRST.id, VICTIM.id, { given: 'Their phone was stolen' });
    const answer = await trial.flow.blockNow(SECOND.id, VICTIM.id);
    const why = 'view' in answer && 'report' in answer.view ? JSON.stringify(answer.view.report) : '';
    expect(why).toContain('"words":"Their phone was stolen"');
  });

  it('counts for no limit of managers, nor does what could not be read of somebody', async () => {
    const { directory } = trial.context.ports;
    const { readTargetUser } = directory;
    const many = { ...trial.context.settings.policy.emergency, operators: MANAGERS.map(({ id }) => id) };
    Object.assign(trial.context.settings.policy, { emergency: many });
    const answers: string[] = [];
    for (const manager of MANAGERS.slice(0, 3)) {
      await block(FIRST, manager);
      answers.push(await block(SECOND, manager));
    }
    expect(answers).toEqual(['blocked', 'blocked', 'blocked']);
    Object.assign(directory, {
      readTargetUser: async (id: string, kind: 'block') => ({ ...(await readTargetUser(id, kind)), readInPart: true }),
    });
    const some = ['1', '2', '3'].map((digit) => ({ id: `a0000000-0000-4000-8000-00000000000${digit}` }));
    for (const whom of some) expect(await block(THIRD, whom)).toBe('blocked');
    const [told] = await trial.context.ports.requests.list({ targetUserId: some[0]?.id ?? '', limit: 1 });
    await tellParties(trial.context, told?.id ?? '');
    expect(heard('notice.emergency-power')).toContain(ESCALATION[0].id);
  });

  it('of whom it cannot be read whether they decide is made by two, and by one as soon as it can', async () => {
    const { directory } = trial.context.ports;
    const { readAuthority } = directory;
    const isAbout = [NOBODY.id, VICTIM.id];
    const unread: typeof readAuthority = (asked) =>
      asked.personIds.some((id) => isAbout.includes(id))
        ? Promise.reject(new DirectoryUnavailable('503'))
        : readAuthority(asked);
    Object.assign(directory, { readAuthority: unread });
    expect(await look(FIRST, VICTIM)).toEqual(['emergency.click-first', 'emergency.power-unread']);
    expect(await block(FIRST)).toBe(FIRST_OF_TWO);
    expect(heard('notice.block-second').toSorted()).toEqual([SECOND.id, THIRD.id].toSorted());
    expect(await look(SECOND, VICTIM)).toEqual([null, 'emergency.power-unread', 'emergency.asked-first']);
    expect(await block(SECOND)).toBe('blocked');
    expect(await block(FIRST, NOBODY)).toBe(FIRST_OF_TWO);
    Object.assign(directory, { readAuthority });
    expect(await look(FIRST, NOBODY)).toEqual([null]);
    expect(await block(FIRST, NOBODY)).toBe('blocked');
  });

  it('says one an hour where the policy lets a member block no more', async () => {
    const { policy } = trial.context.settings;
    Object.assign(policy, { emergency: { ...policy.emergency, perHour: 1 } });
    expect(await look(FIRST, MANAGERS[0] ?? VICTIM)).toEqual([null, 'emergency.manages-one']);
    expect(policyWords(policy).join(' ')).toContain('one member blocks one an hour');
  });

  it('of people who manage others is made by one, twice an hour at most, and the escalation group hears it', async () => {
    const answers: string[] = [];
    for (const manager of MANAGERS.slice(0, 2)) answers.push(await block(FIRST, manager));
    expect(await look(FIRST, MANAGERS[2] ?? VICTIM)).toEqual(['emergency.click-trips', 'emergency.manages']);
    answers.push(await block(FIRST, MANAGERS[2]));
    expect(answers).toEqual(['blocked', 'blocked', 'emergency.held']);
    // Another member has two of their own; the first has none until an approver lifts the stop, however long that takes.
    const third = MANAGERS[2] ?? VICTIM;
    trial.pass(61);
    expect([await look(FIRST, third), await block(FIRST, third)]).toEqual(['emergency.held', 'emergency.held']);
    expect([await look(FIRST, VICTIM), await block(FIRST)]).toEqual([
      expect.arrayContaining(['emergency.click-first']),
      FIRST_OF_TWO,
    ]);
    expect([await look(SECOND, third), await block(SECOND, third)]).toEqual([[null, 'emergency.manages'], 'blocked']);
    expect((await trial.flow.resumeStop(VICTIM.id, null)).refused).toBeNull();
    expect(await look(FIRST, MANAGERS[3] ?? VICTIM)).toEqual([null, 'emergency.manages']);
    const made = await trial.context.ports.requests.list({ targetUserId: MANAGERS[0]?.id ?? '', limit: 1 });
    await tellParties(trial.context, made[0]?.id ?? '');
    await tellParties(trial.context, made[0]?.id ?? '');
    expect(heard('notice.emergency-power').toSorted()).toEqual(ESCALATION.map(({ id }) => id));
  });

  it('tells nobody whom it is about that its second click reached a member’s limit', async () => {
    const { policy } = trial.context.settings;
    Object.assign(policy, { emergency: { ...policy.emergency, perHour: 1 } });
    expect(await block(SECOND, NOBODY)).toBe('blocked');
    expect(await block(FIRST)).toBe(FIRST_OF_TWO);
    expect([await block(SECOND), trial.isBlocked(VICTIM.id)]).toEqual(['emergency.held', false]);
    const audience = [COLLEAGUE, ADMINISTRATOR, ...MEMBERS].map(({ id }) => id);
    expect(heard('notice.breaker').toSorted()).toEqual(audience.toSorted());
  });

  it('says of a name by which only deleted people are found that there is nothing to block', async () => {
    const { people } = trial.context.ports;
    const find = async (_: string, among: string) => (among === 'deleted' ? [FIRST, SECOND] : []);
    Object.assign(people, { find });
    // Not how many: a search gives the nearest ones alone.
    expect(await trial.flow.findForEmergency(THIRD.id, 'Zwartkruis')).toEqual({
      refused: { key: 'emergency.none-active', values: { query: 'Zwartkruis' } },
    });
  });

  it('is set aside with the word of who clicked first: the next click is a first one', async () => {
    await block(FIRST);
    await block(FIRST, COLLEAGUE);
    const { people } = trial.context.ports;
    Object.assign(people, { find: async () => [await people.read(FIRST.id)] });
    // Whom the other one is about does not hear of it, and whoever asked to block them is not named either.
    await trial.askToBlock(COLLEAGUE.id);
    const clicks = [{ name: VICTIM.displayName }];
    expect(await trial.flow.lookSetAside(COLLEAGUE.id, FIRST.displayName)).toMatchObject({ rows: [], clicks });
    Object.assign(people, { find: async () => [await people.read(MANAGERS[0].id)] });
    const ofManager = await trial.flow.lookSetAside(COLLEAGUE.id, MANAGERS[0].displayName);
    expect(ofManager).toMatchObject({ rows: [], clicks: [] });
    const done = await trial.flow.setAside(COLLEAGUE.id, FIRST.id, 'Stolen account');
    expect(done).toMatchObject({ name: FIRST.displayName, rows: [], clicks });
    expect(heard('notice.set-aside-clicks')).toEqual([FIRST.id]);
    // Who was asked to be the second of it hears that too: their click alone would block nobody.
    expect(heard('notice.set-aside-second')).toEqual([SECOND.id, THIRD.id]);
    const entries = await database.kysely.selectFrom('audit').select(['kind', 'code']).orderBy('number').execute();
    expect(entries.slice(-2)).toEqual([
      { kind: 'first-click-set-aside', code: null },
      { kind: 'set-aside', code: '1' },
    ]);
    // Of the one about who set aside another approver has to; it counts until then.
    expect([await block(SECOND), await block(SECOND, COLLEAGUE)]).toEqual([FIRST_OF_TWO, 'blocked']);
    expect(trial.isBlocked(VICTIM.id)).toBe(false);
  });

  describe('while the other members are being told of the first click,', () => {
    const meanwhile = (work: () => Promise<unknown>) => {
      const { messenger } = trial.context.ports;
      const { notify } = messenger;
      let isDone = false;
      Object.assign(messenger, {
        notify: async (...given: Parameters<typeof notify>) => {
          const isNow = given[1].key === 'notice.block-second' && !isDone;
          isDone ||= isNow;
          if (isNow) await work();
          return notify(...given);
        },
      });
    };
    const heardBy = (person: { readonly id: string }) =>
      trial.told.filter(({ personId }) => personId === person.id).map(({ key }) => key);

    it('is set aside, and all who were asked to be the second hear that it counts no more, as the last thing', async () => {
      meanwhile(() => trial.flow.setAside(COLLEAGUE.id, FIRST.id, 'Stolen account'));
      expect(await block(FIRST)).toBe('notice.first-gone');
      for (const each of [SECOND, THIRD]) expect(heardBy(each)).toEqual(['notice.block-second', 'notice.first-gone']);
      expect(await block(SECOND)).toBe(FIRST_OF_TWO);
    });

    it('is used by a second one, and nobody hears that it counts no more', async () => {
      meanwhile(() => block(SECOND));
      await block(FIRST);
      expect(trial.isBlocked(VICTIM.id)).toBe(true);
      expect(heard('notice.first-gone')).toEqual([]);
    });
  });

  it('is gone from the store once it is over, though nobody clicks again, and with the person who is forgotten', async () => {
    const clicked = async () => (await database.kysely.selectFrom('first_clicks').select('by').execute()).length;
    const expire = createClickExpiry(trial.context);
    await block(FIRST);
    trial.pass(59);
    await expire();
    expect(await clicked()).toBe(1);
    trial.pass(11);
    await expire();
    expect(await clicked()).toBe(0);
    for (const forgotten of [FIRST, VICTIM]) {
      await block(FIRST);
      expect(await forgetPerson(database, forgotten.id)).toBeGreaterThan(0);
      expect(await clicked()).toBe(0);
    }
  });

  it('of who lifts their own pause at 59 minutes and pauses again, holds against no approver', async () => {
    await trial.flow.pauseEverything(FIRST.id);
    trial.pass(59);
    expect((await trial.flow.resumeStop(FIRST.id, null)).refused).toBeNull();
    await trial.flow.pauseEverything(FIRST.id);
    expect(heard('notice.paused-again')).toContain(VICTIM.id);
    expect((await trial.flow.resumeStop(VICTIM.id, null)).refused).toBeNull();
    expect(await trial.isPaused()).toBe(false);
  });

  it.each(['became dynamic', 'was emptied', 'is no longer set'])(
    'keeps a confirmed pause from approvers as long as the group is there, and not once it %s',
    async (what) => {
      await trial.flow.pauseEverything(FIRST.id);
      await trial.flow.pauseEverything(SECOND.id);
      const lift = async () => (await trial.flow.resumeStop(VICTIM.id, null)).refused?.key ?? null;
      trial.pass(60 * 24 * 30);
      expect(await lift()).toBe('brakes.refused.pause-confirmed');
      const { ports, settings } = trial.context;
      if (what === 'became dynamic')
        Object.assign(ports.groups, { isUnsound: async (id: string) => id === world.EMERGENCY_GROUP });
      if (what === 'was emptied') trial.emptyEmergencyGroup();
      if (what === 'is no longer set') Object.assign(settings, { emergencyGroupId: null });
      const seen = await trial.flow.stops(VICTIM.id);
      expect('stops' in seen && seen.stops).toMatchObject([{ refusal: null, stop: { parties: [] } }]);
      expect(await lift()).toBeNull();
      expect(await trial.isPaused()).toBe(false);
    },
  );

  it.each(['who paused', 'who confirmed it'])(
    'keeps by a confirmed pause nothing back from approvers once only one of the two is there: %s',
    async (left) => {
      const [gone, there] = left === 'who paused' ? [SECOND, FIRST] : [FIRST, SECOND];
      await trial.flow.pauseEverything(FIRST.id);
      await trial.flow.pauseEverything(SECOND.id);
      const id = await trial.askToBlock(there.id);
      await trial.approve(id);
      await trial.advance(id);
      expect(trial.isBlocked(there.id)).toBe(false);
      expect((await trial.context.ports.requests.read(id))?.wakeAt).not.toBeNull();
      trial.blockElsewhere(gone.id);
      trial.pass(60);
      // Nobody holds what is to be taken from them by a pause that is theirs alone by now.
      // After an hour people decide it anew: this world knows of nobody whom they manage.
      await trial.advance(id);
      await trial.approve(id);
      await trial.advance(id);
      expect(trial.isBlocked(there.id)).toBe(true);
      expect(await trial.isPaused()).toBe(true);
      expect((await trial.flow.resumeStop(COLLEAGUE.id, null)).refused).toBeNull();
    },
  );

  it('keeps a pause from approvers by the words of two who are there, also of a third beside one who left', async () => {
    const lift = async () => (await trial.flow.resumeStop(VICTIM.id, null)).refused?.key ?? null;
    await trial.flow.pauseEverything(FIRST.id);
    trial.blockElsewhere(FIRST.id);
    await trial.flow.pauseEverything(SECOND.id);
    expect(heard('notice.pause-confirmed')).toEqual([]);
    trial.pass(60);
    await trial.flow.pauseEverything(THIRD.id);
    expect(heard('notice.pause-confirmed')).toContain(VICTIM.id);
    expect(await lift()).toBe('brakes.refused.pause-confirmed');
    trial.blockElsewhere(THIRD.id);
    expect(await lift()).toBeNull();
  });

  it('of who pauses again what others lifted, holds against no approver: a day later it does', async () => {
    const [approver] = APPROVERS;
    const pause = () => trial.flow.pauseEverything(FIRST.id);
    const lift = async () => (await trial.flow.resumeStop(approver.id, null)).refused?.key ?? null;
    await pause();
    expect(await lift()).toBe('brakes.refused.pause-young');
    trial.pass(60);
    expect(await lift()).toBeNull();
    await pause();
    expect(heard('notice.paused-again')).toContain(approver.id);
    expect(await lift()).toBeNull();
    // Together with a second member it holds all the same.
    await pause();
    await trial.flow.pauseEverything(SECOND.id);
    expect(await lift()).toBe('brakes.refused.pause-confirmed');
    await trial.flow.resumeStop(FIRST.id, null);
    trial.pass(24 * 60 + 1);
    await pause();
    expect(await lift()).toBe('brakes.refused.pause-young');
  });
});
