import type { Stop } from '../domain/brakes.ts';
import { codeOf } from '../domain/errors.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { stopAudience } from './stop-people.ts';

/**
 * Tells approvers and the emergency group about the limits that this request reached, each once; false when Teams cannot
 * take it now, and then it is to be called again. Follows from the rows alone, so a crash in between loses nothing.
 */
export async function tellStops(context: FlowContext, requestId: string): Promise<boolean> {
  const { stops, notices, messenger } = context.ports;
  const tripped = (await stops.open()).filter(({ trippedBy }) => trippedBy === requestId);
  if (tripped.length === 0) return true;
  const audience = await stopAudience(context);
  let isTold = true;
  for (const stop of tripped) {
    for (const personId of audience) {
      const key = `stop:${stop.reference}`;
      if (!(await notices.claim(requestId, personId, key))) continue;
      if ((await messenger.notify(personId, noticeOf(stop))) !== 'later') continue;
      await notices.giveBack(requestId, personId, key);
      isTold = false;
    }
  }
  return isTold;
}

/** Says one sentence to all of them but who did it; whoever cannot be reached now sees it with `stops`. */
export async function tellAudience(context: FlowContext, message: Text, exceptFor: string | null): Promise<void> {
  try {
    const others = (await stopAudience(context)).filter((id) => id !== exceptFor);
    await Promise.all(others.map((id) => context.ports.messenger.notify(id, message)));
  } catch (error) {
    // It has happened all the same, and who did it must not read that it failed.
    context.log({ kind: 'telling-failed', code: codeOf(error) });
  }
}

/** What is said when a limit was reached. */
export function noticeOf({ reference, why }: Stop): Text {
  return text('notice.breaker', { stop: reference, why });
}
