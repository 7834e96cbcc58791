import { letGoByTurn } from '../domain/as-turned.ts';
import { hasMore } from '../domain/has-more.ts';
import { DATE_STATES, type Request, type RequestState } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { isStoppedByBlock } from '../domain/turning-round.ts';
import type { FlowContext } from './context.ts';
import { viewerOf } from './viewer-of.ts';

/**
 * What this request withdraws or stops when it starts: a restore what would keep the person out (`takeBack`,
 * `stopHeld`), any other the restore that has not let them in (`stopBegunRestores`). Said before it is sent and before
 * it is approved: by number to who may see that one, to a requester who may not that there is something. Approvers see
 * all.
 */
export async function endedByStart(
  context: FlowContext,
  request: Request,
  reader: 'approver' | 'requester',
): Promise<readonly Text[]> {
  if (!DATE_STATES.includes(request.state)) return [];
  const { targetUserId } = request;
  const isRestore = request.choices.kind === 'restore-user';
  const found = await context.ports.requests.list({ targetUserId, states: MAY_END });
  const ends = await Promise.all(
    found.map((other) => (isRestore ? endOf(context, other, request.reference) : endOfRestore(context, other))),
  );
  const named = await Promise.all(
    found.map(async (other, place) => {
      const sentence = other.id === request.id ? null : (ends[place] ?? null);
      if (sentence === null || reader === 'approver') return sentence;
      const viewer = await viewerOf(context, other, request.requesterId);
      if (viewer !== null) return sentence;
      return text(isRestore ? 'card.choices.beside-others-restore' : 'card.choices.beside-others');
    }),
  );
  return named.filter((sentence) => sentence !== null);
}

const MAY_END: readonly RequestState[] = ['approved', 'scheduled', 'running', 'watching'];

/**
 * Null: nothing of it changes. A block at once is decided about first. What only watches is not stopped between two
 * steps, but what the helpdesk has in hand for it is let go (`endEarlierWatches`).
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

/** Null: it is no restore that this stops. */
async function endOfRestore({ ports }: FlowContext, other: Request): Promise<Text | null> {
  if (!isStoppedByBlock(other, await ports.ledger.read(other.id))) return null;
  const { reference, choices } = other;
  return text('card.block-ends.stops', { reference, kind: text(`card.kind.${choices.kind}`) });
}
