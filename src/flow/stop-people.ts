import type { Stop } from '../domain/brakes.ts';
import { isInOffice } from '../domain/is-in-office.ts';
import { isFree, type Lifting, liftingBy, type Resumer } from '../domain/lift-stop.ts';
import { pauseAsItStands } from '../domain/pause-as-it-stands.ts';
import type { Person } from '../domain/person.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { membersInOffice, soundOf, standingOf } from './standing.ts';

/** What this person is with regard to stops, read live. */
export async function resumerOf(context: FlowContext, personId: string): Promise<Resumer> {
  const { inOffice, roles, isEmergency, isByUnsound } = await standingOf(context, personId);
  return { id: personId, inOffice, isApprover: roles.includes('approver'), isEmergency, isByUnsound };
}

/**
 * What this person's word does to a stop now. Whether anybody lifts it alone, and whether who said so first still
 * stands in a role, is read only where it decides. Throws `DirectoryUnavailable`.
 */
export async function liftingNow(context: FlowContext, given: Stop, actor: Resumer): Promise<Lifting> {
  const now = tenantNow(context);
  const stop = actor.isEmergency ? given : await asItStands(context, given);
  const alone = liftingBy(stop, actor, { now, isAnybodyFree: true, first: null });
  if (alone.how !== 'refused' || !TAKES_ANOTHER.includes(alone.why.key)) return alone;
  const isAnybodyFree = await isAnybodyFreeNow(context, stop);
  return liftingBy(stop, actor, { now, isAnybodyFree, first: isAnybodyFree ? null : await firstOf(context, stop) });
}

/**
 * The words of two members count only as long as both stand in the group: once one of them has left it, or the group is
 * gone (emptied, no longer set, or one by which nobody decides), it is a pause that nobody confirmed.
 */
export async function asItStands(context: FlowContext, stop: Stop): Promise<Stop> {
  if (stop.scope.kind !== 'everything' || stop.parties.length === 0) return stop;
  return pauseAsItStands(stop, await emergencyMembers(context));
}

/** Who stands in the emergency group at this moment. Throws `DirectoryUnavailable`. */
export async function emergencyMembers(context: FlowContext): Promise<readonly string[]> {
  const { emergencyGroupId } = context.settings;
  return emergencyGroupId === null ? [] : (await membersInOffice(context, [emergencyGroupId])).map(({ id }) => id);
}

const TAKES_ANOTHER = ['brakes.refused.second-person', 'brakes.refused.only-approver'];

/** Null: not everybody could be looked at, and nobody was found. */
async function isAnybodyFreeNow(context: FlowContext, stop: Stop): Promise<boolean | null> {
  const { groups } = context.ports;
  const isWanted = (person: Person) => isInOffice(person) && isFree(stop, { id: person.id, isApprover: true });
  const [groupId] = await soundOf(context, [context.settings.approverGroupId]);
  if (groupId === undefined) return false;
  if (groups.hasMember === undefined) return (await groups.members(groupId)).some(isWanted);
  return groups.hasMember(groupId, isWanted);
}

async function firstOf(context: FlowContext, { lift }: Stop): Promise<string | null> {
  if (lift == null) return null;
  const { inOffice, isApprover, isEmergency } = await resumerOf(context, lift.by);
  return inOffice && (isApprover || isEmergency) ? lift.by : null;
}

/** Everybody who is told about stops: approvers and the emergency group. */
export async function stopAudience(context: FlowContext): Promise<readonly string[]> {
  const { approverGroupId, emergencyGroupId } = context.settings;
  const wanted = [approverGroupId, ...(emergencyGroupId === null ? [] : [emergencyGroupId])];
  return (await membersInOffice(context, wanted)).map(({ id }) => id);
}
