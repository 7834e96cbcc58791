import { randomUUID } from 'node:crypto';
import { emptyChoices } from '../../../domain/choices.ts';
import type { Person } from '../../../domain/person.ts';
import type { TargetUser } from '../../../domain/target-user.ts';
import type { createAdvance } from '../../../flow/advance-request.ts';
import type { FlowContext } from '../../../flow/context.ts';
import type { createFlow } from '../../../flow/create-flow.ts';
import type { StepLane } from '../../../flow/ports.ts';
import type { Database } from '../../../store/database.ts';
import type {
  APPROVER_GROUP,
  decisionContext,
  EMERGENCY_GROUP,
  ESCALATION_GROUP,
} from '../decisions/decision-world.ts';
import { aPerson, aTargetUser, NOW } from '../gallery/given.ts';

/** The modules of one version of Leaver, this one or the first: the trials are the same. */
export type HostageVersion = {
  readonly createFlow: typeof createFlow;
  readonly createAdvance: typeof createAdvance;
  readonly world: {
    readonly decisionContext: typeof decisionContext;
    readonly APPROVER_GROUP: typeof APPROVER_GROUP;
    readonly ESCALATION_GROUP: typeof ESCALATION_GROUP;
    readonly EMERGENCY_GROUP: typeof EMERGENCY_GROUP;
  };
};

const named = (digits: string, displayName: string): Person =>
  aPerson({ id: `90000000-0000-4000-8000-0000000000${digits}`, displayName });

export const APPROVERS = [named('01', 'Helen Desk'), named('02', 'Dora Desk'), named('03', 'Daan Desk')] as const;
export const ESCALATION = [named('11', 'Sven Lead'), named('12', 'Sara Lead')] as const;
export const MEMBERS = [named('21', 'Pradeep Gupta'), named('22', 'Ebba Alarm'), named('23', 'Eli Alarm')] as const;
/** Runs the connector and the database, and is in no group. */
export const OPERATOR = named('31', 'Otto Operator');
/** Who manage others, and decide nothing here. */
export const MANAGERS = [
  named('41', 'Manager 41'),
  named('42', 'Manager 42'),
  named('43', 'Manager 43'),
  named('44', 'Manager 44'),
] as const;
export const NOBODY = named('51', 'Nora Nobody');

/** Whoever decides here, and whoever runs what Leaver runs on. */
export const CONTROL_PLANE: readonly Person[] = [...APPROVERS, ...ESCALATION, ...MEMBERS, OPERATOR];

/** Leaver may not write them: they hold a role in the directory. */
export const ADMINISTRATORS: readonly string[] = [APPROVERS[2].id, MEMBERS[2].id];

export type HostageTrial = ReturnType<typeof startHostageTrial>;

/** An organisation of its own: everybody can sign in, and a tenant that does what it is told, to whomever. */
export function startHostageTrial(database: Database, { createFlow, createAdvance, world }: HostageVersion) {
  let minutes = 0;
  const blocked = new Set<string>();
  const told: { readonly personId: string; readonly key: string }[] = [];
  const members = new Set(MEMBERS.map(({ id }) => id));
  const known = [...CONTROL_PLANE, ...MANAGERS, NOBODY];
  const ids = (people: readonly Person[]) => new Set(people.map(({ id }) => id));
  const now = () => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
  const people = {
    get: (id: string) => {
      const found = known.find((person) => person.id === id);
      return found === undefined ? undefined : { ...found, accountEnabled: !blocked.has(id) };
    },
  } as ReadonlyMap<string, Person>;
  const context = world.decisionContext(
    database,
    {
      people,
      groups: new Map([
        [world.APPROVER_GROUP, ids(APPROVERS)],
        [world.ESCALATION_GROUP, ids(ESCALATION)],
        [world.EMERGENCY_GROUP, members],
      ]),
    },
    {
      now,
      replace: (ports) => ({
        ...ports,
        people: { ...ports.people, managementChain: async () => [MANAGERS[0].id] },
        directory: { ...ports.directory, readTargetUser: async (id) => factsOf(id) },
        messenger: {
          ...ports.messenger,
          notify: async (personId, { key }) => {
            told.push({ personId, key });
            return 'sent';
          },
        },
        lanes: { cloud: cloud(), 'on-premises': cloud() },
      }),
    },
  );
  const { settings } = context;
  const emergency = { ...settings.policy.emergency, operators: [OPERATOR.id] };
  const quick: FlowContext = {
    ...context,
    settings: { ...settings, policy: { ...settings.policy, settleSeconds: 0, emergency } },
  };
  const flow = createFlow(quick);
  const advance = createAdvance(quick, randomUUID());
  return {
    flow,
    context: quick,
    told,
    pass(more: number) {
      minutes += more;
    },
    /** Nobody is left in the emergency group. */
    emptyEmergencyGroup: () => members.clear(),
    /** By administrators, in Entra. */
    blockElsewhere: (id: string) => blocked.add(id),
    isBlocked: (id: string) => blocked.has(id),
    /** Clicks, and lets whatever came of it go as far as it goes. */
    async blockNow(by: string, whom: string): Promise<string> {
      const answer = await flow.blockNow(by, whom, { given: 'They stole our keys' });
      if ('refused' in answer) return answer.refused.key;
      await advance(answer.request.id);
      return 'blocked';
    },
    /** Their manager asks for it, in the ordinary way; gives its id. */
    async askToBlock(whom: string): Promise<string> {
      const choices = emptyChoices('block-sign-in', whom);
      const drafted = await flow.draft(MANAGERS[0].id, choices);
      if ('refused' in drafted) throw new TypeError(`not drafted: ${drafted.refused.key}`);
      const submitted = await flow.submit(MANAGERS[0].id, choices, drafted.draft.report.request.planHash);
      if ('refused' in submitted) throw new TypeError(`not asked: ${submitted.refused.key}`);
      return submitted.request.id;
    },
    /** By as many as it takes, and then it goes as far as it goes. */
    async approve(requestId: string): Promise<void> {
      for (const { id } of APPROVERS) {
        const request = await quick.ports.requests.read(requestId);
        if (request?.state === 'pending') await flow.decide(id, requestId, request.version, { verdict: 'approved' });
      }
    },
    advance,
    isPaused: async () => (await quick.ports.stops.open()).some(({ scope }) => scope.kind === 'everything'),
  };

  function factsOf(id: string): TargetUser {
    const person = people.get(id) ?? NOBODY;
    const isManager = MANAGERS.some((manager) => manager.id === id);
    const protections = ADMINISTRATORS.includes(id) ? [{ kind: 'directory-role', name: 'any' } as const] : [];
    return { ...aTargetUser(), ...person, id, directReports: isManager ? 3 : 0, managementChain: [], protections };
  }

  function cloud(): StepLane {
    return {
      lane: 'cloud',
      idempotent: () => true,
      look: async () => ({ status: 'needed', snapshot: {} }),
      async perform({ step, targetUserId }) {
        if (step.kind === 'block-sign-in') blocked.add(targetUserId);
        if (step.kind === 'unblock-sign-in') blocked.delete(targetUserId);
        return { status: 'accepted', evidence: {} };
      },
      verify: async () => ({ status: 'seen', evidence: {} }),
    };
  }
}
