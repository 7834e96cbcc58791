import type { FlowContext } from './context.ts';
import type { Offered } from './flow.ts';
import { standingOf } from './standing.ts';

/** In which roles somebody stands at this moment, in one read. */
export async function offeredTo(context: FlowContext, personId: string): Promise<Offered> {
  const { roles, isEmergency } = await standingOf(context, personId);
  return { approver: roles.includes('approver'), escalation: roles.includes('escalation'), emergency: isEmergency };
}
