import { randomUUID } from 'node:crypto';
import { type Choices, emptyChoices, type RequestKind } from '../../../domain/choices.ts';
import type { Request } from '../../../domain/request.ts';
import type { TargetUser } from '../../../domain/target-user.ts';
import type { createAdvance } from '../../../flow/advance-request.ts';
import type { FlowContext } from '../../../flow/context.ts';
import type { createFlow } from '../../../flow/create-flow.ts';
import type { StepLane } from '../../../flow/ports.ts';
import type { Database } from '../../../store/database.ts';
import type { APPROVER_GROUP, decisionContext, EMERGENCY_GROUP } from '../decisions/decision-world.ts';
import { aPerson, aSyncedTargetUser, aTargetUser, NOW } from '../gallery/given.ts';

/** The modules of one version of Leaver, this one or the first: the trials are the same. */
export type Version = {
  readonly createFlow: typeof createFlow;
  readonly createAdvance: typeof createAdvance;
  readonly world: {
    readonly decisionContext: typeof decisionContext;
    readonly APPROVER_GROUP: typeof APPROVER_GROUP;
    readonly EMERGENCY_GROUP: typeof EMERGENCY_GROUP;
  };
};

const id = (digit: string) => `80000000-0000-4000-8000-0000000000${digit}`;
const named = (digit: string, displayName: string) => aPerson({ id: id(digit), displayName });

export const REQUESTER = named('01', 'Miriam Graham');
export const APPROVERS = [named('02', 'Helen Desk'), named('03', 'Dora Desk')] as const;
export const MEMBER = named('04', 'Pradeep Gupta');
export const STRANGER = named('05', 'Sam Stranger');
export const GUEST = aPerson({ id: id('06'), displayName: 'Gerd Guest', userType: 'Guest' });
export const BLOCKED = aPerson({ id: id('07'), displayName: 'Bob Blocked', accountEnabled: false });

export type Trial = ReturnType<typeof startTrial>;

/**
 * Everything that comes after the work that a clock, a tenant and people give it: a database of its own, a person of
 * its own.
 */
