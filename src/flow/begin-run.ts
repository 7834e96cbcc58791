import { isEnabledBySync } from '../domain/ad-block.ts';
import {
  type ApprovalNeeds,
  approvalNeeds,
  isEnough,
  stillWithout,
  tookTwoToDelete,
  toTakeOver,
} from '../domain/approval-needs.ts';
import { CHANGED_SINCE_APPROVAL, noteOnceBegun } from '../domain/asks-again.ts';
import type { Choices } from '../domain/choices.ts';
import { comparePlans } from '../domain/compare-plans.ts';
import { type LostAuthority, movedSince } from '../domain/lasting-authority.ts';
import { leavesTheSame, leftSince } from '../domain/left-since.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import type { StepRecord } from '../domain/outcome.ts';
import type { Plan } from '../domain/plan.ts';
import { canonicalJson, planHash } from '../domain/plan-hash.ts';
import type { Request } from '../domain/request.ts';
import { gapsOfSkip, isLookedAtTwice } from '../domain/skip.ts';
import type { StepKind } from '../domain/step.ts';
import { stepRecordsOf } from '../domain/step-records.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import { UNDOES } from '../domain/undoes.ts';
import { askedAnew } from './asked-anew.ts';
import { unlessAnotherIsOpen } from './change-with-job.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { planFor, readFacts } from './draft-request.ts';
import { endEarlierWatches } from './end-earlier-watches.ts';
import { isJustApproved, lookAtAuthority, lostInWords, NOTHING_LOST } from './lasting-authority.ts';
import { isHeldBack, mayStart } from './may-start.ts';
import { withHolder } from './newest-names.ts';
import { overtakenBy } from './overtaken-by.ts';
import type { Transaction } from './ports.ts';
import { reachOf } from './reach-of.ts';
import { nowBehind } from './rest-behind.ts';
import { restoreBeside } from './restore-beside.ts';
import { stopBegunRestores } from './stop-begun-restores.ts';
import { withoutLostSuccessor } from './successors.ts';
import { holdWhatRuns, NotAtRest, runsBeside, stopHeld, takeBack } from './take-back.ts';
import { waitBehind } from './wait-behind.ts';
import { withUnshared } from './with-unshared.ts';

/**
 * The hour has come. Facts, and whether who asked and approved still counts, are read again and the plan is rebuilt,
 * before the first write: what became unnecessary is skipped, what became needed is made; a new kind, lane, destructive
 * effect or protection goes back to the people who decided (design, section 10). Throws `DirectoryUnavailable`; then
 * nothing was changed.
 */
export async function beginRun(context: FlowContext, request: Request): Promise<Request | null> {
  if (await isHeldBack(context, request)) return null;
  const isRestore = request.choices.kind === 'restore-user';
  const read = await withHolder(context, request, await readFacts(context, request.targetUserId));
  const facts = await withUnshared(context, request.choices.kind, read);
  const unsure = await authorityOf(context, request, facts);
  const requester = { id: request.requesterId, displayName: request.requesterName };
  const { choices, lost } = await withoutLostSuccessor(context, request, facts);
  const plan = await planFor(context, { choices, facts, requester, roles: 'active' });
  const [refusal] = plan.refusals;
  if (refusal !== undefined) return stop(context, request, refusal);
  const comparison = comparePlans(request.plan, plan);
  const wanted = approvalNeeds(plan, await reachOf(context, facts), context.settings.policy);
  const needs = neededOf(isWhole(request, unsure) ? wanted : toTakeOver(wanted, plan), request, unsure);
  const more = isEnough(request.needs, needs) ? [] : [text('flow.needs-more', { count: needs.count })];
  const overtaken = isRestore ? await overtakenBy(context, request) : [];
  const differences = [
    ...lostInWords(unsure),
    ...lost,
    ...(comparison.status === 'matters' ? comparison.differences : []),
    ...more,
    ...overtaken,
  ];
  if (differences.length > 0) {
    const asked = { choices, facts, plan, needs, differences };
    const back = await unlessAnotherIsOpen(backToPeople(context, request, asked));
    return back ?? rest(context, request);
  }
  // Counted first: what is held takes nothing back.
  if (!(await mayStart(context, request, facts))) return null;
  if (isRestore && !(await holdWhatRuns(context, request))) return null;
  await bringUpToDate(context, request, plan, facts);
  context.log({ kind: 'request-started', requestId: request.id });
  const steps = await context.ports.ledger.read(request.id);
  const begin = isRestore ? startRestore : startOther;
  const start = await begin(context, request, { facts, plan }, steps);
  // Blocked at once, or something began, while this was looked at: looked at again, it goes back to people, or waits.
  if (start === 'overtaken') return beginRun(context, request);
  for (const id of start.touched) {
    context.wake(id);
    context.nudge(id);
  }
  return start.started;
}

