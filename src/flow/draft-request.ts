import { approvalNeeds } from '../domain/approval-needs.ts';
import { assemblePlan } from '../domain/assemble-plan.ts';
import { buildReport } from '../domain/build-report.ts';
import { type Choices, emptyChoices, type RequestKind } from '../domain/choices.ts';
import { isExternal } from '../domain/is-external.ts';
import { mailboxKnown } from '../domain/mailbox-known.ts';
import { takesMailbox } from '../domain/mailbox-licence.ts';
import type { Person } from '../domain/person.ts';
import { planHash } from '../domain/plan-hash.ts';
import type { Request } from '../domain/request.ts';
import { protectionRefusal } from '../domain/rules.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import { mayAskNow } from './ask.ts';
import { askedAnew } from './asked-anew.ts';
import { atOnceBeside, beside } from './beside.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { decidersOf } from './deciders.ts';
import { endedByStart } from './ended-by-start.ts';
import type { Draft, Refused } from './flow.ts';
import { ownGroups } from './own-groups.ts';
import { reachOf } from './reach-of.ts';
import { proposedSuccessor, tieOf } from './successors.ts';
import { whyNotComeBackAs } from './why-not-come-back-as.ts';
import { withUnshared } from './with-unshared.ts';

/**
 * Choices as the form starts with them: the manager as successor, and only what there is to do for this person. Who is
 * protected gets no form: the facts that it is made of say so already.
 */
export async function proposeChoices(
  context: FlowContext,
  requesterId: string,
  kind: RequestKind,
  targetUserId: string,
): Promise<Refused | { readonly choices: Choices; readonly facts: TargetUser; readonly beside: readonly Text[] }> {
  const allowed = await mayAskNow(context, requesterId, kind, targetUserId);
  if ('refused' in allowed) return allowed;
  const facts = await readFacts(context, targetUserId);
  // A restore asks little or nothing, and its plan says as well what is to be done by hand.
  const whyNot = kind === 'restore-user' ? null : protectionRefusal(facts, text('rules.by-hand'));
  if (whyNot !== null) return { refused: whyNot };
  const others = await beside(context, requesterId, kind, facts.id);
  const empty = emptyChoices(kind, targetUserId);
  if (kind !== 'offboard')
    return { choices: { ...empty, reason: kind === 'block-sign-in' ? 'security' : 'other' }, facts, beside: others };
  const taken = { ...empty, leaveGroups: facts.memberships.length > 0, removeLicences: facts.licences.length > 0 };
  // Files are all that a successor receives.
  const successor = facts.drive === null ? null : await proposedSuccessor(context, allowed.requester, facts);
  return {
    choices: {
      ...taken,
      reason: 'resigned',
      successorId: successor?.id ?? null,
      successorName: successor?.displayName ?? null,
      autoReply: facts.mailbox === 'user' && takesMailbox(facts, taken) === null,
      shareFiles: successor !== null,
      resetPassword: !isExternal(facts),
      moveToOu: facts.identity === 'synced' && facts.adDomain !== null && facts.adDomain.leaversOu !== null,
    },
    facts,
    beside: others,
  };
}

/** The plan for these choices as the review card shows it; nothing is stored. */
export async function draftRequest(
  context: FlowContext,
  requesterId: string,
  choices: Choices,
): Promise<Refused | { readonly draft: Draft }> {
  const allowed = await mayAskNow(context, requesterId, choices.kind, choices.targetUserId);
  if ('refused' in allowed) return allowed;
  const made = await makeRequest(context, allowed.requester, choices);
  if ('refused' in made) return made;
  const tooFew = await tooFewApprovers(context, made.request);
  if (tooFew !== null) return { refused: tooFew };
  const request = { ...made.request, reference: '' };
  return {
    draft: {
      facts: request.facts,
      report: buildReport({
        request,
        steps: null,
        now: tenantNow(context),
        ends: [
          ...(await endedByStart(context, request, 'requester')),
          ...(await atOnceBeside(context, requesterId, request.choices)),
        ],
      }),
      approversReachable: await anyApproverReachable(context, request),
    },
  };
}

/**
 * The request as it would be stored now: facts, plan, hash and hours; who may ask is for the caller. Its plan may hold
 * refusals.
 */
