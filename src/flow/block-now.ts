import { alwaysBlock } from '../domain/always-block.ts';
import { notByMakers } from '../domain/approval-needs.ts';
import { type Stop, startOf } from '../domain/brakes.ts';
import { byTwoDoes, CLICK_OTHERWISE, CLICK_TRIPS, saysSo } from '../domain/by-two-does.ts';
import { emergencyChoices } from '../domain/choices.ts';
import { confirmByOf, firstHour, mayBlockNow, NOT_IN_GROUP, withAnswer } from '../domain/emergency.ts';
import { makersBefore } from '../domain/makers-of.ts';
import type { Person } from '../domain/person.ts';
import { planHash } from '../domain/plan-hash.ts';
import type { View } from '../domain/report.ts';
import { BEGUN_STATES, type Decision, type EmergencyAnswer, REQUEST_STATES, type Request } from '../domain/request.ts';
import { stepRecordsOf } from '../domain/step-records.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import { askAdministrator, askedBefore } from './ask-administrator.ts';
import { beforeBlockNow } from './before-block-now.ts';
import { byTwoOnItsWay } from './by-two-on-its-way.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { isIn, isInUnsound } from './deciders.ts';
import { makeRequest, planFor } from './draft-request.ts';
import { clickFirst, firstClickOf } from './first-click.ts';
import type { BeforeBlock, Refused } from './flow.ts';
import { hurryBlock } from './hurry-block.ts';
import { heldAtOnce, lookAtPower } from './look-at-power.ts';
import type { FirstClick, Transaction } from './ports.ts';
import { powerNow } from './power-of.ts';
import { reasonOf } from './reason-of.ts';
import { viewOf } from './show-request.ts';
import { standingOf } from './standing.ts';
import { stopRestores } from './stop-restores.ts';
import { stoppedBy } from './stopped-by.ts';
import { takeStart } from './take-start.ts';
import { noticeOf, tellAudience } from './tell-stops.ts';
import { type Gone, whatIsGone } from './what-is-gone.ts';

/**
 * People whom this member of the emergency group can mean, and what is known about the only one; nobody else gets any.
 * `confirmBy`: until when approvers would have to confirm it, where an earlier block that stands says so.
 */
export async function findForEmergency(
  context: FlowContext,
  actorId: string,
  query: string,
): Promise<Refused | BeforeBlock> {
  const { people } = context.ports;
  const actor = await people.read(actorId);
  const inEmergencyGroup = await isInEmergencyGroup(context, actorId);
  const refused = mayBlockNow({ actor, inEmergencyGroup, targetUserId: '' });
  if (refused !== null) return { refused: await orUnsound(context, actorId, refused) };
  const found = query.trim() === '' ? [] : await people.find(query.trim(), 'active');
  const others = found.filter(({ id }) => id !== actorId);
  const [only] = others;
  // They named themselves, and nobody else.
  const ofOneself = only === undefined && found.length > 0;
  const whyNotOneself = ofOneself ? mayBlockNow({ actor, inEmergencyGroup, targetUserId: actorId }) : null;
  if (whyNotOneself !== null) return { refused: whyNotOneself };
  if (actor === null || only === undefined || others.length > 1) return { people: others, known: [], confirmBy: null };
  const { facts, ...before } = await beforeBlockNow(context, only.id);
  if (facts === null) return { people: others, ...before };
  const whyNot = await whyNeverAtOnce(context, actor, facts);
  const ofPower = await lookAtPower(context, actor, facts, whyNot);
  if (whyNot !== null && ofPower.instead === undefined) return { refused: whyNot };
  const { known, refused: held, ...rest } = ofPower;
  if (held !== undefined) return { refused: held };
  return { people: others, ...before, ...rest, known: [...known, ...before.known] };
}

/** What the click would be answered: whoever is protected, or not there, is offered no button. */
async function whyNeverAtOnce(context: FlowContext, requester: Person, facts: TargetUser): Promise<Text | null> {
  const { refusals } = await planFor(context, { choices: emergencyChoices(facts.id), facts, requester });
  return whyNotAtOnce(refusals, facts);
}

