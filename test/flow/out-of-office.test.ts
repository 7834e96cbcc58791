import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { type Choices, emptyChoices } from '../../src/domain/choices.ts';
import type { Person } from '../../src/domain/person.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import type { Flow } from '../../src/flow/flow.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { aPerson, aTargetUser, IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const HIDDEN = 'Adele Secret';
const AT = { mode: 'at', localDate: '', localTime: '', zone: 'UTC', instant: minutesAfter(NOW, 600) } as const;

type Asks = { readonly flow: Flow; readonly who: string; readonly request: Request; readonly choices: Choices };

/** Everything that somebody can bring about or get to see: a method without a row does not compile. */
const METHODS: {
  readonly [Name in keyof Flow as Flow[Name] extends (...given: never[]) => unknown ? Name : never]: (
    asks: Asks,
  ) => Promise<unknown>;
} = {
  offeredTo: ({ flow, who }) => flow.offeredTo(who).then((offered) => Object.values(offered).some(Boolean)),
  findPeople: ({ flow, who }) => flow.findPeople(who, 'restore-user', HIDDEN),
  // What Teams shows of anybody, whoever asks: who reports to whom, and who there is.
  asksHere: async () => false,
  directReports: async () => [],
  findSuccessors: async () => [],
  offeredSuccessors: async () => [],
  mayAsk: ({ flow, who, request }) => flow.mayAsk(who, 'offboard', request.targetUserId),
  proposeChoices: ({ flow, who, request }) => flow.proposeChoices(who, 'offboard', request.targetUserId),
  whyNotComeBackAs: ({ flow, who, request: { targetUserId } }) =>
    flow.whyNotComeBackAs(who, {
      ...emptyChoices('restore-user', targetUserId),
      restoreAs: { userPrincipalName: 'adele@contoso.example', dropConflictingAddresses: false },
    }),
  openAbout: ({ flow, who, request }) =>
    // Who may ask at all is for the caller, and they may not; what it adds for a party is nothing for them.
    flow.openAbout(who, 'offboard', request.targetUserId).then((open) => open?.request ?? null),
  openByName: ({ flow, who }) => flow.openByName(who, HIDDEN),
  draft: ({ flow, who, choices }) => flow.draft(who, choices),
  submit: ({ flow, who, choices, request }) => flow.submit(who, choices, request.planHash),
  decide: ({ flow, who, request: { id, version } }) => flow.decide(who, id, version, { verdict: 'approved' }),
  askQuestion: ({ flow, who, request: { id } }) => flow.askQuestion(who, id, null, 'Why?'),
  answerQuestion: ({ flow, who, request: { id } }) => flow.answerQuestion(who, id, null, 'Because'),
  reassign: ({ flow, who, request: { id, version } }) => flow.reassign(who, id, version, IDS.approver),
  postpone: ({ flow, who, request: { id, version } }) => flow.postpone(who, id, version, AT),
  agree: ({ flow, who, request: { id, version } }) => flow.agree(who, id, version),
  whyHourIsFixed: ({ flow, who, request: { id } }) => flow.whyHourIsFixed(who, id),
  changeDate: ({ flow, who, request: { id, version } }) => flow.changeDate(who, id, version, AT),
  move: ({ flow, who, request: { id, version } }) => flow.move(who, id, version, AT, 'Later'),
  stop: ({ flow, who, request: { id, version } }) => flow.stop(who, id, version, 'Stop'),
  hold: ({ flow, who, request: { id, version } }) => flow.hold(who, id, version, 'Wait'),
  letGoOn: ({ flow, who, request: { id, version } }) => flow.letGoOn(who, id, version),
  deciders: ({ flow, who, request: { id } }) => flow.deciders(who, id),
  findForEmergency: ({ flow, who }) => flow.findForEmergency(who, HIDDEN),
  blockNow: ({ flow, who, request }) => flow.blockNow(who, request.targetUserId),
  answerEmergency: ({ flow, who, request: { id, version } }) => flow.answerEmergency(who, id, version, 'confirmed'),
  lookSetAside: ({ flow, who }) => flow.lookSetAside(who, HIDDEN),
  setAside: ({ flow, who, request: { requesterId } }) => flow.setAside(who, requesterId, 'Enough'),
  answerTask: ({ flow, who, request: { id } }) =>
    flow.answerTask(who, id, { task: randomUUID(), answer: 'done', result: null }),
  withdraw: ({ flow, who, request: { id, version } }) => flow.withdraw(who, id, version),
  answerLate: ({ flow, who, request: { id, version } }) => flow.answerLate(who, id, version, { mode: 'now' }),
  answerRunbook: ({ flow, who, request: { id } }) => flow.answerRunbook(who, id, { answer: 'done', result: null }),
  runbookFile: ({ flow, who, request: { id } }) => flow.runbookFile(who, id),
  resolveStep: ({ flow, who, request: { id } }) => flow.resolveStep(who, id, 'block-sign-in', 'skip'),
  view: ({ flow, who, request: { id } }) => flow.view(who, id),
  cardShown: async () => undefined,
  mine: ({ flow, who }) => flow.mine(who),
  why: ({ flow, who }) => flow.why(who, HIDDEN),
  queue: ({ flow, who }) => flow.queue(who),
  auditHead: ({ flow, who }) => flow.auditHead(who),
  stops: ({ flow, who }) => flow.stops(who),
  pauseEverything: ({ flow, who }) => flow.pauseEverything(who),
  resumeStop: ({ flow, who }) => flow.resumeStop(who, null),
};

const STANDINGS: readonly (readonly [string, Partial<Person> | null])[] = [
  ['blocked', { accountEnabled: false }],
  ['a guest', { userType: 'Guest' }],
  ['of another organisation', { home: 'elsewhere' }],
  ['deleted', null],
];

/** Who asked for a request and is, by all groups, an approver and in the emergency group; the directory is read live. */
describe('somebody out of office', () => {
  let database: Database;
  let worker: BrakeWorker;
  let now: Partial<Person> | null = {};
  beforeAll(async () => {
    database = await openDatabase({ kind: 'pglite', dataDir: 'memory' }, { owner: 'test' });
    await migrate(database);
    const person = (id: string) => {
      if (id === IDS.requester) return now === null ? null : aPerson({ id, ...now });
      return aPerson({ id, displayName: HIDDEN });
    };
    worker = createBrakeWorker(database, {
      policy: BUILT_IN_POLICY,
      now: () => new Date(NOW),
      onChange: () => {},
      replace: (ports) => ({
        ...ports,
        people: {
          ...ports.people,
          read: async (id) => person(id),
          find: async () => [aPerson({ id: IDS.targetUser, displayName: HIDDEN })],
          findFor: async () => ({
            requester: person(IDS.requester),
            found: [{ person: aPerson({ id: IDS.targetUser, displayName: HIDDEN }), managementChain: [IDS.requester] }],
          }),
          directReports: async () => [aPerson({ id: IDS.targetUser, displayName: HIDDEN })],
          managementChain: async () => [IDS.requester],
        },
        directory: {
          ...ports.directory,
          readUnshared: async () => [],
          readAddress: async () => ({ domains: ['contoso.example'], holder: HIDDEN }),
        },
      }),
    });
  });
  afterAll(() => database.close());

  it('sees and changes nothing of their own requests, on whatever road, from the moment that the directory says so', async () => {
    const targetUserId = randomUUID();
    const facts = aTargetUser({ id: targetUserId, displayName: HIDDEN });
    const choices = emptyChoices('offboard', targetUserId);
    const remark = { from: 'approver', by: IDS.approver, byName: 'Helen', words: 'Why?', at: NOW } as const;
    const stored = await storeRequest(database, { choices, facts, targetUserName: HIDDEN, remarks: [remark] });
    const asks = { flow: worker.flow, who: IDS.requester, choices };
    for (const [standing, changes] of STANDINGS) {
      now = changes;
      for (const [name, call] of Object.entries(METHODS)) {
        const answer = JSON.stringify(await call({ ...asks, request: stored }));
        expect(answer ?? '', `${name} of somebody ${standing}`).not.toMatch(/Adele Secret|"L-\d+"/);
        expect(answer ?? '', `${name} of somebody ${standing}`).not.toBe('true');
      }
      const refused = await worker.flow.queue(IDS.requester);
      const why = standing === 'blocked' ? 'approval.blocked-approver' : 'flow.not-an-approver';
      expect(refused, `queue of somebody ${standing}`).toEqual({ refused: { key: why } });
      expect(await worker.context.ports.requests.read(stored.id)).toEqual(stored);
      expect(await worker.context.ports.stops.open()).toEqual([]);
    }
    // The same road, once they are back.
    now = {};
    expect(JSON.stringify(await worker.flow.view(IDS.requester, stored.id))).toContain(HIDDEN);
    expect(await worker.flow.withdraw(IDS.requester, stored.id, stored.version)).toMatchObject({ refused: null });
  });
});
