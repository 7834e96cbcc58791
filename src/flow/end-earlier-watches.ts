import type { Request, RequestState } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { DELETED_BY, UNDONE_BY } from '../domain/work-off.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { overtakes } from './overtaken-by.ts';
import type { RequestChange, Transaction } from './ports.ts';

/**
 * Somebody meant it: a new change ends the watch over what earlier requests did the other way (issue: hybrid, two keys). What
 * keeps the same person out is watched on beside it, since the later one finds the block in place and has none of its own;
 * only what deletes the account leaves nothing to watch. Gives the ids of those whose parties are to be told, once it is
 * committed.
 */
export async function endEarlierWatches(
  context: FlowContext,
  request: Request,
  transaction?: Transaction,
): Promise<readonly string[]> {
  const { requests } = context.ports;
  const { targetUserId } = request;
  const earlier = await requests.list({ targetUserId, states: WATCHED, limit: 50 }, transaction);
  const ended: string[] = [];
  for (const each of earlier.filter(({ id }) => id !== request.id)) {
    if (!endsWatchOf(request, each) || overtakes(each, request)) continue;
    // Watched no more since before: what its cards say is of then already.
    if (each.state !== 'watching' && each.wakeAt === null) continue;
    const change = endOf(each, request, tenantNow(context));
    if ((await requests.change(each.id, { from: [each.state] }, change, transaction)) !== null) ended.push(each.id);
  }
  return ended;
}

const WATCHED: readonly RequestState[] = ['watching', 'done', 'done-with-gaps'];

function endsWatchOf(later: Request, earlier: Request): boolean {
  return turnsRound(later, earlier) || later.choices.account === 'delete';
}

function turnsRound({ choices }: Request, earlier: Request): boolean {
  return (choices.kind === 'restore-user') !== (earlier.choices.kind === 'restore-user');
}

/** Its cards keep what was seen then, and say that it is not looked at any more. */
function endOf(earlier: Request, later: Request, now: string): RequestChange {
  const { state } = earlier;
  // What was over is not said to be over again.
  const ended = state === 'watching' ? { state: 'done-with-gaps' as const, endedAt: now, newVersion: true } : {};
  const why = turnsRound(later, earlier) ? UNDONE_BY : DELETED_BY;
  return { ...ended, note: text(why, { reference: later.reference }), wakeAt: null };
}
