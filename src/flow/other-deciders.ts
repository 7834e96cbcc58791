import { decides } from '../domain/approval.ts';
import type { Person } from '../domain/person.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { decidersOf } from './deciders.ts';
import { standingOf } from './standing.ts';

/** Who else may decide about this request now; nobody for who may not decide about it themselves. */
export async function otherDeciders(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
): Promise<readonly Person[]> {
  const request = await context.ports.requests.read(idOrReference);
  if (request === null) return [];
  const { roles } = await standingOf(context, actorId);
  if (!decides(roles, request, context.settings.policy, tenantNow(context))) return [];
  return (await decidersOf(context, request)).filter(({ id }) => id !== actorId);
}
