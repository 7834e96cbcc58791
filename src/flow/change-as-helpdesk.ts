import { whyMayNotStop } from '../domain/approval.ts';
import type { Person } from '../domain/person.ts';
import type { Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { ApproversChange } from './change-as-approver.ts';
import { changeWithJob } from './change-with-job.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { refuse } from './decide.ts';
import { rolesOf } from './deciders.ts';
import type { Answered } from './flow.ts';
import type { RequestChange } from './ports.ts';
import { viewForPerson } from './show-request.ts';

export type Helper = Person & {
  /** Whether a click of theirs counts as an approval of this request. */
  readonly approves: boolean;
};

/**
 * Any approver stops, holds or moves what was decided: stopping is always safe, so it takes no particular role, only
 * somebody who neither asked for it nor is meant by it. Change and job commit together; `change` gives a Text when
 * there is nothing to do. `reason`: compulsory, null where none is asked for.
 */
export async function changeAsHelpdesk(
  context: FlowContext,
  { actorId, idOrReference, version, reason }: ApproversChange & { readonly reason: string | null },
  change: (request: Request, actor: Helper, now: string) => RequestChange | Text | Promise<RequestChange | Text>,
): Promise<Answered> {
  const { requests, people } = context.ports;
  const request = await requests.read(idOrReference);
  if (request === null) return { refused: text('flow.not-yours'), view: null };
  const [actor, roles, now] = [await people.read(actorId), await rolesOf(context, actorId), tenantNow(context)];
  const { policy } = context.settings;
  const mayNot = whyMayNotStop({ request, actor, roles, now, policy });
  if (mayNot !== null || actor === null)
    return refuse(context, request, actorId, mayNot ?? text('flow.not-an-approver'));
  if (version !== request.version) return refuse(context, request, actorId, text('approval.stale'));
  if (reason?.trim() === '') return refuse(context, request, actorId, text('flow.reason-missing'));
  const approves = whyMayNotStop({ request, actor, roles, now, policy, decides: true }) === null;
  const wanted = await change(request, { ...actor, approves }, now);
  if ('key' in wanted) return refuse(context, request, actorId, wanted);
  const changed = await changeWithJob(context, request, wanted);
  if ('key' in changed) return refuse(context, request, actorId, changed);
  return { refused: null, view: await viewForPerson(context, changed, actorId) };
}
