import { type Power, powerOf } from '../domain/power.ts';
import type { TargetUser } from '../domain/target-user.ts';
import type { FlowContext } from './context.ts';
import { standingOf } from './standing.ts';

/** What power somebody has at this moment; a role counts only of who stands in it. Throws `DirectoryUnavailable`. */
export async function powerNow(context: FlowContext, facts: TargetUser): Promise<Power> {
  const { roles, isEmergency } = await standingOf(context, facts.id);
  return powerOf(facts, roles.length > 0 || isEmergency, context.settings.policy.emergency.operators);
}
