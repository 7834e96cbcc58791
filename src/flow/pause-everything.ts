import type { Stop } from '../domain/brakes.ts';
import { DirectoryUnavailable } from '../domain/errors.ts';
import { AGAIN_WITHIN, notTheirs } from '../domain/lift-stop.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Refused, ShownStop } from './flow.ts';
import { stopsIfReadable } from './list-stops.ts';
import { asItStands, resumerOf } from './stop-people.ts';
import { tellAudience } from './tell-stops.ts';

/**
 * The emergency group stops all work, without a deployment: once this is answered nothing starts, and no running
 * request makes another change. A second member who does the same confirms it; who pauses again within a day of a pause
 * of theirs that nobody confirmed, lifted by others or by themself, holds it against no approver alone. A call that was
 * on its way to Graph by then is not called back.
 */
export async function pauseEverything(
  context: FlowContext,
  actorId: string,
): Promise<Refused | { readonly stops: readonly ShownStop[] | null }> {
  const { people, transactions, starts, stops } = context.ports;
  const actor = await resumerOf(context, actorId);
  if (!actor.isEmergency || !actor.inOffice) return { refused: notTheirs(actor, 'only-emergency') };
  const by = (await people.read(actorId))?.displayName ?? '';
  const since = tenantNow(context);
  const why = text('brakes.why.everything', { by });
  const scope = { kind: 'everything', key: '', name: '' } as const;
  const { stop, isConfirmed } = await transactions.run(async (transaction) => {
    await starts.takeTurn(transaction);
    const isAgain = await stops.pausedAlone(actorId, minutesAfter(since, -AGAIN_WITHIN), transaction);
    const pause = { scope, why, since, by: actorId, trippedBy: null, parties: [], isAgain };
    const added = await stops.add(pause, transaction);
    return { stop: added, isConfirmed: await stops.confirm(added.reference, actorId, transaction) };
  });
  context.log({ kind: 'paused', personId: actorId });
  const what = stop.isAgain ? 'notice.paused-again' : 'notice.paused';
  if (stop.since === since) await tellAudience(context, text(what, { by }), actorId);
  if (isConfirmed && (await isTogetherNow(context, stop, actorId)))
    await tellAudience(context, text('notice.pause-confirmed', { by }), actorId);
  return { stops: await stopsIfReadable(context, actor) };
}

/** Whoever paused first may have left by now; where that cannot be read, nothing is said of it. */
async function isTogetherNow(context: FlowContext, before: Stop, actorId: string): Promise<boolean> {
  try {
    return (await asItStands(context, { ...before, parties: [...before.parties, actorId] })).parties.length > 0;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return false;
  }
}
