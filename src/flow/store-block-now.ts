import { notByMakers } from '../domain/approval-needs.ts';
import { type Stop, startOf } from '../domain/brakes.ts';
import { CLICK_OTHERWISE } from '../domain/by-two-does.ts';
import { confirmByOf, firstHour } from '../domain/emergency.ts';
import { makersBefore } from '../domain/makers-of.ts';
import { COUNTING_STATES, type Request } from '../domain/request.ts';
import { stepRecordsOf } from '../domain/step-records.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Refused } from './flow.ts';
import { hurryBlock } from './hurry-block.ts';
import { heldAtOnce } from './look-at-power.ts';
import type { FirstClick, Transaction } from './ports.ts';
import { renewEarlier } from './renew-earlier.ts';
import { stopRestores } from './stop-restores.ts';
import { takeStart } from './take-start.ts';
import { type Gone, whatIsGone } from './what-is-gone.ts';

type Unstored = Omit<Request, 'reference'>;

/** `touched`: other requests about the person, whose parties are to be told. */
type Done = { readonly stored: Request; readonly touched: readonly string[] };

/** `first`: the click that it is the second of. `isHeld`: its card said that a limit holds it. */
type Click = { readonly first: FirstClick | null; readonly isHeld: boolean };

/**
 * Stores a block as it runs. Its own limit holds it: then a stop is there, and nothing of the request. An open request
 * holds it: then nothing is there at all, also not that an earlier block was made anew, which must be written before
 * this one can stand beside it. What would let the person in goes no further from the same moment on.
 */
export async function storeBlockNow(
  context: FlowContext,
  made: Unstored,
  click: Click,
): Promise<(Refused & { readonly stop?: Stop }) | Done> {
  try {
    return await context.ports.transactions.run(async (transaction) => {
      const stop = await takeTurn(context, made, click, transaction);
      // The first click goes only with a second that counts: what is held waits for another.
      return stop === null ? await put(context, made, click, transaction) : { refused: heldAtOnce(stop), stop };
    });
  } catch (error) {
    if (error instanceof NotStored) return { refused: error.why };
    if (error instanceof InTheWay) return { refused: await hurryBlock(context, error.reference) };
    throw error;
  }
}

/** Counts the start, and uses the first click. Gives the stop that holds it; null = none does. */
async function takeTurn(
  context: FlowContext,
  made: Unstored,
  { first, isHeld }: Click,
  transaction: Transaction,
): Promise<Stop | null> {
  const stop = await takeStart(context, startOf(made), null, transaction);
  if (stop !== null) return stop;
  if (isHeld) throw new NotStored(text(CLICK_OTHERWISE));
  const { firstClicks } = context.ports;
  if (first !== null && !(await firstClicks.use(first.targetUserId, first.by, transaction)))
    throw new NotStored(text('emergency.first-used'));
  return null;
}

async function put(context: FlowContext, made: Unstored, { first }: Click, transaction: Transaction): Promise<Done> {
  const { requests, queue, starts } = context.ports;
  const request = first === null ? made : notByEarlier(made, await aboutNow(context, made, transaction));
  // Of its turn, not of the click: a restore that was decided while this waited did not know of it.
  const startedAt = tenantNow(context);
  const answer = { verdict: 'renewed', by: made.requesterId, byName: made.requesterName, at: startedAt } as const;
  const gone = await whatIsGone(context, request, transaction);
  const { renewed, handOver } = await renewEarlier(context, gone, answer, transaction);
  const standing = renewed.filter(({ wasIn }) => !wasIn);
  const turn = await starts.nextNumber(transaction);
  const started = following(context, { ...request, startedAt }, turn, standing);
  const stored = await requests.insert(transaction, started, stepRecordsOf(request.plan, request.id, context.newId));
  if ('openRequest' in stored) throw new InTheWay(stored.openRequest);
  await queue.send('advance-request', stored.id, transaction);
  await handOver(stored);
  const stopped = await stopRestores(context, stored, transaction);
  return { stored, touched: [...gone.map(({ request: { id } }) => id), ...stopped] };
}

function aboutNow({ ports }: FlowContext, { targetUserId }: Unstored, transaction: Transaction) {
  return ports.requests.list({ targetUserId, states: COUNTING_STATES }, transaction);
}

/** Whoever made what it renews does not confirm it either. */
function notByEarlier(request: Unstored, about: readonly Request[]): Unstored {
  const makers = makersBefore(about).filter((id) => id !== request.requesterId);
  return { ...request, needs: notByMakers(request.needs, makers) };
}

/** `turn`: of the store. It has the first one's hour, and goes on with what that one had not done. */
function following(context: FlowContext, request: Unstored, turn: number, standing: readonly Gone[]): Unstored {
  const { emergency, startedAt } = request;
  if (emergency === null || startedAt === null) return request;
  const first = standing.map((each) => each.request);
  const firstBy = firstHour(first, startedAt);
  const confirmBy = confirmByOf(startedAt, context.settings.policy.emergency.confirmWithin, firstBy);
  const tookOver = standing.find(({ isMade }) => isMade)?.request.reference ?? null;
  return { ...request, emergency: { ...emergency, turn, confirmBy, firstBy, tookOver }, expiresAt: confirmBy };
}

/** Rolls back the start that was counted: the card said that a limit holds it, or the other click is gone. */
class NotStored extends Error {
  readonly why: Text;

  constructor(why: Text) {
    super(why.key);
    this.why = why;
  }
}

/** Rolls back what was written before it was known. */
class InTheWay extends Error {
  readonly reference: string;

  constructor(reference: string) {
    super('an open request is in the way');
    this.reference = reference;
  }
}
