import { randomUUID } from 'node:crypto';
import type { cardForView } from '../../../cards/card-for-view.ts';
import type { reviewCard } from '../../../cards/review-card.ts';
import { type Choices, emptyChoices } from '../../../domain/choices.ts';
import type { View } from '../../../domain/report.ts';
import type { StepKind } from '../../../domain/step.ts';
import type { TargetUser } from '../../../domain/target-user.ts';
import type { createAdvance } from '../../../flow/advance-request.ts';
import type { FlowContext } from '../../../flow/context.ts';
import type { createFlow } from '../../../flow/create-flow.ts';
import type { StepLane } from '../../../flow/ports.ts';
import type { Database } from '../../../store/database.ts';
import type { APPROVER_GROUP, decisionContext } from '../decisions/decision-world.ts';
import {
  AD_DOMAIN,
  aMembership,
  aPerson,
  aSyncedTargetUser,
  minutesAfter,
  NOW,
  ON_PREMISES,
} from '../gallery/given.ts';
import { cardLines } from './card-lines.ts';
import type { Forest } from './forest.ts';
import { byConnector, FINANCE, type ForgedState } from './forged-states.ts';
import type { WorkCard } from './judge.ts';
import { type AdVersion, onPremisesOf } from './on-premises.ts';
import { orderIn, runScript } from './run-script.ts';

/** The modules of one version of Leaver, this one or the first: the trials are the same. */
export type ForgedVersion = AdVersion & {
  readonly createFlow: typeof createFlow;
  readonly createAdvance: typeof createAdvance;
  readonly cardForView: typeof cardForView;
  readonly reviewCard: typeof reviewCard;
  readonly world: { readonly decisionContext: typeof decisionContext; readonly APPROVER_GROUP: typeof APPROVER_GROUP };
};

const named = (digits: string, displayName: string) =>
  aPerson({ id: `90000000-0000-4000-8000-0000000000${digits}`, displayName });
const REQUESTER = named('01', 'Miriam Graham');
const APPROVERS = [named('02', 'Helen Desk'), named('03', 'Dora Desk')] as const;

/** Kinds of step of which a restore is told what to give back. */
const GIVES: readonly string[] = ['rejoin-ad-groups', 'return-to-ou', 'show-in-address-lists', 'restore-account'];

export type ForgedTrial = ReturnType<typeof startForgedTrial>;

