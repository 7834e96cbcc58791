import { answersAbout } from '../domain/answers.ts';
import { decides, whyNoWord } from '../domain/approval.ts';
import { mayBeAnswered } from '../domain/emergency.ts';
import { asWork, type Listed } from '../domain/listed.ts';
import type { Person } from '../domain/person.ts';
import { BEGUN_STATES, type Request } from '../domain/request.ts';
import { answerableTasks } from '../domain/tasks-of.ts';
import { whoseWordCounts } from './answers-of.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Queued, Refused } from './flow.ts';
import { inList } from './in-list.ts';
import type { RequestFilter } from './ports.ts';
import { membersInOffice, standingOf } from './standing.ts';
import { groupIdOf, taskGroupsOf } from './task-people.ts';
import { whyNoApprover } from './why-no-approver.ts';

/**
 * What waits for the helpdesk: undecided requests, running ones with a step that a person must do or resolve, blocks
 * made at once, in whatever state, until somebody confirmed or refused them, and who was let in and has no password
 * that anybody knows. The oldest first: they run out first. `more`: how many newer ones were not looked at.
 */
export async function listQueue(context: FlowContext, actorId: string): Promise<Refused | Queued> {
  const { roles } = await standingOf(context, actorId);
  if (roles.includes('approver')) {
    const { found, more } = await findQueued(context, actorId);
    return { requests: await forHelpdesk(context, found), more, stops: await heldBack(context, actorId) };
  }
  return roles.includes('escalation') ? listForEscalation(context, actorId) : listTasks(context, actorId);
}

/** Of that what the escalation group decides about by now, or does in the helpdesk's place; and their own tasks. */
async function listForEscalation(context: FlowContext, actorId: string): Promise<Queued> {
  const { found, more } = await findQueued(context, actorId);
  const approvers = await membersInOffice(context, [context.settings.approverGroupId]);
  const theirs = found.filter((request) => isTheirs(context, request, { actorId, approvers }));
  const requests = await forHelpdesk(context, theirs);
  const tasks = await tasksOf(context, actorId);
  const others = tasks.requests.filter(({ request }) => !requests.some((each) => each.request.id === request.id));
  return { requests: [...requests, ...others], more, stops: [], isEscalation: true };
}

function isTheirs(
  context: FlowContext,
  request: Request,
  { actorId, approvers }: { readonly actorId: string; readonly approvers: readonly Person[] },
): boolean {
  if (request.requesterId === actorId) return false;
  if (request.state === 'pending' || mayBeAnswered(request)) {
    const isAsked = decides(['escalation'], request, context.settings.policy, tenantNow(context));
    if (isAsked && whyNoWord(request, actorId) === null) return true;
  }
  const isBegun = request.startedAt !== null && answersAbout(request, actorId) === 'by-word';
  return isBegun && whoseWordCounts(request, approvers).length === 0;
}

async function findQueued(context: FlowContext, actorId: string) {
  const { requests } = context.ports;
  const parts = await Promise.all(
    QUEUED.map(async (filter) => {
      const oldest = await requests.list({ ...filter, oldestFirst: true, limit: MOST });
      return { oldest, more: oldest.length < MOST ? 0 : (await requests.count(filter)) - MOST };
    }),
  );
  const all = new Map(parts.flatMap(({ oldest }) => oldest).map((request) => [request.id, request]));
  const found = [...all.values()]
    .filter((request) => request.targetUserId !== actorId)
    .toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
  return { found, more: parts.reduce((sum, { more }) => sum + more, 0) };
}

async function forHelpdesk(context: FlowContext, requests: readonly Request[]): Promise<readonly Listed[]> {
  return (await inList(context, requests)).filter(({ isForHelpdesk }) => isForHelpdesk);
}

/** Whoever decides about nothing sees where they have something to do, and nothing else. */
async function listTasks(context: FlowContext, actorId: string): Promise<Refused | Queued> {
  const { requests, more, isOfGroup } = await tasksOf(context, actorId);
  if (isOfGroup) return { requests, more, stops: [], isWork: true };
  // Where no other group has tasks, it is the helpdesk's alone.
  const isAlone = context.settings.policy.tasks.every(({ group }) => group === 'helpdesk');
  const who = isAlone ? 'flow.not-an-approver' : 'flow.not-of-a-task-group';
  return { refused: await whyNoApprover(context, actorId, who) };
}

async function tasksOf(context: FlowContext, actorId: string) {
  const store = context.ports.requests;
  const found = await store.list({ openTasks: true, oldestFirst: true, limit: MOST });
  const more = found.length < MOST ? 0 : (await store.count({ openTasks: true })) - MOST;
  const open = found.filter((request) => answerableTasks(request).length > 0 && request.targetUserId !== actorId);
  const groups = await taskGroupsOf(context, actorId, [
    ...context.settings.policy.tasks,
    ...open.flatMap(answerableTasks),
  ]);
  const requests = open.flatMap((request) => {
    const own = answerableTasks(request).filter(({ group }) => groups.has(groupIdOf(context, group)));
    return own.length === 0 ? [] : [asWork(request, own.length)];
  });
  return { requests, more, isOfGroup: groups.size > 0 };
}

async function heldBack({ ports: { stops } }: FlowContext, actorId: string): Promise<Queued['stops']> {
  const [open, waiting] = [await stops.open(), await stops.waiting(actorId)];
  return open
    .map(({ reference }) => ({ reference, held: waiting[reference] ?? [] }))
    .filter(({ held }) => held.length > 0);
}

/** Where something may wait for the helpdesk: what was asked comes before what is watched for a week without them. */
const QUEUED: readonly Omit<RequestFilter, 'limit'>[] = [
  { unanswered: true },
  { states: ['pending'] },
  { states: BEGUN_STATES },
  { openTasks: true },
  { passwordLeft: true },
];
const MOST = 500;
