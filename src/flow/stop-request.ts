import { text } from '../domain/text.ts';
import type { ApproversChange } from './change-as-approver.ts';
import { changeAsHelpdesk } from './change-as-helpdesk.ts';
import type { FlowContext } from './context.ts';
import type { Answered } from './flow.ts';
import { isRunning, notForThis } from './hold-request.ts';
import { reasonOf } from './reason-of.ts';
import { stoppedBy } from './stopped-by.ts';

/**
 * An approver ends what was approved. Before its first write it is `stopped`; between two steps nothing more is begun,
 * and what did not run is let go by name. What stands already stays, and stays watched: taking it back is a restore,
 * which somebody else approves.
 */
export function stopRequest(context: FlowContext, asked: ApproversChange, given: string): Promise<Answered> {
  const reason = reasonOf(given);
  return changeAsHelpdesk(context, { ...asked, reason }, (request, actor, now) => {
    if (request.state === 'approved' || request.state === 'scheduled') {
      const note = text('flow.stopped-by', { name: actor.displayName, reason });
      return { state: 'stopped', note, endedAt: now, wakeAt: null, newVersion: true };
    }
    if (!isRunning(request) || request.hold?.how === 'stop') return notForThis(request);
    return stoppedBy({ id: actor.id, name: actor.displayName }, reason, now);
  });
}
