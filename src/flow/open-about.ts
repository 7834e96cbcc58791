import { hourThatHolds } from '../domain/agreement.ts';
import { asReadLast } from '../domain/as-read-last.ts';
import type { RequestKind } from '../domain/choices.ts';
import type { View } from '../domain/report.ts';
import { mayStandBeside, OPEN_STATES, type Request } from '../domain/request.ts';
import type { FlowContext } from './context.ts';
import type { OpenAbout } from './flow.ts';
import { restoreBeside } from './restore-beside.ts';
import { viewForPerson } from './show-request.ts';
import { undoingFirst } from './undoing-first.ts';

/**
 * What is open about this person already, and leaves no room for another request of this kind; null = nothing. Asked at
 * the first message, and again where the database found one at the last. Who may ask at all is for the caller.
 */
export async function openAbout(
  context: FlowContext,
  actorId: string,
  kind: RequestKind,
  targetUserId: string,
): Promise<OpenAbout | null> {
  const open = await context.ports.requests.list({ targetUserId, states: OPEN_STATES });
  const inTheWay = (wanted: RequestKind) => open.find((other) => !mayStandBeside(asked(wanted), other));
  const request = inTheWay(kind);
  if (request === undefined) return null;
  const view = await viewForPerson(context, request, actorId);
  const isRoom = kind !== 'block-sign-in' && inTheWay('block-sign-in') === undefined;
  const mayBlock = isRoom && (await undoingFirst(context, 'block-sign-in', targetUserId)) === null;
  const { targetUserName } = asReadLast(request);
  if (view === null) return { targetUserId, targetUserName, request: null, mayChangeDate: false, mayBlock };
  return { ...(await shown(context, request, view)), targetUserId, mayBlock };
}

/**
 * What is open about the one person whom this name or address means, for a party: the helpdesk, or who asked for it.
 * Whether they may ask about that person is for the caller. Looked for in Leaver's own requests alone; null = nothing,
 * or nothing that they may know.
 */
export async function openByName(context: FlowContext, actorId: string, query: string): Promise<OpenAbout | null> {
  const { requests } = context.ports;
  if (query.trim().length < SHORTEST) return null;
  const [id, another] = await requests.openMeantBy(query);
  if (id === undefined || another !== undefined) return null;
  const request = await requests.read(id);
  if (request === null) return null;
  const view = await viewForPerson(context, request, actorId);
  return view === null ? null : { ...(await shown(context, request, view)), mayBlock: false };
}

/** Letters; less is near to too many. */
const SHORTEST = 3;

async function shown(context: FlowContext, request: Request, view: View): Promise<Omit<OpenAbout, 'mayBlock'>> {
  const { id, reference, version, state, choices, targetUserId } = request;
  const dueAt = hourThatHolds(request);
  const { targetUserName } = asReadLast(request);
  const offersChange = 'actions' in view && view.actions.includes('change') && state !== 'running';
  const mayChangeDate = offersChange && (await restoreBeside(context, request)) === null;
  return { targetUserId, targetUserName, request: { id, reference, version, state, dueAt, choices }, mayChangeDate };
}

/** As it would be the moment it is stored. */
function asked(kind: RequestKind) {
  return { state: 'pending', emergency: null, choices: { kind } } as const;
}