export async function makeRequest(
  context: FlowContext,
  requester: Pick<Person, 'id' | 'displayName'>,
  choices: Choices,
  wanted: 'everything' | 'block' = 'everything',
): Promise<Refused | { readonly request: Omit<Request, 'reference'> }> {
  const now = tenantNow(context);
  const dueAt = choices.when.mode === 'at' ? choices.when.instant : null;
  if (dueAt !== null && dueAt <= now) return { refused: text('flow.hour-passed', { at: { instant: dueAt } }) };
  const whyNot = await whyNotComeBackAs(context, null, choices);
  if (whyNot !== null) return { refused: whyNot };
  const read = await readFacts(context, choices.targetUserId, wanted);
  const facts = await withUnshared(context, choices.kind, read);
  const plan = await planFor(context, { choices, facts, requester });
  const needs = approvalNeeds(plan, await reachOf(context, facts), context.settings.policy);
  const request: Omit<Request, 'reference'> = {
    id: context.newId(),
    state: 'pending',
    version: 1,
    requesterId: requester.id,
    requesterName: requester.displayName,
    // As Graph writes it: everything about one person is found by it.
    targetUserId: facts.id,
    targetUserName: facts.displayName,
    targetUserPrincipalName: facts.userPrincipalName,
    choices: { ...choices, targetUserId: facts.id },
    facts,
    plan,
    planHash: planHash(plan),
    dueAt,
    createdAt: now,
    needs,
    approvals: [],
    remarks: [],
    assignee: null,
    edited: null,
    emergency: null,
    proposal: null,
    decision: null,
    hold: null,
    lateSince: null,
    note: null,
    startedAt: null,
    endedAt: null,
    ...askedAnew(context, dueAt, now),
  };
  return { request };
}

/**
 * Why nobody could ever start this; a block made at once, and the proposal to undo it, need nobody to be there first.
 */
export async function tooFewApprovers(context: FlowContext, request: Omit<Request, 'reference'>): Promise<Text | null> {
  const { count } = request.needs;
  const there = count < 2 ? count : (await decidersOf(context, request)).length;
  return there < count ? text('flow.too-few-approvers', { count, there }) : null;
}

/** The plan from what is true now; used before asking and again before the first write. */
export async function planFor(
  context: FlowContext,
  {
    choices,
    facts,
    requester,
    roles,
  }: {
    readonly choices: Choices;
    readonly facts: TargetUser;
    readonly requester: Pick<Person, 'id' | 'displayName'>;
    /** Which roles of a successor count; left out = all. */
    readonly roles?: 'active';
  },
) {
  const { people, ledger } = context.ports;
  const plan = assemblePlan({
    choices,
    targetUser: facts,
    requester,
    successor: choices.successorId === null ? null : await people.read(choices.successorId),
    successorTie: choices.successorId === null ? null : await tieOf(context, choices.successorId, requester.id, roles),
    ...(choices.kind === 'restore-user'
      ? { runs: await ledger.runsOf(choices.targetUserId), ownGroups: await ownGroups(context) }
      : { runs: [] }),
    now: tenantNow(context),
  });
  const { tasks } = context.settings.policy;
  // What the policy says by the time that it is asked: that is what is approved.
  return choices.kind === 'offboard' && tasks.length > 0 ? { ...plan, tasks } : plan;
}

/** Facts from the directory, and for somebody who is gone what Leaver's own history still knows. */
export async function readFacts(
  context: FlowContext,
  targetUserId: string,
  wanted: 'everything' | 'block' = 'everything',
): Promise<TargetUser> {
  const facts = await context.ports.directory.readTargetUser(targetUserId, wanted);
  if (facts.found !== 'gone') return withMailboxKnown(context, facts);
  const [last] = await context.ports.requests.list({ targetUserId, limit: 1 });
  if (last === undefined) return facts;
  return {
    ...last.facts,
    found: 'gone',
    lastSeen: facts.lastSeen ?? { at: last.endedAt ?? last.createdAt, by: 'leaver' },
    readAt: facts.readAt,
  };
}

async function withMailboxKnown({ ports }: FlowContext, facts: TargetUser): Promise<TargetUser> {
  if (facts.mailbox !== 'on-premises') return facts;
  const earlier = await ports.requests.list({ targetUserId: facts.id });
  const known = mailboxKnown(
    facts,
    earlier.map((request) => request.facts),
    await ports.ledger.runsOf(facts.id),
  );
  return { ...facts, ...known };
}

async function anyApproverReachable(context: FlowContext, request: Request): Promise<boolean> {
  const approvers = await decidersOf(context, request);
  for (const { id } of approvers) if (await context.ports.messenger.canReach(id)) return true;
  return false;
}
