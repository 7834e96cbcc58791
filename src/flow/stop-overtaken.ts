import { ACTIVE_STATES, type Request } from '../domain/request.ts';
import { decidesSignIn } from '../domain/turning-round.ts';
import { tenantNow } from './context.ts';
import { blocksSince } from './overtaken-by.ts';
import type { StepRun } from './step-run.ts';
import { stoppedBy } from './stopped-by.ts';

/**
 * Right before a restore lets the person in: one that a block at once overtook goes no further, whatever became of that block.
 * Here of one that had nothing more to do by then, and has again since what it gave back was found turned back. True = it is
 * stopped now.
 */
export async function stopOvertaken({ context, step }: StepRun, request: Request): Promise<boolean> {
  if (request.choices.kind !== 'restore-user' || !decidesSignIn(step.kind)) return false;
  const [block] = await blocksSince(context, request);
  if (block === undefined) return false;
  const by = { id: block.requesterId, name: block.requesterName };
  const stopped = stoppedBy(by, block.reference, tenantNow(context));
  await context.ports.requests.change(request.id, { from: ACTIVE_STATES, version: request.version }, stopped);
  return true;
}
