import { evaluateDecision } from '../domain/approval.ts';
import type { Person } from '../domain/person.ts';
import type { Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { refuse } from './decide.ts';
import { rolesOf } from './deciders.ts';
import type { Answered } from './flow.ts';
import type { RequestChange } from './ports.ts';
import { viewForPerson } from './show-request.ts';

export type ApproversChange = {
  readonly actorId: string;
  readonly idOrReference: string;
  readonly version: number | null;
};

/**
 * Somebody who could decline a request does something else to it while it waits: asks, hands it over, postpones it. The
 * same rules as for a decision hold; `change` gives a Text when, after all, there is nothing to do.
 */
export async function changeAsApprover(
  context: FlowContext,
  { actorId, idOrReference, version }: ApproversChange,
  change: (request: Request, actor: Person) => Promise<RequestChange | Text>,
): Promise<Answered> {
  const request = await context.ports.requests.read(idOrReference);
  if (request === null) return { refused: text('flow.not-yours'), view: null };
  const actor = await context.ports.people.read(actorId);
  const roles = await rolesOf(context, actorId);
  const { policy } = context.settings;
  const now = tenantNow(context);
  // What is typed is about the request as it is now; only a decision needs to have been seen.
  const seen = version ?? request.version;
  const evaluation = evaluateDecision({ request, verdict: 'declined', actor, roles, version: seen, now, policy });
  if (evaluation.status === 'refused') return refuse(context, request, actorId, evaluation.reason);
  if (actor === null) return refuse(context, request, actorId, text('flow.not-an-approver'));
  const wanted = await change(request, actor);
  if ('key' in wanted) return refuse(context, request, actorId, wanted);
  const { approvals, remarks } = request;
  const expected = {
    from: ['pending'] as const,
    version: request.version,
    approvals: approvals.length,
    remarks: remarks.length,
  };
  const changed = await context.ports.requests.change(request.id, expected, wanted);
  if (changed === null) return refuse(context, request, actorId, text('flow.changed-meanwhile'));
  context.nudge(request.id);
  return { refused: null, view: await viewForPerson(context, changed, actorId) };
}
