import type { Request, RequestState } from '../domain/request.ts';
import { stateNow } from '../domain/state-now.ts';
import { type Text, text } from '../domain/text.ts';
import { changeWithJob } from './change-with-job.ts';
import type { FlowContext } from './context.ts';
import { refuse } from './decide.ts';
import type { Answered } from './flow.ts';
import { whyOwnIsClosed } from './may-see.ts';
import type { RequestChange } from './ports.ts';
import { viewOf } from './show-request.ts';

export type OwnChange = {
  readonly actorId: string;
  readonly idOrReference: string;
  readonly version: number | null;
  /** Agreeing decides about what was seen; typed, it is bound to nothing. */
  readonly decides?: true;
  /** Words alone, also about what Leaver proposed in their name; all else about that is not theirs. */
  readonly onlySays?: true;
  /** Approvers are asked anew with it. */
  readonly asksAnew?: true;
};

/**
 * The requester changes an own request, while it is in one of `from` and at the version the card showed. Change and job
 * commit together; `change` gives null when, in that state, there is nothing to answer, and a Text when nothing would
 * change.
 */
export async function changeOwn(
  context: FlowContext,
  asked: OwnChange,
  from: readonly RequestState[],
  change: (request: Request) => RequestChange | Text | null,
): Promise<Answered> {
  const request = await context.ports.requests.read(asked.idOrReference);
  if (request === null || request.requesterId !== asked.actorId) {
    return request === null
      ? { refused: text('flow.not-yours'), view: null }
      : refuse(context, request, asked.actorId, text('flow.only-requester'));
  }
  const closed = await whyOwnIsClosed(context, asked.actorId);
  if (closed !== null) return { refused: closed, view: null };
  if (request.proposal !== null && !asked.onlySays)
    return refuse(context, request, asked.actorId, text('flow.proposed-by-leaver'));
  if (asked.version !== null && asked.version !== request.version) {
    return refuse(context, request, asked.actorId, text('flow.stale-card'));
  }
  const wanted = from.includes(request.state) ? change(request) : null;
  if (wanted === null)
    return refuse(context, request, asked.actorId, text('flow.too-late', { state: stateNow(request) }));
  if ('key' in wanted) return refuse(context, request, asked.actorId, wanted);
  if (asked.decides && asked.version === null) {
    return refuse(context, request, asked.actorId, text('approval.typed'));
  }
  const changed = await changeWithJob(context, request, wanted, asked.asksAnew ? asked.actorId : null);
  if ('key' in changed) return refuse(context, request, asked.actorId, changed);
  return { refused: null, view: await viewOf(context, changed, { role: 'requester' }) };
}
