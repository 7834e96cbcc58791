import { letGoByTurn } from '../domain/as-turned.ts';
import { hasMore } from '../domain/has-more.ts';
import { DATE_STATES, type Request, type RequestState } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { viewerOf } from './viewer-of.ts';

/** As many as the card names; more than one planned and one that runs is rare. */
const MOST = 4;

/**
 * What this restore withdraws or stops when it starts (`takeBack`, `stopWhatRuns`), said before it is sent and before it is
 * approved: by number to who may see that one, to a requester who may not that there is something. Approvers see all.
 */
export async function endedByRestore(
  context: FlowContext,
  restore: Request,
  reader: 'approver' | 'requester',
): Promise<readonly Text[]> {
  if (restore.choices.kind !== 'restore-user' || !DATE_STATES.includes(restore.state)) return [];
  const { targetUserId } = restore;
  const found = await context.ports.requests.list({ targetUserId, states: MAY_END, limit: MOST });
  const ends = await Promise.all(found.map((other) => endOf(context, other, restore.reference)));
  const named = await Promise.all(
    found.map(async (other, place) => {
      const sentence = other.id === restore.id ? null : (ends[place] ?? null);
      if (sentence === null || reader === 'approver') return sentence;
      const viewer = await viewerOf(context, other, restore.requesterId);
      return viewer === null ? text('card.choices.beside-others-restore') : sentence;
    }),
  );
  return named.filter((sentence) => sentence !== null);
}

const MAY_END: readonly RequestState[] = ['approved', 'scheduled', 'running', 'watching'];

/**
 * Null: nothing of it changes. A block at once is decided about first. What only watches is not stopped between two steps, but
 * what the helpdesk has in hand for it is let go (`endEarlierWatches`).
 */
async function endOf({ ports }: FlowContext, other: Request, restore: string): Promise<Text | null> {
  const { id, state, reference, choices, dueAt, emergency } = other;
  if (emergency !== null) return null;
  const values = { reference, kind: text(`card.kind.${choices.kind}`) };
  if (state === 'approved' || state === 'scheduled')
    return dueAt === null
      ? text('card.restore-ends.withdraws', values)
      : text('card.restore-ends.withdraws-at', { ...values, at: { instant: dueAt } });
  const steps = await ports.ledger.read(id);
  if (state === 'running' || hasMore(steps)) return text('card.restore-ends.stops', values);
  const isInHand = steps.some((step) => step.lane === 'on-premises' && letGoByTurn(step, restore) !== null);
  return isInHand ? text('card.restore-ends.lets-go', values) : null;
}
