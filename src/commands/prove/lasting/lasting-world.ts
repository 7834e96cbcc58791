import { randomUUID } from 'node:crypto';
import { type Choices, emptyChoices } from '../../../domain/choices.ts';
import type { Person } from '../../../domain/person.ts';
import type { Request } from '../../../domain/request.ts';
import type { StepKind } from '../../../domain/step.ts';
import type { TargetUser } from '../../../domain/target-user.ts';
import type { createAdvance } from '../../../flow/advance-request.ts';
import type { FlowContext } from '../../../flow/context.ts';
import type { createFlow } from '../../../flow/create-flow.ts';
import type { Ports, StepLane } from '../../../flow/ports.ts';
import type { Database } from '../../../store/database.ts';
import type { APPROVER_GROUP, decisionContext } from '../decisions/decision-world.ts';
import { aPerson, aTargetUser, NOW } from '../gallery/given.ts';

/** The modules of one version of Leaver, this one or the first: the trials are the same. */
export type Version = {
  readonly createFlow: typeof createFlow;
  readonly createAdvance: typeof createAdvance;
  readonly world: {
    readonly decisionContext: typeof decisionContext;
    readonly APPROVER_GROUP: typeof APPROVER_GROUP;
  };
};

const REQUESTER_GROUP = '90000000-0000-4000-8000-0000000000ff';
const id = (digit: string) => `90000000-0000-4000-8000-0000000000${digit}`;
const named = (digit: string, displayName: string) => aPerson({ id: id(digit), displayName });

export const REQUESTER = named('01', 'Miriam Graham');
/** Who approve it, and who are there when they are not any more. */
export const APPROVERS = [named('02', 'Helen Desk'), named('03', 'Dora Desk')] as const;
export const OTHERS = [named('04', 'Petra Desk'), named('05', 'Tom Desk')] as const;
const NEW_MANAGER = named('06', 'Nora Graham');

export type Trial = ReturnType<typeof startTrial>;

/** By what right somebody asked: as a manager, or in the requester group. */
export type Right = 'manager' | 'group';

