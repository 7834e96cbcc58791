import type { FlowContext } from './context.ts';
import { standingOf } from './standing.ts';

/** Whether somebody stands in the escalation group at this moment: what they are offered. */
export async function isEscalation(context: FlowContext, personId: string): Promise<boolean> {
  return (await standingOf(context, personId)).roles.includes('escalation');
}
