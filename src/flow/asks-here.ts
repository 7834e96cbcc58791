import { directReports, isRequester } from './ask.ts';
import type { FlowContext } from './context.ts';

/**
 * Whether asking is offered to somebody: people report to them, they are in the requester group, or they asked before
 * and may have somebody to bring back who reports to nobody any more. It decides what is shown, and nothing else.
 */
export async function asksHere(context: FlowContext, personId: string): Promise<boolean> {
  const asked = await context.ports.requests.list({ requesterId: personId, limit: 1 });
  if (asked.length > 0) return true;
  const [reports, isInGroup] = await Promise.all([directReports(context, personId), isRequester(context, personId)]);
  return reports.length > 0 || isInGroup;
}
