import { codeOf } from '../domain/errors.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { countsSince } from './first-click.ts';

/** Tenant minutes between two looks. */
const PACE = 10;

/** Called with every sweep: a first click that is over is gone soon after, with the name and the reason that stand in it. */
export function createClickExpiry(context: FlowContext): () => Promise<void> {
  let next = '';
  return async () => {
    const now = tenantNow(context);
    if (now < next) return;
    next = minutesAfter(now, PACE);
    try {
      await context.ports.firstClicks.forget(countsSince(context));
    } catch (error) {
      context.log({ kind: 'clicks-not-forgotten', code: codeOf(error) });
    }
  };
}
