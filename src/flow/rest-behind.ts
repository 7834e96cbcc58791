import { namedAsIn } from '../domain/as-read-last.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import { BEGUN_STATES, type Request, WATCHED_STATES } from '../domain/request.ts';
import { RESTS_BEHIND, restsBehind } from '../domain/rests-behind.ts';
import { text } from '../domain/text.ts';
import { keepsAtRest, turnsRound } from '../domain/turning-round.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { withNewestNames } from './newest-names.ts';
import { overtakes } from './overtaken-by.ts';
import type { Transaction } from './ports.ts';

/**
 * While a later request is about to change the account the other way, what this one did is not looked at: it would be
 * done again, against what was decided since. True while it rests, also while a restore waits for an answer; it is
 * looked at again once that one is held or stopped, and then at once. Where that one changed the account, the watch has
 * ended (`endEarlierWatches`).
 */
export async function restBehind(context: FlowContext, request: Request): Promise<Request | 'rests' | 'goes-on'> {
  const { requests } = context.ports;
  const later = await turnedBySoon(context, request);
  const now = tenantNow(context);
  const { note, wakeAt } = request;
  const behind = restsBehind(request);
  const expected = { from: [request.state] };
  if (later === null) {
    if (behind === null) return 'goes-on';
    // Nobody looked while it rested: before its cards say anything else, they name the person and the last sync as of
    // now.
    await withNewestNames(context, request);
    const before = note?.values?.before;
    const given = { note: typeof before === 'object' && 'key' in before ? before : null, wakeAt: now };
    return (await requests.change(request.id, expected, given)) ?? 'rests';
  }
  const again = minutesAfter(now, REST_MINUTES);
  const next = { wakeAt: wakeAt !== null && wakeAt > now && wakeAt < again ? wakeAt : again };
  const { reference } = later;
  const kept = note === null || behind !== null ? {} : { before: note };
  const isSaid = behind === reference;
  if (isSaid && next.wakeAt === wakeAt) return 'rests';
  await requests.change(
    request.id,
    expected,
    // Whose it is, is as the later one read it.
    isSaid
      ? next
      : { ...next, facts: namedAsIn(later.facts, request.facts), note: text(RESTS_BEHIND, { reference, ...kept }) },
  );
  if (!isSaid) context.nudge(request.id);
  return 'rests';
}

/** Tenant minutes. */
const REST_MINUTES = 10;

/** The later request behind which it rests; null = there is none. */
export async function turnedBySoon(context: FlowContext, request: Request): Promise<Request | null> {
  const { requests, ledger } = context.ports;
  const { targetUserId, startedAt } = request;
  const begun = await requests.list({ targetUserId, states: BEGUN_STATES });
  for (const other of begun) {
    if (other.id === request.id || (other.startedAt ?? '') < (startedAt ?? '')) continue;
    if (!turnsRound(other, request) || overtakes(request, other)) continue;
    if (keepsAtRest(other, await ledger.read(other.id))) return other;
  }
  return null;
}

/**
 * In the transaction that starts this request, tries it anew or lets it go on: what earlier ones did the other way
 * rests from this moment, not from their next look, which may be hours away; meanwhile people would still be asked for
 * the opposite work. Gives their ids, to be looked at.
 */
export async function nowBehind(
  context: FlowContext,
  started: Request,
  transaction: Transaction,
): Promise<readonly string[]> {
  const { requests } = context.ports;
  const { id, targetUserId } = started;
  const about = await requests.list({ targetUserId, states: WATCHED_STATES }, transaction);
  const earlier = about.filter((other) => other.id !== id && other.wakeAt !== null && turnsRound(started, other));
  const wakeAt = tenantNow(context);
  for (const other of earlier) await requests.change(other.id, { from: [other.state] }, { wakeAt }, transaction);
  return earlier.map((other) => other.id);
}

/** Those that rest behind this request are looked at now: it is stopped, or over. */
export async function wakeResting(context: FlowContext, { id, targetUserId, reference }: Request): Promise<void> {
  const about = await context.ports.requests.list({ targetUserId, states: WATCHED_STATES });
  for (const other of about) if (other.id !== id && restsBehind(other) === reference) context.wake(other.id);
}
