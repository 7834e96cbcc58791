import type { Stop } from '../domain/brakes.ts';
import { codeOf } from '../domain/errors.ts';
import { isHeld } from '../domain/report-headline.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { sayOnce } from './say-once.ts';
import { standingOf } from './standing.ts';
import { stopAudience } from './stop-people.ts';

/**
 * Tells approvers and the emergency group about the limits that this request reached, but nobody whom it is about, and
 * who asked for it that one holds it, each once; false when Teams cannot take it now, and then it is to be called
 * again. Follows from the rows alone, so a crash in between loses nothing.
 */
export async function tellStops(context: FlowContext, requestId: string): Promise<boolean> {
  const open = await context.ports.stops.open();
  if (open.length === 0) return true;
  const tripped = open.filter(({ trippedBy }) => trippedBy === requestId);
  const audience = tripped.length === 0 ? [] : await audienceBeside(context, requestId);
  let isTold = await tellRequester(context, requestId, open);
  for (const stop of tripped) {
    for (const personId of audience) {
      const under = { requestId, personId, key: `stop:${stop.reference}` };
      if ((await sayOnce(context, under, noticeOf(stop))) === 'later') isTold = false;
    }
  }
  return isTold;
}

/** In a small department the words of a limit would tell somebody that a request is about them. */
async function audienceBeside(context: FlowContext, requestId: string): Promise<readonly string[]> {
  const request = await context.ports.requests.read(requestId);
  return (await stopAudience(context)).filter((id) => id !== request?.targetUserId);
}

/** Whose request waits for a limit that stopped hears it once for each stop, however many of theirs wait. */
async function tellRequester(context: FlowContext, requestId: string, open: readonly Stop[]): Promise<boolean> {
  const request = await context.ports.requests.read(requestId);
  if (request === null || !isHeld(request)) return true;
  const stop = open.find(({ reference }) => reference === request.note?.values?.stop);
  // A pause is people's own, and said to those who can do something about it.
  if (stop === undefined || stop.trippedBy === null) return true;
  if (!(await standingOf(context, request.requesterId)).inOffice) return true;
  const under = { requestId: stop.trippedBy, personId: request.requesterId, key: `stop:${stop.reference}:requester` };
  const { reference, why } = stop;
  const message = text('notice.stop-holds', { stop: reference, why, reference: request.reference });
  return (await sayOnce(context, under, message)) !== 'later';
}

/** Says one sentence to all of them but who did it; whoever cannot be reached now sees it with `stops`. */
export async function tellAudience(context: FlowContext, message: Text, ...exceptFor: string[]): Promise<void> {
  try {
    const audience = (await stopAudience(context)).map((id) => ({ id }));
    await tellThese(context, audience, message, exceptFor);
  } catch (error) {
    // It has happened all the same, and who did it must not read that it failed.
    context.log({ kind: 'telling-failed', code: codeOf(error) });
  }
}

/** Which of these people, but for some, one message reached just now: their object ids. */
export async function tellThese(
  context: FlowContext,
  people: readonly { readonly id: string }[],
  message: Text,
  exceptFor: readonly string[],
): Promise<readonly string[]> {
  const others = people.filter(({ id }) => !exceptFor.includes(id));
  const sent = await Promise.allSettled(others.map(({ id }) => context.ports.messenger.notify(id, message)));
  for (const each of sent)
    if (each.status === 'rejected') context.log({ kind: 'telling-failed', code: codeOf(each.reason) });
  const isSent = (each: PromiseSettledResult<string> | undefined) =>
    each?.status === 'fulfilled' && each.value === 'sent';
  return others.map(({ id }) => id).filter((_, place) => isSent(sent[place]));
}

/** What is said when a limit was reached. */
export function noticeOf({ reference, why }: Stop): Text {
  return text('notice.breaker', { stop: reference, why });
}