/** Who counts no more of those on whose word it starts; what was read with the last approval is good for a moment. */
function authorityOf(context: FlowContext, request: Request, facts: TargetUser): Promise<LostAuthority> {
  if (isJustApproved(request, tenantNow(context))) return Promise.resolve(NOTHING_LOST);
  return lookAtAuthority(context, request, facts.managementChain);
}

/** Nobody took it over, nor a word of it, and nobody has to: it rests on who asked and who approved. */
function isWhole({ needs }: Request, lost: LostAuthority): boolean {
  return needs.withoutRequester !== true && !tookTwoToDelete(needs) && lostInWords(lost).length === 0;
}

/** Once an approver took it over, or is to, nobody waits any more for who asked. */
function neededOf(wanted: ApprovalNeeds, request: Request, { requester }: LostAuthority): ApprovalNeeds {
  const needs = stillWithout(wanted, request.needs);
  return requester === null && request.needs.withoutRequester !== true ? needs : { ...needs, withoutRequester: true };
}

/** What was read and planned right before the start. */
type Found = { readonly facts: TargetUser; readonly plan: Plan };

/** `touched`: other requests about the person, which are to be looked at and told about. */
type Start = { readonly started: Request | null; readonly touched: readonly string[] };

/**
 * In the turn that every start takes, that of a block made at once too: what was stored or begun by then is seen, and
 * whatever comes later finds this running. What is planned beside the restore is withdrawn in the same transaction, and
 * what it held is stopped.
 */
function startRestore(
  context: FlowContext,
  restore: Request,
  found: Found,
  steps: readonly StepRecord[],
): Promise<Start | 'overtaken'> {
  const { transactions, starts } = context.ports;
  const start = transactions.run(async (transaction) => {
    await starts.takeTurn(transaction);
    if ((await overtakenBy(context, restore, transaction)).length > 0) return 'overtaken' as const;
    if (await runsBeside(context, restore, transaction)) return 'overtaken' as const;
    const started = await run(context, restore, found, transaction);
    if (started === null) return { started, touched: [] };
    const gone = [
      ...(await stopHeld(context, restore, transaction)),
      ...(await takeBack(context, { ...restore, facts: found.facts }, transaction)),
    ];
    // Here only of one that finds the account as it wants it; any other ends them with the step that changes it.
    const ended = await endEarlierWatches(context, started, steps, transaction);
    return { started, touched: [...gone, ...ended, ...(await nowBehind(context, started, transaction))] };
  });
  return start.catch((error: unknown) => {
    if (error instanceof NotAtRest) return 'overtaken' as const;
    throw error;
  });
}

function startOther(
  context: FlowContext,
  request: Request,
  found: Found,
  steps: readonly StepRecord[],
): Promise<Start> {
  const { transactions, starts } = context.ports;
  return transactions.run(async (transaction) => {
    await starts.takeTurn(transaction);
    const started = await run(context, request, found, transaction);
    if (started === null) return { started, touched: [] };
    // Before it is known whether any of it can be done: what was decided last goes on, or nothing does.
    const stopped = await stopBegunRestores(context, started, transaction);
    const ended = await endEarlierWatches(context, started, steps, transaction);
    return { started, touched: [...stopped, ...ended, ...(await nowBehind(context, started, transaction))] };
  });
}

function run(context: FlowContext, request: Request, { facts, plan: rebuilt }: Found, transaction: Transaction) {
  const now = tenantNow(context);
  const plan = request.choices.kind === 'restore-user' ? { plan: leftSince(request.plan, rebuilt) } : {};
  return context.ports.requests.change(
    request.id,
    { from: ['approved', 'scheduled'], version: request.version },
    { state: 'running', facts, ...plan, startedAt: now, wakeAt: now, ...noteOf(request, facts), newVersion: true },
    transaction,
  );
}

