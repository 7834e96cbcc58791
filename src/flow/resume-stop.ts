import type { Stop } from '../domain/brakes.ts';
import { notTheirs, type Resumer } from '../domain/lift-stop.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { ShownStop } from './flow.ts';
import { shownStops, stopsIfReadable } from './list-stops.ts';
import { liftingNow, resumerOf } from './stop-people.ts';
import { tellAudience } from './tell-stops.ts';

type Answer = { readonly refused: Text | null; readonly stops: readonly ShownStop[] | null };

/**
 * Lets go what a stop held: a pause by the emergency group (or, not confirmed for an hour or left by the whole group,
 * an approver), a limit by an approver who has nothing to do with what counted, or where there is none by two together,
 * of whom this may be the first. What counted in its scope until now does not count any more, since otherwise the next
 * start would stop it again; every request that rests is looked at.
 */
export async function resumeStop(context: FlowContext, actorId: string, reference: string | null): Promise<Answer> {
  const actor = await resumerOf(context, actorId);
  if (!actor.inOffice) return { refused: text('brakes.refused.not-in-office'), stops: null };
  if (!actor.isApprover && !actor.isEmergency) return { refused: notTheirs(actor, 'not-yours'), stops: null };
  const stop = chosen(await context.ports.stops.open(), reference);
  if ('key' in stop) return { refused: stop, stops: await shownStops(context, actor) };
  const lifting = await liftingNow(context, stop, actor);
  if (lifting.how === 'refused') return { refused: lifting.why, stops: await shownStops(context, actor) };
  return lifting.how === 'first' ? sayFirst(context, stop, actor) : lift(context, stop, actor);
}

async function lift(context: FlowContext, stop: Stop, actor: Resumer): Promise<Answer> {
  const { people, transactions, starts, stops } = context.ports;
  const by = (await people.read(actor.id))?.displayName ?? '';
  const resumed = await transactions.run(async (transaction) => {
    await starts.takeTurn(transaction);
    return stops.resume(stop, actor.id, tenantNow(context), transaction);
  });
  if (!resumed) {
    const isOpen = (await stops.open()).some(({ reference }) => reference === stop.reference);
    const refused = text(`brakes.refused.${isOpen ? 'changed' : 'no-such-stop'}`);
    return { refused, stops: await shownStops(context, actor) };
  }
  context.log({ kind: 'resumed', personId: actor.id, code: stop.scope.kind });
  await tellAudience(context, text('notice.resumed', { by, stop: stop.reference }), actor.id);
  return { refused: null, stops: await stopsIfReadable(context, actor) };
}

/** Of two who say it at the same moment one is the first, and the other is asked to say it once more. */
async function sayFirst(
  context: FlowContext,
  { reference, lift: before = null }: Stop,
  actor: Resumer,
): Promise<Answer> {
  const { people, transactions, stops } = context.ports;
  const byName = (await people.read(actor.id))?.displayName ?? '';
  const said = await transactions.run((transaction) =>
    stops.sayMayGo(reference, { by: actor.id, byName }, before?.by ?? null, transaction),
  );
  if (!said) return { refused: text('brakes.refused.changed'), stops: await shownStops(context, actor) };
  await tellAudience(context, text('notice.lift-second', { by: byName, stop: reference }), actor.id);
  return { refused: text('brakes.first-of-two'), stops: await stopsIfReadable(context, actor) };
}

function chosen(open: readonly Stop[], reference: string | null): Stop | Text {
  const [only, ...others] = open;
  if (only === undefined) return text('brakes.refused.nothing-held');
  if (reference === null) return others.length === 0 ? only : text('brakes.refused.which');
  const wanted = reference.trim().toUpperCase();
  return open.find((stop) => stop.reference === wanted) ?? text('brakes.refused.no-such-stop');
}
