import { namedAsIn } from '../domain/as-read-last.ts';
import { hasMore } from '../domain/has-more.ts';
import { isAtRest } from '../domain/is-at-rest.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import type { StepRecord } from '../domain/outcome.ts';
import { BEGUN_STATES, type Hold, type Request, type RequestState } from '../domain/request.ts';
import { WITHDRAWN_BY_RESTORE } from '../domain/taken-back.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { letGoUnbegun } from './follow-hold.ts';
import { overtakes } from './overtaken-by.ts';
import type { Transaction } from './ports.ts';
import { waitBehind } from './wait-behind.ts';

/**
 * A restore is about to start: what runs about the person is put on hold between two of its steps (design, section
 * 8.12), and ended for good only by the start itself ({@link stopHeld}); a restore that ends without lets it go on
 * (`RequestStore.change`). False while something runs that is not held, or is not at rest yet; then the restore looks
 * again a minute later.
 */
export async function holdWhatRuns(context: FlowContext, restore: Request): Promise<boolean> {
  const running = await whatRuns(context, restore);
  if (running.every(isHeldAtRest)) return true;
  const free = running.filter(({ other, steps }) => other.hold === null && hasMore(steps));
  const first = free[0] ?? running.find(({ other }) => other.hold?.how === 'hold') ?? running[0];
  const held = await hold(context, restore, free, first?.other ?? null);
  for (const { id } of held) {
    context.wake(id);
    context.nudge(id);
  }
  return false;
}

/**
 * The restore's own row is changed first, and so locked: an end of it comes before this, or finds what is held by it.
 * Under the turn, since a block made at once locks the two the other way round: neither waits for a row that the other
 * has.
 */
function hold(
  context: FlowContext,
  restore: Request,
  free: readonly Running[],
  first: Request | null,
): Promise<readonly Request[]> {
  const { transactions, requests, starts } = context.ports;
  const now = tenantNow(context);
  const change = { hold: holdOf(restore, 'hold', now), newVersion: true } as const;
  const behind = first === null ? null : { reference: first.reference, isHeld: first.hold?.how !== 'stop' };
  return transactions.run(async (transaction) => {
    await starts.takeTurn(transaction);
    if (!(await waitBehind(context, restore, behind, minutesAfter(now, 1), transaction))) return [];
    const others = free.map(({ other }) => other);
    for (const { id, version } of others)
      await requests.change(id, { from: BEGUN_STATES, version }, change, transaction);
    return others;
  });
}

/** Under the turn that every start takes: what began, or was let go on, since `holdWhatRuns` looked. */
export async function runsBeside(context: FlowContext, restore: Request, transaction: Transaction): Promise<boolean> {
  const running = await whatRuns(context, restore, transaction);
  return !running.every(isHeldAtRest);
}

/**
 * What was held ends with the restore's start, in that transaction: no step of it is begun from then on. Gives the ids.
 * Throws `NotAtRest` where a step of one was begun at the same moment; nothing is changed then.
 */
export async function stopHeld(
  context: FlowContext,
  restore: Request,
  transaction: Transaction,
): Promise<readonly string[]> {
  const { requests, ledger } = context.ports;
  const now = tenantNow(context);
  const stopped = { hold: holdOf(restore, 'stop', now), wakeAt: now, newVersion: true } as const;
  const over = { hold: null, newVersion: true } as const;
  const touched: string[] = [];
  for (const { id, state, hold } of await besides(context, restore, [...BEGUN_STATES, ...OVER], transaction)) {
    if (hold?.how !== 'hold') continue;
    const isToStop = BEGUN_STATES.includes(state) && hasMore(await ledger.read(id, transaction));
    if (!isToStop && hold.restore !== restore.reference) continue;
    const changed = await requests.change(id, { from: [state] }, isToStop ? stopped : over, transaction);
    // Its row is locked by now: what was begun before that is seen.
    const isBegun = isToStop && !isAtRest(await ledger.read(id, transaction));
    if (changed === null || isBegun) throw new NotAtRest();
    if (isToStop) await letGoUnbegun(context, changed, transaction);
    touched.push(id);
  }
  return touched;
}

/** Rolls back a start beside which something is on its way. */
export class NotAtRest extends Error {}

/**
 * What is planned for later about the person goes, in the transaction that starts the restore and under its turn: what
 * does not start takes nothing back, and nothing of it begins meanwhile. Gives the ids of what went.
 */
export async function takeBack(
  context: FlowContext,
  restore: Request,
  transaction: Transaction,
): Promise<readonly string[]> {
  const planned = await besides(context, restore, ['approved', 'scheduled'], transaction);
  const note = text(WITHDRAWN_BY_RESTORE, { reference: restore.reference });
  const withdrawn = { state: 'withdrawn', note, endedAt: tenantNow(context), wakeAt: null, newVersion: true } as const;
  for (const { id, facts } of planned) {
    // Nobody reads them for this one again: from here on it goes by what the restore read.
    const change = { ...withdrawn, facts: namedAsIn(restore.facts, facts) };
    await context.ports.requests.change(id, { from: ['approved', 'scheduled'] }, change, transaction);
  }
  return planned.map(({ id }) => id);
}

type Running = { readonly other: Request; readonly steps: readonly StepRecord[] };

const OVER: readonly RequestState[] = ['done', 'done-with-gaps'];

/** Those that run, and of those that only watch the ones with a step still to come. */
async function whatRuns(
  context: FlowContext,
  restore: Request,
  transaction?: Transaction,
): Promise<readonly Running[]> {
  const found: Running[] = [];
  for (const other of await besides(context, restore, BEGUN_STATES, transaction)) {
    const steps = await context.ports.ledger.read(other.id, transaction);
    if (other.state === 'running' || hasMore(steps)) found.push({ other, steps });
  }
  return found;
}

/** Whoever held it: until it is let go on nothing of it begins. */
function isHeldAtRest({ other, steps }: Running): boolean {
  return other.hold?.how === 'hold' && isAtRest(steps);
}

/**
 * What else is open about the person; a block at once that came after the decision is for people to decide about first.
 */
async function besides(
  { ports }: FlowContext,
  restore: Request,
  states: readonly RequestState[],
  transaction?: Transaction,
) {
  const open = await ports.requests.list({ targetUserId: restore.targetUserId, states }, transaction);
  return open.filter((other) => other.id !== restore.id && !overtakes(other, restore));
}

function holdOf(restore: Request, how: Hold['how'], at: string): Hold {
  const { reference } = restore;
  const { id, name } = deciderOf(restore);
  return { how, by: id, byName: name, reason: reference, at, until: null, reminded: 0, restore: reference };
}

function deciderOf({ decision, requesterId, requesterName }: Request) {
  return { id: decision?.by ?? requesterId, name: decision?.byName ?? requesterName };
}
