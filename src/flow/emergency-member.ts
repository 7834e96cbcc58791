import { mayBlockNow, NOT_IN_GROUP } from '../domain/emergency.ts';
import type { Person } from '../domain/person.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { isIn, isInUnsound } from './deciders.ts';
import type { Refused } from './flow.ts';

/**
 * Whoever may block this person at once, by the emergency group as it is now; `targetUserId` null = nobody was named
 * yet.
 */
export async function emergencyMember(
  context: FlowContext,
  actorId: string,
  targetUserId: string | null,
): Promise<Refused | { readonly actor: Person }> {
  const [actor, inEmergencyGroup] = await Promise.all([
    context.ports.people.read(actorId),
    isInEmergencyGroup(context, actorId),
  ]);
  const refused = mayBlockNow({ actor, inEmergencyGroup, targetUserId });
  if (refused === null && actor !== null) return { actor };
  return { refused: await orUnsound(context, actorId, refused ?? text(NOT_IN_GROUP)) };
}

/** Whether they are in office is for the rules to say, with the reason (`mayBlockNow`). */
async function isInEmergencyGroup(context: FlowContext, personId: string): Promise<boolean> {
  const { emergencyGroupId } = context.settings;
  return emergencyGroupId !== null && (await isIn(context, personId, emergencyGroupId));
}

/** Who is in the group, by which nobody acts any more, hears that instead. */
async function orUnsound(context: FlowContext, personId: string, refused: Text): Promise<Text> {
  const { emergencyGroupId } = context.settings;
  if (refused.key !== NOT_IN_GROUP || emergencyGroupId === null) return refused;
  return (await isInUnsound(context, personId, [emergencyGroupId])) ? text('approval.group-unsound') : refused;
}
