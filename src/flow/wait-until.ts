import type { Request } from '../domain/request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { withNewestNames } from './newest-names.ts';

/** How often the name of somebody is read whose request only waits, milliseconds. */
const NAMES_WITHIN = 24 * 3_600_000;

/**
 * A request that waits for people, or for its hour: looked at again at `until` (ISO UTC; null = only people move it),
 * and before that once a day, so that its cards call the person as read last. Gives null: there is nothing more to do
 * now.
 */
export async function waitUntil(context: FlowContext, request: Request, until: string | null): Promise<null> {
  const named = await withNewestNames(context, request);
  const now = tenantNow(context);
  const day = new Date(Date.parse(now) + NAMES_WITHIN).toISOString();
  // The hour may have come while the name was read: it stands, and is due at once. What woke it is over.
  const known = named.wakeAt !== null && named.wakeAt > now ? named.wakeAt : null;
  const wakeAt = [until, known].reduce<string>((first, at) => (at !== null && at < first ? at : first), day);
  if (wakeAt === named.wakeAt) return null;
  const expected = { from: [named.state], version: named.version };
  await context.ports.requests.change(named.id, expected, { wakeAt });
  return null;
}
