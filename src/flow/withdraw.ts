import { changeOwn } from './change-own-request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Answered } from './flow.ts';

/** The requester takes a request back, until it runs. */
export function withdraw(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
  version: number | null,
): Promise<Answered> {
  const now = tenantNow(context);
  return changeOwn(context, { actorId, idOrReference, version }, ['pending', 'approved', 'scheduled'], () => ({
    state: 'withdrawn',
    endedAt: now,
    wakeAt: null,
    newVersion: true,
  }));
}
