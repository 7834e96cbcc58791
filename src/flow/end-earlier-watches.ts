import { ACTIVE_STATES, type Request } from '../domain/request.ts';
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
  const earlier = await context.ports.requests.list({ targetUserId, states: [...ACTIVE_STATES, ...ENDED], limit: 50 });
  for (const each of earlier.filter(({ id }) => id !== request.id)) {
    if (!endsWatchOf(request, each) || overtakes(each, request)) continue;
    if (each.state === 'done' || each.state === 'done-with-gaps')
      await context.ports.requests.change(each.id, { from: ENDED }, { wakeAt: null });
    if (each.state === 'watching') await endWatch(context, each.id, request.reference);
  }
}

const ENDED = ['done', 'done-with-gaps'] as const;

function endsWatchOf({ choices }: Request, earlier: Request): boolean {
  const turns = (choices.kind === 'restore-user') !== (earlier.choices.kind === 'restore-user');
  return turns || choices.account === 'delete';
}

async function endWatch(context: FlowContext, id: string, reference: string): Promise<void> {
  await context.ports.requests.change(
    id,
    { from: ['watching'] },
    {
      state: 'done-with-gaps',
      note: text('flow.watch-ended-by', { reference }),
      endedAt: tenantNow(context),
      wakeAt: null,
      newVersion: true,
    },
  );
  context.nudge(id);
}
