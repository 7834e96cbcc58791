import { noteOnceDecided } from '../domain/asks-again.ts';
import { BEGUN_STATES } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { changeOwn } from './change-own-request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { refuse } from './decide.ts';
import type { Answered } from './flow.ts';

/** The requester takes a request back, until it runs; after that only a restore does, which somebody else approves. */
export async function withdraw(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
  version: number | null,
): Promise<Answered> {
  const now = tenantNow(context);
  const request = await context.ports.requests.read(idOrReference);
  if (request !== null && request.requesterId === actorId && BEGUN_STATES.includes(request.state))
    return refuse(context, request, actorId, text('flow.withdraw-running'));
  return changeOwn(context, { actorId, idOrReference, version }, ['pending', 'approved', 'scheduled'], ({ note }) => ({
    state: 'withdrawn',
    endedAt: now,
    wakeAt: null,
    note: noteOnceDecided(note),
    newVersion: true,
  }));
}
