import { asReadLast } from '../domain/as-read-last.ts';
import type { RequestKind } from '../domain/choices.ts';
import { isOpen, mayStandBeside } from '../domain/request.ts';
import type { FlowContext } from './context.ts';
import type { OpenAbout } from './flow.ts';
import { restoreBeside } from './restore-beside.ts';
import { viewForPerson } from './show-request.ts';

/**
 * What is open about this person already, and leaves no room for another request of this kind; null = nothing. Asked at the
 * first message, and again where the database found one at the last. Who may ask at all is for the caller.
 */
export async function openAbout(
  context: FlowContext,
  actorId: string,
  kind: RequestKind,
  targetUserId: string,
): Promise<OpenAbout | null> {
  const about = await context.ports.requests.list({ targetUserId, limit: 50 });
  const open = about.filter(({ state }) => isOpen(state));
  const inTheWay = (wanted: RequestKind) => open.find((other) => !mayStandBeside(asked(wanted), other));
  const request = inTheWay(kind);
  if (request === undefined) return null;
  const view = await viewForPerson(context, request, actorId);
  const mayBlock = kind !== 'block-sign-in' && inTheWay('block-sign-in') === undefined;
  const { targetUserName } = asReadLast(request);
  if (view === null) return { targetUserId, targetUserName, request: null, mayChangeDate: false, mayBlock };
  const { id, reference, version, state, dueAt, choices } = request;
  const mayChangeDate = view.kind !== 'runbook' && view.actions.includes('change');
  return {
    targetUserId,
    targetUserName,
    request: { id, reference, version, state, dueAt, choices },
    mayChangeDate: mayChangeDate && state !== 'running' && (await restoreBeside(context, request)) === null,
    mayBlock,
  };
}

/** As it would be the moment it is stored. */
function asked(kind: RequestKind) {
  return { state: 'pending', emergency: null, choices: { kind } } as const;
}