/** A deletion, which takes two approvals, of a person of its own; the directory is changed while it waits. */
export function startTrial(database: Database, { createFlow, createAdvance, world }: Version, right: Right) {
  const targetUserId = randomUUID();
  let minutes = 0;
  const now = () => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
  const written: StepKind[] = [];
  const target = aPerson({ id: targetUserId, displayName: 'Adele Vance' });
  const tenant = {
    people: new Map([REQUESTER, ...APPROVERS, ...OTHERS, NEW_MANAGER, target].map((person) => [person.id, person])),
    groups: new Map([
      [world.APPROVER_GROUP, new Set([...APPROVERS, ...OTHERS].map((person) => person.id))],
      [REQUESTER_GROUP, new Set(right === 'group' ? [REQUESTER.id] : [])],
    ]),
    managementChain: right === 'manager' ? [REQUESTER.id] : [],
    department: 'Sales',
    isProtected: false,
    /** Nothing but what ends access goes further. */
    isGated: false,
    isEnabled: true,
  };
  const context = world.decisionContext(database, tenant, { now, replace: (ports) => replaced(ports) });
  const policy = { ...context.settings.policy, settleSeconds: 0 };
  const quick: FlowContext = {
    ...context,
    settings: { ...context.settings, requesterGroupId: REQUESTER_GROUP, policy },
  };
  const flow = createFlow(quick);
  const advanceOne = createAdvance(quick, randomUUID());
  let asked = '';

  return {
    tenant,
    written,
    pass(more: number) {
      minutes += more;
    },
    async ask(inMinutes: number | null): Promise<void> {
      const at = new Date(Date.parse(now()) + (inMinutes ?? 0) * 60_000).toISOString();
      const hour = { localDate: at.slice(0, 10), localTime: at.slice(11, 16), zone: 'UTC', instant: at };
      const choices: Choices = {
        ...emptyChoices('offboard', targetUserId),
        leaveGroups: true,
        account: 'delete',
        forwardingChecked: true,
        when: inMinutes === null ? { mode: 'now' } : { mode: 'at', ...hour },
      };
      const drafted = await flow.draft(REQUESTER.id, choices);
      if ('refused' in drafted) throw new TypeError(`not drafted: ${drafted.refused.key}`);
      const { planHash } = drafted.draft.report.request;
      const submitted = await flow.submit(REQUESTER.id, choices, planHash);
      if ('refused' in submitted) throw new TypeError(`not asked: ${submitted.refused.key}`);
      asked = submitted.request.id;
    },
    async approve(by: Person): Promise<void> {
      const { version } = await this.request();
      await flow.decide(by.id, asked, version, { verdict: 'approved' });
    },
    /** Approved after its hour, it waits for who asked to say when. */
    async sayNow(): Promise<void> {
      if ((await this.request()).lateSince !== null) await flow.answerLate(REQUESTER.id, asked, null, { mode: 'now' });
    },
    async letGoOn(by: Person): Promise<void> {
      const { version, hold } = await this.request();
      if (hold !== null) await flow.letGoOn(by.id, asked, version);
    },
    /** As far as it goes; what is looked at again comes in its time. */
    async advance(): Promise<void> {
      for (let times = 0; times < 4; times += 1) await advanceOne(asked);
    },
    async pause(): Promise<void> {
      const scope = { kind: 'everything', key: '', name: '' } as const;
      const why = { key: 'brakes.why.everything', values: { by: 'Petra Desk' } } as const;
      await quick.ports.transactions.run((transaction) =>
        quick.ports.stops.add(
          { scope, why, since: now(), by: OTHERS[0].id, trippedBy: null, parties: [] },
          transaction,
        ),
      );
    },
    async resume(): Promise<void> {
      for (const stop of await quick.ports.stops.open())
        await quick.ports.transactions.run((transaction) =>
          quick.ports.stops.resume(stop, OTHERS[0].id, now(), transaction),
        );
    },
    /** What cards are made from, as far as it says why something was not done. */
    async said(): Promise<string> {
      const { note, hold } = await this.request();
      return JSON.stringify([note, hold, (await quick.ports.ledger.read(asked)).map((step) => step.note)]);
    },
    async request(): Promise<Request> {
      const request = await quick.ports.requests.read(asked);
      if (request === null) throw new TypeError('the request is gone');
      return request;
    },
  };

  function replaced(ports: Ports): Ports {
    return {
      ...ports,
      people: { ...ports.people, managementChain: async () => tenant.managementChain },
      directory: {
        ...ports.directory,
        readTargetUser: async () => factsOf(),
        readAuthority: async (asked) => ({
          ...(await ports.directory.readAuthority(asked)),
          protections: asked.targetUserId === null ? [] : factsOf().protections,
        }),
      },
      lanes: { cloud: cloud() },
    };
  }

  function factsOf(): TargetUser {
    const { isEnabled, isProtected, managementChain, department } = tenant;
    return {
      ...aTargetUser(),
      id: targetUserId,
      displayName: target.displayName,
      accountEnabled: isEnabled,
      managementChain,
      department,
      protections: isProtected ? [{ kind: 'protected-group', name: 'any' }] : [],
    };
  }

  /** Takes everything that it is sent, and counts it. */
  function cloud(): StepLane {
    return {
      lane: 'cloud',
      idempotent: () => true,
      look: async ({ step }) =>
        tenant.isGated && !ENDS_ACCESS.includes(step.kind)
          ? { status: 'later', seconds: 0 }
          : { status: 'needed', snapshot: {} },
      async perform({ step }) {
        written.push(step.kind);
        if (step.kind === 'block-sign-in') tenant.isEnabled = false;
        return { status: 'accepted', evidence: {} };
      },
      verify: async () => ({ status: 'seen', evidence: {} }),
    };
  }
}

/** Finished whoever left meanwhile, once it was begun: half a block helps nobody. */
export const ENDS_ACCESS: readonly StepKind[] = ['block-sign-in', 'revoke-sessions'];

/** Nobody manages the person any more who did, and they work elsewhere. */
export function moveAway({ tenant }: Trial): void {
  tenant.managementChain = [NEW_MANAGER.id];
  tenant.department = 'Elsewhere';
}

export function leaveGroups({ tenant }: Trial, person: Person): void {
  for (const members of tenant.groups.values()) members.delete(person.id);
}
