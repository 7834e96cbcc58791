import type { Answers } from '../domain/answers.ts';
import { asReadLast } from '../domain/as-read-last.ts';
import { buildReport } from '../domain/build-report.ts';
import { viewFor } from '../domain/build-view.ts';
import { mayBeAnswered } from '../domain/emergency.ts';
import { noticesOf } from '../domain/notices.ts';
import type { StepRecord } from '../domain/outcome.ts';
import type { Report, View } from '../domain/report.ts';
import type { Request } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { decidersOf } from './deciders.ts';
import { endedByStart } from './ended-by-start.ts';
import { isLeftToHelpdesk } from './left-to-helpdesk.ts';
import { nobodyLeft } from './nobody-left.ts';
import type { Delivery, RetiredCard, ShownCard } from './ports.ts';
import { presentParties } from './present-parties.ts';
import { type Reached, reachedBesides } from './reached-besides.ts';
import { openRunbookSteps, runbookView } from './runbook-view.ts';
import { sayOnce, type Told } from './say-once.ts';
import { membersInOffice } from './standing.ts';
import { takeAwayCards } from './take-away-cards.ts';
import { tellTasks } from './tell-tasks.ts';
import { type AnswersHere, whoAnswersHere } from './who-answers-here.ts';

/**
 * Brings every party's card in line with the request: posts what is missing, updates in place what changed, leaves what
 * is equal; then says the few things that have to be said. What each party must see follows from the rows alone, so it
 * can be called at any time, any number of times, and picks up where a dead process stopped.
 */
export async function tellParties(context: FlowContext, requestId: string): Promise<void> {
  const { requests, ledger, cards } = context.ports;
  const readAt = Date.now();
  const { current, told } = await cards.revision(requestId);
  const retired = await cards.retired(requestId);
  if (told >= current && retired.length === 0) return;
  const request = await requests.read(requestId);
  if (request === null) return;
  const steps = await ledger.read(requestId);
  const shown = await cards.list(requestId);
  const { sees, holderIds, lost, standing, isOpen } = await presentParties(context, request, shown);
  const deciders = new Set(await deciderIds(context, request, holderIds));
  const partyIds = [...new Set([...holderIds, ...deciders])];
  const isLeft = isLeftToHelpdesk(request, steps);
  const { answers, isKnown, ...here } = await whoAnswersHere(context, { request, partyIds, standing, isLeft });
  const now = tenantNow(context);
  const ends = await endedByStart(context, request, 'approver');
  const instead = [...here.instead, ...(await nobodyLeft(context, request, [...deciders]))];
  const report = buildReport({ request, steps, now, ends, instead });
  // The requester sees another report only where a restore ends what is not theirs to see.
  const forRequester = async () =>
    ends.length === 0
      ? report
      : buildReport({
          request,
          steps,
          now,
          ends: await endedByStart(context, request, 'requester'),
          instead,
        });
  const own = sees
    ? [
        await show(context, request.requesterId, viewFor(await forRequester(), { role: 'requester' }), {
          shown,
          readAt,
        }),
      ]
    : [];
  const given = await showApprovers(context, { request, steps, report, shown, answers, deciders, sees, readAt });
  const besides = await reachedBesides(context, request, deciders, given.reached);
  const deliveries = [
    ...own,
    ...given.told,
    ...(await sayNotices(context, { request, steps, answers, deciders, sees, besides })),
    ...(await takeAwayCards(context, request, lost)),
    ...(await tellTasks(context, { request, report, shown, answers, readAt })),
  ];
  // Only when the card that took over says how things stand.
  if (isOpen || !isKnown || deliveries.includes('later')) return;
  if (await retire(context, request, retired)) await cards.told(requestId, current);
}

/** False when one of them has to be tried again. */
async function retire(context: FlowContext, request: Request, retired: readonly RetiredCard[]): Promise<boolean> {
  const { cards, messenger } = context.ports;
  let isDone = true;
  for (const card of retired) {
    const status = await messenger.retire(card, request.reference, 'another-took-over');
    if (status === 'later') isDone = false;
    else await cards.retire(card);
  }
  return isDone;
}

/** Everybody who may decide while it is undecided; later those who hold a card, so that every card becomes final. */
async function deciderIds(
  context: FlowContext,
  request: Request,
  holderIds: readonly string[],
): Promise<readonly string[]> {
  const isAsked = request.state === 'pending' || mayBeAnswered(request);
  const asks = isAsked || (holderIds.length === 0 && request.endedAt === null);
  return asks ? (await decidersOf(context, request)).map(({ id }) => id) : [];
}

