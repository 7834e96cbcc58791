import { buildReport } from '../domain/build-report.ts';
import { type Viewer, viewFor } from '../domain/build-view.ts';
import { asWork, type Listed, listed } from '../domain/listed.ts';
import type { View } from '../domain/report.ts';
import { BEGUN_STATES, type Request } from '../domain/request.ts';
import { answerableTasks } from '../domain/tasks-of.ts';
import { text } from '../domain/text.ts';
import { answerersOf } from './answers-of.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { endedByStart } from './ended-by-start.ts';
import type { Queued, Refused } from './flow.ts';
import { isLeftToHelpdesk } from './left-to-helpdesk.ts';
import { whyOwnIsClosed } from './may-see.ts';
import { readNewestNames } from './newest-names.ts';
import type { RequestFilter } from './ports.ts';
import { standingOf } from './standing.ts';
import { groupIdOf, taskGroupsOf } from './task-people.ts';
import { taskView, taskViewerOf } from './task-view.ts';
import { viewerOf } from './viewer-of.ts';
import { whyNoApprover } from './why-no-approver.ts';

/**
 * What this person may see of a request; null = no such request or not a party, and nobody learns which. Who asks is
 * told the name and address of now, also of a request that nobody looks at any more; without an answer of the
 * directory, that they are as last read.
 */
export async function showRequest(context: FlowContext, viewerId: string, idOrReference: string): Promise<View | null> {
  const request = await context.ports.requests.read(idOrReference);
  const viewer = request === null ? null : await viewerOf(context, request, viewerId);
  if (request === null) return null;
  if (viewer === null) return taskView(context, request, await taskViewerOf(context, request, viewerId));
  const named = await readNewestNames(context, request);
  return named === null ? asLastRead(await viewOf(context, request, viewer)) : viewOf(context, named, viewer);
}

function asLastRead(view: View): View {
  const standing = [...view.report.standing, text('report.standing.as-last-read')];
  return { ...view, report: { ...view.report, standing } };
}

/** As {@link showRequest}, for a request that was read already. The target user is never a party. */
export async function viewForPerson(context: FlowContext, request: Request, personId: string): Promise<View | null> {
  const viewer = await viewerOf(context, request, personId);
  return viewer === null ? null : viewOf(context, request, viewer);
}

/** The view of one party, as things stand now. */
export async function viewOf(context: FlowContext, request: Request, viewer: Viewer): Promise<View> {
  const steps = await context.ports.ledger.read(request.id);
  const ends = await endedByStart(context, request, viewer.role);
  const isLeft = isLeftToHelpdesk(request, steps);
  const answeredBy = isLeft ? (await answerersOf(context, request)).by : 'approver';
  return viewFor(buildReport({ request, steps, now: tenantNow(context), ends, answeredBy }), viewer);
}

/** Whether somebody stands as an approver at this moment. */
export async function isApprover(context: FlowContext, personId: string): Promise<boolean> {
  return (await standingOf(context, personId)).roles.includes('approver');
}

/**
 * Own requests, newest first, each with what it waits for; none for who may see none any more. `more`: how many older
 * ones are not listed.
 */
export async function listMine(context: FlowContext, requesterId: string): Promise<Pick<Queued, 'requests' | 'more'>> {
  if ((await whyOwnIsClosed(context, requesterId)) !== null) return { requests: [], more: 0 };
  const { requests } = context.ports;
  const newest = await requests.list({ requesterId, limit: MOST_OWN });
  const more = newest.length < MOST_OWN ? 0 : (await requests.count({ requesterId })) - MOST_OWN;
  return { requests: await inList(context, newest), more };
}

/**
 * What waits for the helpdesk: undecided requests, running ones with a step that a person must do or resolve, blocks
 * made at once, in whatever state, until somebody confirmed or refused them, and who was let in and has no password
 * that anybody knows. The oldest first: they run out first. `more`: how many newer ones were not looked at.
 */
export async function listQueue(context: FlowContext, actorId: string): Promise<Refused | Queued> {
  if (!(await isApprover(context, actorId))) return listTasks(context, actorId);
  const { requests } = context.ports;
  const found = await Promise.all(
    QUEUED.map(async (filter) => {
      const oldest = await requests.list({ ...filter, oldestFirst: true, limit: MOST });
      return { oldest, more: oldest.length < MOST ? 0 : (await requests.count(filter)) - MOST };
    }),
  );
  const all = new Map(found.flatMap(({ oldest }) => oldest).map((request) => [request.id, request]));
  const others = [...all.values()]
    .filter((request) => request.targetUserId !== actorId)
    .toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
  const waiting = (await inList(context, others)).filter(({ isForHelpdesk }) => isForHelpdesk);
  return {
    requests: waiting,
    more: found.reduce((sum, { more }) => sum + more, 0),
    stops: await heldBack(context, actorId),
  };
}

/** Whoever is no approver sees where they have something to do, and nothing else. */
async function listTasks(context: FlowContext, actorId: string): Promise<Refused | Queued> {
  const store = context.ports.requests;
  const found = await store.list({ openTasks: true, oldestFirst: true, limit: MOST });
  const more = found.length < MOST ? 0 : (await store.count({ openTasks: true })) - MOST;
  const open = found.filter((request) => answerableTasks(request).length > 0 && request.targetUserId !== actorId);
  const groups = await taskGroupsOf(context, actorId, [
    ...context.settings.policy.tasks,
    ...open.flatMap(answerableTasks),
  ]);
  // Where no other group has tasks, it is the helpdesk's alone.
  const isAlone = context.settings.policy.tasks.every(({ group }) => group === 'helpdesk');
  const who = isAlone ? 'flow.not-an-approver' : 'flow.not-of-a-task-group';
  if (groups.size === 0) return { refused: await whyNoApprover(context, actorId, who) };
  const requests = open.flatMap((request) => {
    const own = answerableTasks(request).filter(({ group }) => groups.has(groupIdOf(context, group)));
    return own.length === 0 ? [] : [asWork(request, own.length)];
  });
  return { requests, more, stops: [], isWork: true };
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
/** Of who asked themselves. */
const MOST_OWN = 50;

function inList({ ports }: FlowContext, requests: readonly Request[]): Promise<readonly Listed[]> {
  return Promise.all(
    requests.map(async (request) => listed(request, isBegun(request) ? await ports.ledger.read(request.id) : [])),
  );
}

function isBegun({ state }: Request): boolean {
  return state === 'running' || state === 'watching' || state === 'done-with-gaps';
}