/**
 * Blocks at once: what happened is asked about afterwards. The right is read live, protection and plan come from facts read
 * now; then the request is stored as running, with its ledger and its job, before the first call leaves. It overtakes
 * whatever else is asked, planned, held or running about the person, through a pause as well; an earlier one that stands
 * gives it its time to be confirmed. Of somebody who decides in Leaver it takes a second member; where Leaver may not write them,
 * the two clicks ask for an administrator. Refused, and nothing stored, where anybody else is protected, the plan holds a
 * refusal, or the member made too many within the hour; nor where the click would do something else than the card `said`. `given`: why.
 */
export async function blockNow(
  context: FlowContext,
  actorId: string,
  targetUserId: string,
  { given = '', said = null }: { readonly given?: string; readonly said?: string | null } = {},
): Promise<Refused | { readonly request: Request; readonly view: View }> {
  const [actor, inEmergencyGroup] = await Promise.all([
    context.ports.people.read(actorId),
    isInEmergencyGroup(context, actorId),
  ]);
  const refused = mayBlockNow({ actor, inEmergencyGroup, targetUserId });
  if (refused !== null || actor === null)
    return { refused: await orUnsound(context, actorId, refused ?? text(NOT_IN_GROUP)) };
  const made = await makeRequest(context, actor, emergencyChoices(targetUserId), 'block');
  if ('refused' in made) return made;
  const { facts, plan } = made.request;
  const reason = reasonOf(given);
  const refusal = whyNotAtOnce(plan.refusals, facts);
  const isByTwo = facts.found === 'active' && (await powerNow(context, facts)) === 'control-plane';
  const first = isByTwo ? await firstClickOf(context, facts.id, actor.id) : null;
  const does = isByTwo ? byTwoDoes(first, refusal) : null;
  if (isByTwo && first === null) {
    const onItsWay = await byTwoOnItsWay(context, made.request);
    if (onItsWay !== null) return { refused: await hurryBlock(context, onItsWay.reference) };
  }
  const before = does === 'emergency.click-asks' ? await askedBefore(context, facts) : null;
  if (before !== null) return { refused: before };
  if (said !== null && (isByTwo || refusal === null) && !saysSo(said, does)) return { refused: text(CLICK_OTHERWISE) };
  if (isByTwo && first === null) {
    const answer = await clickFirst(context, actor, facts, reason);
    return answer === null ? blockNow(context, actorId, targetUserId, { given, said }) : { refused: answer };
  }
  if (first !== null && refusal !== null) {
    const answer = await askAdministrator(context, { actor, first, target: facts, why: refusal, reason });
    return { refused: answer ?? text('emergency.first-used') };
  }
  if (refusal !== null) return { refused: refusal };
  const done = await store(context, running(context, made.request, actor, reason), {
    first,
    isHeld: said === CLICK_TRIPS,
  });
  if ('refused' in done) {
    const { refused: why, stop } = done;
    if (stop?.trippedBy === made.request.id) await tellAudience(context, noticeOf(stop), null);
    return { refused: why };
  }
  const { stored, touched } = done;
  for (const id of touched) {
    context.wake(id);
    context.nudge(id);
  }
  context.log({ kind: 'emergency-block', requestId: stored.id, personId: actorId });
  context.wake(stored.id);
  context.nudge(stored.id);
  return { request: stored, view: await viewOf(context, stored, { role: 'requester' }) };
}

/** Whether somebody stands in the emergency group at this moment: what they are offered. */
export async function isEmergency(context: FlowContext, personId: string): Promise<boolean> {
  return (await standingOf(context, personId)).isEmergency;
}

/** Whether they are in office is for the rules to say, with the reason (`mayBlockNow`). */
async function isInEmergencyGroup(context: FlowContext, personId: string): Promise<boolean> {
  const { emergencyGroupId } = context.settings;
  return emergencyGroupId !== null && (await isIn(context, personId, emergencyGroupId));
}

