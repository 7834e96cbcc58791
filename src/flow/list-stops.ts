import type { Stop } from '../domain/brakes.ts';
import { codeOf } from '../domain/errors.ts';
import { type Lifting, notTheirs, type Resumer } from '../domain/lift-stop.ts';
import type { Text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import type { Refused, ShownStop } from './flow.ts';
import { asItStands, liftingNow, resumerOf } from './stop-people.ts';

/** What is held back now, for those who could do something about it. */
export async function listStops(
  context: FlowContext,
  actorId: string,
): Promise<Refused | { readonly stops: readonly ShownStop[] }> {
  const actor = await resumerOf(context, actorId);
  if (!actor.isApprover && !actor.isEmergency) return { refused: notTheirs(actor, 'not-yours') };
  return { stops: await shownStops(context, actor) };
}

/**
 * As {@link shownStops}, of what was changed just now: null where it cannot be read, since the change itself stands.
 */
export async function stopsIfReadable(context: FlowContext, actor: Resumer): Promise<readonly ShownStop[] | null> {
  try {
    return await shownStops(context, actor);
  } catch (error) {
    context.log({ kind: 'stops-not-read', code: codeOf(error) });
    return null;
  }
}

/** Every open stop as this person sees it; of people, only those whom the stop names. */
export async function shownStops(context: FlowContext, actor: Resumer): Promise<readonly ShownStop[]> {
  const { stops } = context.ports;
  const [open, waiting] = [await stops.open(), await stops.waiting(actor.id)];
  return Promise.all(
    open.map(async (stop) => ({
      stop: await asItStands(context, stop),
      trippedBy: await referenceOf(context, stop, actor.id),
      waiting: waiting[stop.reference] ?? [],
      refusal: refusalIn(await liftingNow(context, stop, actor)),
    })),
  );
}

function refusalIn(lifting: Lifting): Text | null {
  return lifting.how === 'refused' ? lifting.why : null;
}

/** Not where it is about who reads it: they never hear of it. */
async function referenceOf(context: FlowContext, { trippedBy }: Stop, readerId: string): Promise<string | null> {
  const request = trippedBy === null ? null : await context.ports.requests.read(trippedBy);
  return request === null || request.targetUserId === readerId ? null : request.reference;
}