/** What moved since it was asked is said while it runs. */
function noteOf(request: Request, facts: TargetUser): { readonly note?: Text | null } {
  const moved = movedSince(request, facts);
  return moved === null ? noteOnceBegun(request.note) : { note: moved };
}

/** A restore is open, beside which nothing else can wait for a decision: looked at again in a while. */
async function rest(context: FlowContext, request: Request): Promise<null> {
  const wakeAt = minutesAfter(tenantNow(context), REST_MINUTES);
  const reference = await restoreBeside(context, request);
  await waitBehind(context, request, reference === null ? null : { reference, isHeld: false }, wakeAt);
  return null;
}

const REST_MINUTES = 10;

function stop(context: FlowContext, request: Request, reason: Text): Promise<Request | null> {
  context.log({ kind: 'request-stopped', requestId: request.id, code: reason.key });
  return context.ports.requests.change(
    request.id,
    { from: ['approved', 'scheduled'], version: request.version },
    { state: 'stopped', note: reason, endedAt: tenantNow(context), wakeAt: null, newVersion: true },
  );
}

/** A new version with the new plan waits for a new decision; the old decision does not carry over. */
function backToPeople(
  context: FlowContext,
  request: Request,
  found: {
    readonly choices: Choices;
    readonly facts: TargetUser;
    readonly plan: Plan;
    readonly needs: ApprovalNeeds;
    readonly differences: readonly Text[];
  },
): Promise<Request | null> {
  const { transactions, requests } = context.ports;
  context.log({ kind: 'request-back-to-people', requestId: request.id });
  return transactions.run(async (transaction) => {
    const changed = await requests.change(
      request.id,
      { from: ['approved', 'scheduled'], version: request.version },
      {
        state: 'pending',
        choices: found.choices,
        facts: found.facts,
        plan: found.plan,
        planHash: planHash(found.plan),
        needs: found.needs,
        approvals: [],
        edited: null,
        decision: null,
        note: text(CHANGED_SINCE_APPROVAL, { differences: found.differences }),
        ...askedAnew(context, null, tenantNow(context)),
        newVersion: true,
      },
      transaction,
    );
    if (changed === null) return null;
    await requests.replaceSteps(transaction, request.id, stepRecordsOf(found.plan, request.id, context.newId));
    return changed;
  });
}

/**
 * The ledger as the plan of now has it: what is not needed or not possible any more is skipped with its reason and what
 * that leaves, what was not needed when it was approved, and is now, is made, and what earlier runs leave to people is
 * that of now. Whether somebody is blocked is for the looks of the step to say: facts are one read, which may lag.
 */
async function bringUpToDate(context: FlowContext, request: Request, plan: Plan, facts: TargetUser): Promise<void> {
  for (const step of await context.ports.ledger.read(request.id)) {
    const now = plan.steps.find(({ kind }) => kind === step.kind);
    const unneeded = now === undefined ? await unnecessary(context, request, step.kind, facts) : now.skip;
    const skip = isLookedAtTwice(step.kind) ? null : unneeded;
    const state = skip === null ? 'planned' : 'skipped';
    const gaps = now?.gaps ?? gapsOfSkip(step.kind, skip);
    // Fewer things than were approved, or the same (`comparePlans`): what is not to be given back any more is not.
    const parameters = now !== undefined && now.kind in UNDOES ? now.parameters : step.parameters;
    const isSame = leavesTheSame(step.gaps, gaps) && canonicalJson(parameters) === canonicalJson(step.parameters);
    if (step.state === state && step.note?.key === skip?.key && isSame) continue;
    await context.ports.ledger.move(step.id, ['planned', 'skipped'], state, { note: skip, gaps, parameters });
  }
}

/**
 * That somebody may sign in to the cloud again says nothing of AD DS, where nobody looked: a sync would keep them out.
 */
async function unnecessary(
  { ports }: FlowContext,
  { targetUserId }: Request,
  kind: StepKind,
  facts: TargetUser,
): Promise<Text> {
  if (kind !== 'enable-account' || typeof facts.inAd?.disabled === 'boolean') return text('flow.unnecessary');
  const isAdKnown = isEnabledBySync(await ports.ledger.runsOf(targetUserId), facts);
  return text(isAdKnown ? 'flow.unnecessary' : 'flow.unnecessary-in-cloud');
}
