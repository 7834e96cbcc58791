import { behindOf, WAITS_BEHIND, WAITS_BEHIND_RESTORE } from '../domain/asks-again.ts';
import type { Request } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';

/**
 * Decided, and it cannot begin before another request about the person is over: looked at again at `wakeAt` (tenant time), and
 * its card says once behind which it waits. `reference` null: which one is not known, such as when it ended just now.
 */
export async function waitBehind(
  context: FlowContext,
  request: Request,
  reference: string | null,
  wakeAt: string,
): Promise<void> {
  const { id, state, version, choices } = request;
  const key = choices.kind === 'restore-user' ? WAITS_BEHIND : WAITS_BEHIND_RESTORE;
  const isSaid = reference === null || behindOf(request) === reference;
  const change = isSaid ? { wakeAt } : { wakeAt, note: text(key, { reference }) };
  await context.ports.requests.change(id, { from: [state], version }, change);
}
