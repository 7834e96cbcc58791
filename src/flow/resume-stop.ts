import { notTheirs, resumeRefusal, type Stop } from '../domain/brakes.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { ShownStop } from './flow.ts';
import { shownStops, stopsIfReadable } from './list-stops.ts';
import { resumerOf } from './stop-people.ts';
import { tellAudience } from './tell-stops.ts';

/**
 * Lets go what a stop held: a pause by the emergency group (or, not confirmed for an hour, an approver), a limit by a second approver. What counted in its scope until
 * now does not count any more, since otherwise the next start would stop it again; every request that rests is looked at.
 */
export async function resumeStop(
  context: FlowContext,
  actorId: string,
  reference: string | null,
): Promise<{ readonly refused: Text | null; readonly stops: readonly ShownStop[] | null }> {
  const { people, transactions, starts, stops } = context.ports;
  const actor = await resumerOf(context, actorId);
  if (!actor.inOffice) return { refused: text('brakes.refused.not-in-office'), stops: null };
  if (!actor.isApprover && !actor.isEmergency) return { refused: notTheirs(actor, 'not-yours'), stops: null };
  const stop = chosen(await stops.open(), reference);
  const refused = 'key' in stop ? stop : resumeRefusal(stop, actor, tenantNow(context));
  if (refused !== null || 'key' in stop) return { refused, stops: await shownStops(context, actor) };
  const by = (await people.read(actorId))?.displayName ?? '';
  const resumed = await transactions.run(async (transaction) => {
    await starts.takeTurn(transaction);
    return stops.resume(stop.reference, actorId, tenantNow(context), transaction);
  });
  if (!resumed) return { refused: text('brakes.refused.no-such-stop'), stops: await shownStops(context, actor) };
  context.log({ kind: 'resumed', personId: actorId, code: stop.scope.kind });
  await tellAudience(context, text('notice.resumed', { by, stop: stop.reference }), actorId);
  return { refused: null, stops: await stopsIfReadable(context, actor) };
}

function chosen(open: readonly Stop[], reference: string | null): Stop | Text {
  const [only, ...others] = open;
  if (only === undefined) return text('brakes.refused.nothing-held');
  if (reference === null) return others.length === 0 ? only : text('brakes.refused.which');
  const wanted = reference.trim().toUpperCase();
  return open.find((stop) => stop.reference === wanted) ?? text('brakes.refused.no-such-stop');
}
