import { codeOf } from '../domain/errors.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import { type FlowContext, tenantNow } from './context.ts';

/**
 * Called with every sweep: does this once in so many tenant minutes. What fails is in the log as `failure`, and done
 * the next time.
 */
export function paced(
  context: FlowContext,
  { minutes, failure }: { readonly minutes: number; readonly failure: 'stops-not-read' | 'clicks-not-forgotten' },
  work: (now: string) => Promise<void>,
): () => Promise<void> {
  let next = '';
  return async () => {
    const now = tenantNow(context);
    if (now < next) return;
    next = minutesAfter(now, minutes);
    try {
      await work(now);
    } catch (error) {
      context.log({ kind: failure, code: codeOf(error) });
    }
  };
}