/** One person in a forest of their own; the state reaches Leaver on its road, all else is as it is. */
export function startForgedTrial(database: Database, version: ForgedVersion, state: ForgedState, forest: Forest) {
  const { world } = version;
  const targetUserId = randomUUID();
  const target = aPerson({ id: targetUserId, displayName: 'Adele Vance', userPrincipalName: 'adele@contoso.example' });
  const reader = { locale: state.locale, timeZone: 'UTC' } as const;
  const domain = {
    ...AD_DOMAIN,
    way: state.road === 'ldaps' ? state.road : byConnector(state) ? 'connector' : 'runbook',
    inScopeOus: state.isScoped ? AD_DOMAIN.inScopeOus : [],
  } as const;
  let minutes = 0;
  let isEnabled = true;
  const now = () => minutesAfter(NOW, minutes);
  const orders: string[] = [];
  const work: WorkCard[] = [];
  const people = new Map([REQUESTER, ...APPROVERS, target].map((person) => [person.id, person]));

  const inAd = onPremisesOf(
    version,
    { state, domain, forest },
    {
      now,
      isEnabled: () => isEnabled,
      // What gives back, and what it is told.
      asks: ({ kind, parameters }) => {
        if (GIVES.includes(kind)) orders.push(JSON.stringify(parameters));
      },
    },
  );

  const made = world.decisionContext(
    database,
    { people, groups: new Map([[world.APPROVER_GROUP, new Set(APPROVERS.map(({ id }) => id))]]) },
    {
      now,
      replace: (ports) => ({
        ...ports,
        people: { ...ports.people, managementChain: async () => [REQUESTER.id] },
        directory: { ...ports.directory, readTargetUser: async () => factsOf() },
        lanes: { cloud: cloud(), 'on-premises': inAd.lane },
      }),
    },
  );
  const policy = { ...made.settings.policy, settleSeconds: 0 };
  const context: FlowContext = { ...made, settings: { ...made.settings, policy } };
  const flow = version.createFlow(context);
  const advanceOne = version.createAdvance(context, randomUUID());

  return {
    orders,
    work,
    forest,
    /** The connector answers nobody any more: what it reported is given back by people. */
    loseConnector: inAd.loseConnector,
    pass(more: number) {
      minutes += more;
    },
    /** Asked for; gives its id and the card that the requester decided by. */
    async ask(kind: 'offboard' | 'restore-user'): Promise<{ readonly id: string; readonly review: readonly string[] }> {
      const taken = { ...TAKES, account: state.isDeleted ? 'delete' : 'keep' } as const;
      const choices: Choices = { ...emptyChoices(kind, targetUserId), ...(kind === 'offboard' ? taken : {}) };
      const drafted = await flow.draft(REQUESTER.id, choices);
      if ('refused' in drafted) throw new TypeError(`not drafted: ${drafted.refused.key}`);
      const { report, approversReachable } = drafted.draft;
      const review = version.reviewCard({ report, approversReachable, error: null, nonce: 'n' }, reader);
      const submitted = await flow.submit(REQUESTER.id, choices, report.request.planHash);
      if ('refused' in submitted) throw new TypeError(`not asked: ${submitted.refused.key}`);
      return { id: submitted.request.id, review: cardLines(review) };
    },
    /** By as many as it takes; gives the card that they decided by. */
    async approve(id: string): Promise<readonly string[]> {
      const card = linesOf(await flow.view(APPROVERS[0].id, id));
      for (const approver of APPROVERS) {
        const request = await context.ports.requests.read(id);
        if (request?.state === 'pending') await flow.decide(approver.id, id, request.version, { verdict: 'approved' });
      }
      return card;
    },
    /** As far as it goes; what is looked at again comes in its time. */
    async advance(id: string): Promise<void> {
      for (let times = 0; times < 3; times += 1) {
        await advanceOne(id);
        minutes += 1;
      }
    },
    /** What people do there, if anything is open: by its card, with the script; `paste` may change the line. */
    async workByHand(id: string, beside: string | null, paste: (line: string) => readonly string[]): Promise<boolean> {
      const { view } = await flow.answerRunbook(APPROVERS[0].id, id, { answer: 'cannot', reason: '' });
      if (view?.kind !== 'runbook' || !view.open || view.runbook === null) return false;
      const { script } = view.runbook;
      // Only what it gives back: where the account may be found is said for checking.
      const { groups, formerPlace, hidden, attributes } = orderIn(script);
      const order = JSON.stringify({ groups, formerPlace, hidden, attributes });
      orders.push(order);
      work.push({ order, lines: linesOf(view) });
      const line = runScript(script, forest, { at: now().replace('.000Z', 'Z'), file: beside });
      minutes += 1;
      for (const pasted of paste(line)) {
        const { refused } = await flow.answerRunbook(APPROVERS[0].id, id, { answer: 'done', result: pasted });
        if (refused === null) return true;
      }
      return false;
    },
    /** What the work went by where nobody did it by hand. */
    async lookAt(id: string): Promise<readonly string[]> {
      return linesOf(await flow.view(APPROVERS[0].id, id));
    },
    /** Over, whatever waited: a restore begins beside nothing that runs. */
    async end(id: string): Promise<void> {
      const change = { state: 'done-with-gaps', endedAt: now(), wakeAt: null } as const;
      await context.ports.requests.change(id, { from: ['running', 'watching', 'done'] }, change);
    },
    async ledger(id: string) {
      return context.ports.ledger.read(id);
    },
    async stateOf(id: string): Promise<string> {
      return (await context.ports.requests.read(id))?.state ?? 'gone';
    },
  };

  function linesOf(view: View | null): readonly string[] {
    return view === null ? [] : cardLines(version.cardForView(view, reader));
  }

  /** As Graph shows it after each sync: nothing of the forgery. */
  function factsOf(): TargetUser {
    const isIn = forest.account.memberOf.includes(FINANCE.dn);
    const finance = aMembership({ class: 'synced', name: 'GG-Finance', securityIdentifier: FINANCE.sid });
    return aSyncedTargetUser({
      ...target,
      ...(forest.account.isDeleted ? { found: 'soft-deleted' as const, deletedAt: minutesAfter(now(), -30) } : {}),
      accountEnabled: isEnabled,
      managementChain: [REQUESTER.id],
      memberships: isIn ? [finance] : [],
      licences: [],
      drive: null,
      devices: { already: 0, 'hybrid-joined': 0, shared: 0, 'not-windows': 0, disabled: 0 },
      deviceStates: {},
      onPremises: { ...ON_PREMISES, distinguishedName: forest.account.dn, lastSync: now() },
      adDomain: domain,
      tenantLastSync: now(),
      readAt: now(),
    });
  }

  /** Takes everything that it is sent. */
  function cloud(): StepLane {
    return {
      lane: 'cloud',
      idempotent: () => true,
      look: async () => ({ status: 'needed', snapshot: {} }),
      async perform({ step }) {
        isEnabled = ENABLED_AFTER[step.kind] ?? isEnabled;
        return { status: 'accepted', evidence: {} };
      },
      verify: async () => ({ status: 'seen', evidence: {} }),
    };
  }
}

const TAKES = {
  reason: 'resigned',
  leaveGroups: true,
  hideFromAddressLists: true,
  moveToOu: true,
  forwardingChecked: true,
} as const;

const ENABLED_AFTER: Readonly<Partial<Record<StepKind, boolean>>> = {
  'block-sign-in': false,
  'unblock-sign-in': true,
};
