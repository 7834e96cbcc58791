import { codeOf } from '../domain/errors.ts';
import type { Request } from '../domain/request.ts';
import type { FlowContext } from './context.ts';
import type { Answered } from './flow.ts';
import { viewForPerson } from './show-request.ts';

/**
 * The answer to what is committed, with the request as the actor may see it. Where that cannot be read now there is no view,
 * and no error either: "nothing was changed, try again" would be untrue; the card follows by its own update.
 */
export async function answerDone(context: FlowContext, request: Request, actorId: string): Promise<Answered> {
  try {
    return { refused: null, view: await viewForPerson(context, request, actorId) };
  } catch (error) {
    context.log({ kind: 'view-failed', requestId: request.id, code: codeOf(error) });
    return { refused: null, view: null };
  }
}
