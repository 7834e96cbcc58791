import { namedAsIn } from '../domain/as-read-last.ts';
import { letGoByTurn } from '../domain/as-turned.ts';
import { isMade, type StepRecord } from '../domain/outcome.ts';
import { type Request, WATCHED_STATES } from '../domain/request.ts';
import type { StepKind } from '../domain/step.ts';
import { text } from '../domain/text.ts';
import { decidesSignIn, turningOf, turnsRound } from '../domain/turning-round.ts';
import { DELETED_BY, isWatchEnded, UNDONE_BY } from '../domain/work-off.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { overtakes } from './overtaken-by.ts';
import type { RequestChange, Transaction } from './ports.ts';

/**
 * Once a request has changed the account, nobody watches what earlier ones did the other way (issue: hybrid, two keys):
 * in the transaction that writes that down, so that what was stopped before ends nothing. What keeps the same person
 * out is watched on beside it, since the later one finds the block in place and has none of its own; only what deletes
 * the account leaves nothing to watch. `steps`: the ledger as that transaction leaves it. Gives the ids of those whose
 * parties are to be told, once it is committed.
 */
export async function endEarlierWatches(
  context: FlowContext,
  request: Request,
  steps: readonly StepRecord[],
  transaction: Transaction,
): Promise<readonly string[]> {
  const deletes = steps.some(({ kind, state }) => kind === 'delete-account' && isMade(state));
  if (turningOf(request, steps) !== 'made') return [];
  const { requests } = context.ports;
  const { targetUserId } = request;
  const earlier = await requests.list({ targetUserId, states: WATCHED_STATES }, transaction);
  const ended: string[] = [];
  for (const each of earlier.filter(({ id, startedAt }) => id !== request.id && isBefore(startedAt, request))) {
    if (!(turnsRound(request, each) || deletes) || overtakes(each, request)) continue;
    // Said already: what its cards say is of then.
    if (isWatchEnded(each)) continue;
    const change = endOf(each, request, tenantNow(context));
    if ((await requests.change(each.id, { from: [each.state] }, change, transaction)) === null) continue;
    if (turnsRound(request, each)) await letGo(context, each, request, transaction);
    ended.push(each.id);
  }
  return ended;
}

/** Nobody is to do any more what was with people. */
async function letGo(
  { ports: { ledger } }: FlowContext,
  { id }: Request,
  { reference }: Request,
  transaction: Transaction,
): Promise<void> {
  for (const step of await ledger.read(id, transaction)) {
    const note = letGoByTurn(step, reference);
    if (note !== null) await ledger.move(step.id, [step.state], 'waived', { note, notBefore: null }, transaction);
  }
}

/** Whether this move of a step may be what ends them. */
export function mayEndWatches(kind: StepKind, to: StepRecord['state']): boolean {
  return decidesSignIn(kind) && (isMade(to) || to === 'skipped');
}

function isBefore(startedAt: string | null, later: Request): boolean {
  return (startedAt ?? '') <= (later.startedAt ?? '');
}

/**
 * Its cards keep what was seen then, and say that it is not looked at any more; whose they are is as the later one read
 * it.
 */
function endOf(earlier: Request, later: Request, now: string): RequestChange {
  const { state } = earlier;
  // What was over is not said to be over again.
  const ended = state === 'watching' ? { state: 'done-with-gaps' as const, endedAt: now, newVersion: true } : {};
  const why = turnsRound(later, earlier) ? UNDONE_BY : DELETED_BY;
  const facts = namedAsIn(later.facts, earlier.facts);
  return { ...ended, facts, note: text(why, { reference: later.reference, at: { instant: now } }), wakeAt: null };
}
