import { type Brake, brake, givesWay, type Start, type Stop } from '../domain/brakes.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Transaction } from './ports.ts';

/** Minutes of tenant time in which executions count together. */
const WITHIN = 60;

/**
 * The one way by which anything begins: counted and recorded in one turn, so that of any number of workers at once no
 * more than the policy's number get through. Null = it may begin, and counts from now on; else the stop that holds it,
 * which was written just now where this start would have been one too many. The transaction must end soon: others wait
 * for it.
 */
export async function takeStart(
  context: FlowContext,
  start: Start,
  departmentSize: number | null,
  transaction: Transaction,
): Promise<Stop | null> {
  const { starts } = context.ports;
  await starts.takeTurn(transaction);
  const now = tenantNow(context);
  const found = await brakeAt(context, start, { now, departmentSize }, transaction);
  if (found.status === 'held') return found.by;
  if (found.status === 'trip') return trip(context, found, { start, now, transaction });
  await starts.add(start, now, transaction);
  return null;
}

/** What taking this start would find at this moment: for a look, which takes no turn and decides nothing. */
export function brakeNow(context: FlowContext, start: Start): Promise<Brake> {
  const at = { now: tenantNow(context), departmentSize: null };
  return context.ports.transactions.run((transaction) => brakeAt(context, start, at, transaction));
}

async function brakeAt(
  { ports, settings }: FlowContext,
  start: Start,
  { now, departmentSize }: { readonly now: string; readonly departmentSize: number | null },
  transaction: Transaction,
): Promise<Brake> {
  const counts = await ports.starts.count(start, minutesAfter(now, -WITHIN), transaction);
  const open = await ports.stops.open(transaction);
  return brake({ start, counts, open, policy: settings.policy, departmentSize });
}

/**
 * Tenant minutes for which a start that gave way rests; those in front of it are due by then, or cannot be read now.
 */
const REST = 1 / 6;

/**
 * When a start that was held tries again, because others that were held with it have an earlier deadline and there is
 * not room for all; null = it need not. Under the same turn as the start itself.
 */
export async function givesWayUntil(
  context: FlowContext,
  start: Start,
  departmentSize: number | null,
  transaction: Transaction,
): Promise<string | null> {
  const { starts } = context.ports;
  await starts.takeTurn(transaction);
  const now = tenantNow(context);
  const until = minutesAfter(now, REST);
  const counts = await starts.count(start, minutesAfter(now, -WITHIN), transaction);
  const ahead = await starts.ahead(start, until, transaction);
  return givesWay({ start, counts, ahead, policy: context.settings.policy, departmentSize }) ? until : null;
}

async function trip(
  context: FlowContext,
  found: Extract<Brake, { readonly status: 'trip' }>,
  at: { readonly start: Start; readonly now: string; readonly transaction: Transaction },
): Promise<Stop | null> {
  const written: Stop[] = [];
  for (const stop of found.stops) {
    const trippedBy = at.start.requestId;
    const counted = await context.ports.starts.parties(stop.scope, minutesAfter(at.now, -WITHIN), at.transaction);
    const parties = [...new Set([...stop.parties, ...counted])];
    const added = { ...stop, parties, since: at.now, by: null, trippedBy };
    written.push(await context.ports.stops.add(added, at.transaction));
    const tripped = { kind: 'breaker-tripped', requestId: trippedBy, code: stop.scope.kind };
    context.ports.transactions.afterCommit(at.transaction, () => context.log(tripped));
  }
  return written[0] ?? null;
}
