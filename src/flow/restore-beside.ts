import { DATE_STATES, OPEN_STATES, type Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';

/**
 * The restore of the same person that is open beside this request, by reference; null = there is none. Beside it
 * nothing else about them can wait for a decision (`mayStandBeside`).
 */
export async function restoreBeside({ ports }: FlowContext, request: Request): Promise<string | null> {
  if (request.choices.kind === 'restore-user') return null;
  const { targetUserId } = request;
  const [restore] = await ports.requests.list({
    targetUserId,
    kinds: ['restore-user'],
    states: OPEN_STATES,
    limit: 1,
  });
  return restore?.reference ?? null;
}

/** Why it cannot be put at another hour, which would have to be decided; null = it can. */
export async function whyHourIsFixed(context: FlowContext, request: Request): Promise<Text | null> {
  if (!DATE_STATES.includes(request.state)) return null;
  const reference = await restoreBeside(context, request);
  return reference === null ? null : text('flow.restore-first', { reference });
}