/** Who is in the group, by which nobody acts any more, hears that instead. */
async function orUnsound(context: FlowContext, personId: string, refused: Text): Promise<Text> {
  const { emergencyGroupId } = context.settings;
  if (refused.key !== NOT_IN_GROUP || emergencyGroupId === null) return refused;
  return (await isInUnsound(context, personId, [emergencyGroupId])) ? text('approval.group-unsound') : refused;
}

function whyNotAtOnce([refusal]: readonly Text[], { found, displayName: name }: TargetUser): Text | null {
  if (refusal !== undefined) return refusal;
  return found === 'active' ? null : text('emergency.not-active', { name });
}

type Unstored = Omit<Request, 'reference'>;

function running(context: FlowContext, request: Unstored, actor: Person, reason: string): Unstored {
  const now = tenantNow(context);
  const confirmBy = confirmByOf(now, context.settings.policy.emergency.confirmWithin, null);
  const by = { by: actor.id, byName: actor.displayName };
  const decision: Decision = { verdict: 'approved', ...by, reason: reason === '' ? null : reason, at: now };
  const plan = alwaysBlock(request.plan);
  return {
    ...request,
    plan,
    planHash: planHash(plan),
    state: 'running',
    needs: { count: 1, by: 'approver', reasons: [] },
    emergency: { confirmBy, answer: null, proposal: null },
    expiresAt: confirmBy,
    decision,
    startedAt: now,
    wakeAt: now,
  };
}

/**
 * False when somebody answered it meanwhile. In whatever state it is by now: its watch may have found the same at this moment.
 */
async function renew(context: FlowContext, gone: Gone, answer: EmergencyAnswer, transaction: Transaction) {
  const { request, wasIn } = gone;
  const { emergency } = request;
  if (emergency === null) return false;
  const { expected, ...change } = withAnswer({ ...request, emergency }, { ...answer, wasIn });
  const from = REQUEST_STATES;
  return (await context.ports.requests.change(request.id, { from, ...expected }, change, transaction)) !== null;
}

/** Its number is given out only when it is stored, which is after the earlier one was answered about. */
async function nameLater(context: FlowContext, gone: Gone, answer: EmergencyAnswer, transaction: Transaction) {
  const { request, wasIn } = gone;
  const { emergency } = request;
  if (emergency === null) return;
  const { expected: _, ...change } = withAnswer({ ...request, emergency }, { ...answer, wasIn });
  await context.ports.requests.change(request.id, { from: REQUEST_STATES }, change, transaction);
}

/** What the earlier one had not done is the later one's: one request alone asks for the work in AD DS, and watches. */
async function handOver(
  { ports }: FlowContext,
  { id }: Request,
  { reference, requesterId, requesterName, startedAt }: Request,
  transaction: Transaction,
): Promise<void> {
  const stopped = stoppedBy({ id: requesterId, name: requesterName }, reference, startedAt ?? '');
  const { change } = ports.requests;
  const running = await change(id, { from: BEGUN_STATES }, stopped, transaction);
  if (running === null) await change(id, { from: ['done', 'done-with-gaps'] }, { wakeAt: null }, transaction);
}

/** `turn`: of the store. It has the first one's hour, and goes on with what that one had not done. */
function following(context: FlowContext, request: Unstored, turn: number, standing: readonly Gone[]): Unstored {
  const { emergency, startedAt } = request;
  if (emergency === null || startedAt === null) return request;
  const first = standing.map((each) => each.request);
  const firstBy = firstHour(first, startedAt);
  const confirmBy = confirmByOf(startedAt, context.settings.policy.emergency.confirmWithin, firstBy);
  const tookOver = standing.find(({ isMade }) => isMade)?.request.reference ?? null;
  return { ...request, emergency: { ...emergency, turn, confirmBy, firstBy, tookOver }, expiresAt: confirmBy };
}

