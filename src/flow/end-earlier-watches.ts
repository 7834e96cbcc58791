import type { Request, RequestState } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { overtakes } from './overtaken-by.ts';

/**
 * Somebody meant it: a new change ends the watch over what earlier requests did the other way (issue: hybrid, two keys). What
 * keeps the same person out is watched on beside it, since the later one finds the block in place and has none of its own;
 * only what deletes the account leaves nothing to watch.
 */
export async function endEarlierWatches(context: FlowContext, request: Request): Promise<void> {
  const { targetUserId } = request;
  const earlier = await context.ports.requests.list({ targetUserId, states: WATCHED, limit: 50 });
  for (const each of earlier.filter(({ id }) => id !== request.id)) {
    if (!endsWatchOf(request, each) || overtakes(each, request)) continue;
    // Watched no more since before: what its cards say is of then already.
    if (each.state !== 'watching' && each.wakeAt === null) continue;
    await endWatch(context, each, request.reference);
  }
}

const WATCHED: readonly RequestState[] = ['watching', 'done', 'done-with-gaps'];

function endsWatchOf({ choices }: Request, earlier: Request): boolean {
  const turns = (choices.kind === 'restore-user') !== (earlier.choices.kind === 'restore-user');
  return turns || choices.account === 'delete';
}

/** Its cards keep what was seen then, and say that it is not looked at any more. */
async function endWatch(context: FlowContext, { id, state, hold }: Request, reference: string): Promise<void> {
  const ended = state === 'watching' ? { state: 'done-with-gaps' as const, endedAt: tenantNow(context) } : {};
  // What an approver stopped says that.
  const note = hold?.how === 'stop' ? {} : { note: text('flow.watch-ended-by', { reference }) };
  const change = { ...ended, ...note, wakeAt: null, newVersion: true };
  if ((await context.ports.requests.change(id, { from: [state] }, change)) !== null) context.nudge(id);
}