export function startTrial(database: Database, { createFlow, createAdvance, world }: Version) {
  const targetUserId = randomUUID();
  let minutes = 0;
  const clock = {
    pass(more: number) {
      minutes += more;
    },
  };
  const now = () => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
  const tenant = { isEnabled: true, isSynced: false, isProtected: false, isGated: false, others: 0, blocks: 0 };
  const target = aPerson({ id: targetUserId, displayName: 'Adele Vance' });
  const known = [REQUESTER, ...APPROVERS, MEMBER, STRANGER, GUEST, BLOCKED, target];
  const members = new Set([MEMBER, GUEST, BLOCKED].map((member) => member.id));
  const context = world.decisionContext(
    database,
    {
      people: new Map(known.map((person) => [person.id, person])),
      groups: new Map([
        [world.APPROVER_GROUP, new Set(APPROVERS.map((approver) => approver.id))],
        [world.EMERGENCY_GROUP, members],
      ]),
    },
    {
      now,
      replace: (ports) => ({
        ...ports,
        people: { ...ports.people, managementChain: async () => [REQUESTER.id] },
        directory: { ...ports.directory, readTargetUser: async () => factsOf() },
        lanes: { cloud: cloud(), 'on-premises': inAd() },
      }),
    },
  );
  const { settings } = context;
  const quick: FlowContext = {
    ...context,
    settings: { ...settings, policy: { ...settings.policy, settleSeconds: 0 } },
  };
  const flow = createFlow(quick);
  const advanceOne = createAdvance(quick, randomUUID());
  let asked: string | null = null;

  return {
    targetUserId,
    tenant,
    clock,
    flow,
    /** Then it is the rule about oneself that has to refuse them; and who decides here takes two. */
    targetIsMember() {
      members.add(targetUserId);
    },
    async ask(
      kind: RequestKind,
      more: { readonly inMinutes?: number; readonly isDeletion?: true } = {},
    ): Promise<void> {
      const choices = choicesOf(kind, more);
      const drafted = await flow.draft(REQUESTER.id, choices);
      if ('refused' in drafted) throw new TypeError(`not drafted: ${drafted.refused.key}`);
      const { planHash } = drafted.draft.report.request;
      const submitted = await flow.submit(REQUESTER.id, choices, planHash);
      if ('refused' in submitted) throw new TypeError(`not asked: ${submitted.refused.key}`);
      asked = submitted.request.id;
    },
    async approve(which: 0 | 1): Promise<void> {
      const version = (await this.other())?.version ?? null;
      await flow.decide(APPROVERS[which].id, asked ?? '', version, { verdict: 'approved' });
    },
    async advance(): Promise<void> {
      if (asked !== null) await advanceOne(asked);
    },
    advanceOne,
    async blockAtOnce(): Promise<void> {
      const answer = await flow.blockNow(MEMBER.id, targetUserId);
      if ('request' in answer) await advanceOne(answer.request.id);
    },
    async trip(kind: 'tenant' | 'everything' | 'emergency'): Promise<void> {
      const scope = { kind, key: kind === 'emergency' ? MEMBER.id : '', name: '' };
      const why = { key: 'brakes.why.tenant', values: { limit: 1 } } as const;
      await quick.ports.transactions.run((transaction) =>
        quick.ports.stops.add({ scope, why, since: now(), by: null, trippedBy: null, parties: [] }, transaction),
      );
    },
    /** What held it is lifted, its hour comes, whoever has to approves, and it goes as far as it can. */
    async goOn(): Promise<Request | null> {
      tenant.isGated = false;
      for (const stop of await quick.ports.stops.open())
        await quick.ports.transactions.run((transaction) =>
          quick.ports.stops.resume(stop, MEMBER.id, now(), transaction),
        );
      clock.pass(700);
      for (const which of [0, 1] as const) await this.approve(which);
      const request = await this.other();
      if (request?.lateSince) await flow.answerLate(REQUESTER.id, request.id, null, { mode: 'now' });
      for (let times = 0; times < 5; times += 1) {
        await this.advance();
        clock.pass(10);
      }
      return this.other();
    },
    async other(): Promise<Request | null> {
      return asked === null ? null : quick.ports.requests.read(asked);
    },
    requests: () => quick.ports.requests.list({ targetUserId, limit: 50 }),
    steps: (requestId: string) => quick.ports.ledger.read(requestId),
  };

  function factsOf(): TargetUser {
    const facts = tenant.isSynced ? aSyncedTargetUser() : aTargetUser();
    const protections = tenant.isProtected ? [{ kind: 'protected-group', name: 'any' } as const] : [];
    return {
      ...facts,
      id: targetUserId,
      readAt: now(),
      displayName: target.displayName,
      accountEnabled: tenant.isEnabled,
      managementChain: [REQUESTER.id],
      protections,
    };
  }

  function choicesOf(kind: RequestKind, more: { readonly inMinutes?: number; readonly isDeletion?: true }): Choices {
    const at = new Date(Date.parse(now()) + (more.inMinutes ?? 0) * 60_000).toISOString();
    const hour = { localDate: at.slice(0, 10), localTime: at.slice(11, 16), zone: 'UTC', instant: at };
    return {
      ...emptyChoices(kind, targetUserId),
      leaveGroups: kind === 'offboard',
      ...(more.isDeletion ? { account: 'delete', forwardingChecked: true } : {}),
      when: more.inMinutes === undefined ? { mode: 'now' } : { mode: 'at', ...hour },
    };
  }

  /** The tenant behind the cloud lane: one account that can sign in or cannot, and is read back. */
  function cloud(): StepLane {
    return {
      lane: 'cloud',
      idempotent: () => true,
      async look({ step, targetUserId: whom }) {
        if (whom !== targetUserId) tenant.others += 1;
        if (tenant.isGated && step.requestId === asked) return { status: 'later', seconds: 0 };
        const wanted = WANTED[step.kind];
        if (wanted !== undefined && wanted === tenant.isEnabled)
          return {
            status: 'already',
            note: { key: 'plan.skip.blocked' },
            snapshot: { accountEnabled: tenant.isEnabled },
          };
        return { status: 'needed', snapshot: { accountEnabled: tenant.isEnabled } };
      },
      async perform({ step }) {
        const wanted = WANTED[step.kind];
        if (wanted !== undefined) tenant.isEnabled = wanted;
        if (wanted === false) tenant.blocks += 1;
        return { status: 'accepted', evidence: {} };
      },
      async verify({ step }) {
        const wanted = WANTED[step.kind];
        return wanted === undefined || wanted === tenant.isEnabled
          ? { status: 'seen', evidence: {} }
          : { status: 'not-seen', evidence: {} };
      },
    };
  }
}

const WANTED: Readonly<Record<string, boolean>> = { 'block-sign-in': false, 'unblock-sign-in': true };

/** Only a person with rights there does it. */
function inAd(): StepLane {
  return {
    lane: 'on-premises',
    idempotent: () => true,
    look: async () => ({ status: 'needed', snapshot: {} }),
    perform: async () => ({ status: 'needs-person', note: { key: 'flow.no-lane' } }),
    verify: async () => ({ status: 'later', seconds: 60 }),
  };
}
