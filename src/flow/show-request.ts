import { buildReport } from '../domain/build-report.ts';
import { type Viewer, viewFor } from '../domain/build-view.ts';
import type { View } from '../domain/report.ts';
import type { Request } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { answerersOf, insteadOfHelpdesk } from './answers-of.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { endedByStart } from './ended-by-start.ts';
import type { Queued } from './flow.ts';
import { inList } from './in-list.ts';
import { isLeftToHelpdesk } from './left-to-helpdesk.ts';
import { whyOwnIsClosed } from './may-see.ts';
import { readNewestNames } from './newest-names.ts';
import { nobodyLeft } from './nobody-left.ts';
import { standingOf } from './standing.ts';
import { taskView, taskViewerOf } from './task-view.ts';
import { viewerOf } from './viewer-of.ts';

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
  const left = isLeftToHelpdesk(request, steps) ? insteadOfHelpdesk((await answerersOf(context, request)).by) : [];
  const instead = [...left, ...(mayApprove(request, viewer) ? [] : await nobodyLeft(context, request))];
  return viewFor(buildReport({ request, steps, now: tenantNow(context), ends, instead }), viewer);
}

/** Then somebody is left. */
function mayApprove({ approvals }: Request, viewer: Viewer): boolean {
  return viewer.role === 'approver' && viewer.decides && !approvals.some(({ by }) => by === viewer.id);
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

/** Of who asked themselves. */
const MOST_OWN = 50;