/**
 * Its own limit holds it: then a stop is there, and nothing of the request. An open request holds it: then nothing is there
 * at all, also not that an earlier block was made anew, which must be written before this one can stand beside it. What
 * would let the person in goes no further from the same moment on.
 */
function store(
  context: FlowContext,
  asked: Unstored,
  { first, isHeld }: { readonly first: FirstClick | null; readonly isHeld: boolean },
): Promise<(Refused & { readonly stop?: Stop }) | Done> {
  const { transactions, requests, queue, starts, firstClicks } = context.ports;
  const made = first === null ? asked : afterFirst(asked, first);
  const { requesterId: by, requesterName: byName } = asked;
  const done = transactions.run(async (transaction) => {
    const stop = await takeStart(context, startOf(made), null, transaction);
    // The first click goes only with a second that counts: what is held waits for another.
    if (stop !== null) return { refused: heldAtOnce(stop), stop };
    if (isHeld) throw new NotStored(text(CLICK_OTHERWISE));
    if (first !== null && !(await firstClicks.use(first.targetUserId, first.by, transaction)))
      throw new NotStored(text('emergency.first-used'));
    const request = first === null ? made : notByEarlier(made, await aboutNow(context, made, transaction));
    // Of its turn, not of the click: a restore that was decided while this waited did not know of it.
    const startedAt = tenantNow(context);
    const answer = { verdict: 'renewed', by, byName, at: startedAt } as const;
    const gone = await whatIsGone(context, request, transaction);
    const renewed: Gone[] = [];
    for (const each of gone) if (await renew(context, each, answer, transaction)) renewed.push(each);
    const standing = renewed.filter(({ wasIn }) => !wasIn);
    const turn = await starts.nextNumber(transaction);
    const started = following(context, { ...request, startedAt }, turn, standing);
    const stored = await requests.insert(transaction, started, stepRecordsOf(request.plan, request.id, context.newId));
    if ('openRequest' in stored) throw new InTheWay(stored.openRequest);
    await queue.send('advance-request', stored.id, transaction);
    for (const each of renewed) await nameLater(context, each, { ...answer, next: stored.reference }, transaction);
    for (const { request: earlier } of gone) await handOver(context, earlier, stored, transaction);
    const stopped = await stopRestores(context, stored, transaction);
    return { stored, touched: [...gone.map(({ request: { id } }) => id), ...stopped] };
  });
  return done.catch(async (error: unknown) => {
    if (error instanceof NotStored) return { refused: error.why };
    if (error instanceof InTheWay) return { refused: await hurryBlock(context, error.reference) };
    throw error;
  });
}

function aboutNow({ ports }: FlowContext, { targetUserId }: Unstored, transaction: Transaction) {
  return ports.requests.list({ targetUserId, limit: 200 }, transaction);
}

/** Who asked for it first stands beside who made it, and does not confirm it. */
function afterFirst(request: Unstored, { by, byName, at, reason }: FirstClick): Unstored {
  const { emergency, needs } = request;
  if (emergency === null) return request;
  return {
    ...request,
    needs: notByMakers(needs, [by]),
    emergency: { ...emergency, first: { by, byName, at, reason } },
  };
}

/** Nor does whoever made what it renews. */
function notByEarlier(request: Unstored, about: readonly Request[]): Unstored {
  const makers = makersBefore(about).filter((id) => id !== request.requesterId);
  return { ...request, needs: notByMakers(request.needs, makers) };
}

/** `touched`: other requests about the person, whose parties are to be told. */
type Done = { readonly stored: Request; readonly touched: readonly string[] };

/** Rolls back the start that was counted: the card said that a limit holds it, or the other click is gone. */
class NotStored extends Error {
  readonly why: Text;

  constructor(why: Text) {
    super(why.key);
    this.why = why;
  }
}

/** Rolls back what was written before it was known. */
class InTheWay extends Error {
  readonly reference: string;

  constructor(reference: string) {
    super('an open request is in the way');
    this.reference = reference;
  }
}