async function showApprovers(
  context: FlowContext,
  told: {
    readonly request: Request;
    readonly steps: readonly StepRecord[];
    readonly report: Report;
    readonly shown: readonly ShownCard[];
    readonly answers: AnswersHere['answers'];
    readonly deciders: ReadonlySet<string>;
    readonly sees: boolean;
    readonly readAt: number;
  },
): Promise<{ readonly told: readonly Told[]; readonly reached: Reached }> {
  const { request, report } = told;
  const deliveries: Told[] = [];
  const unreachable: string[] = [];
  const reached = new Map<string, Delivery['status']>();
  for (const [id, answers] of told.answers) {
    const delivery = await show(
      context,
      id,
      viewFor(report, { role: 'approver', id, decides: told.deciders.has(id), answers }),
      told,
    );
    reached.set(id, delivery);
    if (delivery === 'unreachable') unreachable.push(id);
    deliveries.push(delivery);
    const runbook = runbookFor(told, id, answers);
    if (runbook !== null) deliveries.push(await show(context, id, runbook, told));
  }
  if (request.state === 'pending' && unreachable.length > 0 && told.sees) {
    deliveries.push(await sayUnreachable(context, request, unreachable.length, told.answers.size));
  }
  return { told: deliveries, reached };
}

/** From the first step that waits for Active Directory on, to who may answer it; whoever holds one has it brought in line. */
function runbookFor(
  told: {
    readonly request: Request;
    readonly steps: readonly StepRecord[];
    readonly report: Report;
    readonly shown: readonly ShownCard[];
  },
  personId: string,
  answers: Answers,
): View | null {
  const held = told.shown.filter(({ kind }) => kind === 'runbook');
  const isOpen = held.length > 0 || openRunbookSteps(told.request, told.steps).length > 0;
  const isTheirs = answers !== null || held.some((card) => card.personId === personId);
  return isOpen && isTheirs ? runbookView({ ...told, answers }) : null;
}

async function show(
  context: FlowContext,
  personId: string,
  view: View,
  { shown, readAt }: { readonly shown: readonly ShownCard[]; readonly readAt: number },
): Promise<Delivery['status']> {
  const previous = shown.find((card) => card.personId === personId && card.kind === view.kind) ?? null;
  const delivery = await context.ports.messenger.show(personId, view, previous, readAt);
  if (delivery.status === 'shown') await context.ports.cards.put(delivery.card, previous);
  return delivery.status;
}

async function sayNotices(
  context: FlowContext,
  {
    request,
    steps,
    answers,
    deciders,
    sees,
    besides,
  }: {
    readonly request: Request;
    readonly steps: readonly StepRecord[];
    readonly answers: AnswersHere['answers'];
    readonly deciders: ReadonlySet<string>;
    /** Whether the requester may see anything of it at all. */
    readonly sees: boolean;
    readonly besides: 'reached' | 'unreachable' | null;
  },
): Promise<readonly Told[]> {
  const told: Told[] = [];
  const undecided = [...deciders].filter((id) => !request.approvals.some(({ by }) => by === id));
  const approvers = [...answers.keys()];
  const people = {
    requester: sees ? [request.requesterId] : [],
    approvers,
    deciders: undecided,
    helpdesk: approvers.filter((id) => answers.get(id) === 'by-word'),
    makers: approvers.filter((id) => answers.get(id) === 'by-proof'),
  };
  const isParty = (id: string) => approvers.includes(id) || people.requester.includes(id);
  const { policy } = context.settings;
  for (const notice of noticesOf(asReadLast(request), steps, { now: tenantNow(context), policy, besides })) {
    const to =
      notice.to === 'escalation'
        ? await escalationIds(context, request)
        : typeof notice.to === 'string'
          ? people[notice.to]
          : [notice.to.person].filter(isParty);
    for (const personId of to) {
      const under = { requestId: request.id, personId, key: notice.key };
      told.push(await sayOnce(context, under, notice.message));
    }
  }
  return told;
}

/** Whoever else is told of it as an approver hears it as that. */
async function escalationIds(context: FlowContext, request: Request): Promise<readonly string[]> {
  const { escalationGroupId } = context.settings;
  const members = escalationGroupId === null ? [] : await membersInOffice(context, [escalationGroupId]);
  return members.map(({ id }) => id).filter((id) => id !== request.targetUserId && id !== request.requesterId);
}

/** An approver who cannot be reached is skipped and the requester is told; when nobody can be, that is said. */
function sayUnreachable(context: FlowContext, request: Request, count: number, all: number): Promise<Told> {
  const key = count === all ? 'nobody-reachable' : 'approver-unreachable';
  const message = text(`notice.${key}`, { reference: request.reference, count });
  const under = { requestId: request.id, personId: request.requesterId, key: `${key}:${request.version}` };
  return sayOnce(context, under, message);
}
