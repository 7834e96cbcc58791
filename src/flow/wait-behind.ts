import { behindOf, WAITS_BEHIND, WAITS_BEHIND_RESTORE, WAITS_FOR_HELD } from '../domain/asks-again.ts';
import type { Request } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import type { Transaction } from './ports.ts';

/** `isHeld`: it is on hold until the restore that waits starts. */
export type Behind = { readonly reference: string; readonly isHeld: boolean };

/**
 * Decided, and it cannot begin before another request about the person is over, or at rest: looked at again at `wakeAt`
 * (tenant time), and its card says once behind which it waits. `behind` null: which one is not known, such as when it
 * ended just now. False: it is not as it was read any more, and nothing was changed.
 */
export async function waitBehind(
  context: FlowContext,
  request: Request,
  behind: Behind | null,
  wakeAt: string,
  transaction?: Transaction,
): Promise<boolean> {
  const { id, state, version, note } = request;
  const key = keyFor(request, behind);
  const isSaid = behind === null || (behindOf(request) === behind.reference && note?.key === key);
  const change = isSaid ? { wakeAt } : { wakeAt, note: text(key, { reference: behind.reference }) };
  return (await context.ports.requests.change(id, { from: [state], version }, change, transaction)) !== null;
}

function keyFor({ choices }: Request, behind: Behind | null) {
  if (choices.kind !== 'restore-user') return WAITS_BEHIND_RESTORE;
  return behind?.isHeld === true ? WAITS_FOR_HELD : WAITS_BEHIND;
}
