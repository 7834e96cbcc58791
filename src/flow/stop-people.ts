import type { Resumer } from '../domain/brakes.ts';
import { isInOffice } from '../domain/is-in-office.ts';
import type { FlowContext } from './context.ts';

/** What this person is with regard to stops, read live. */
export async function resumerOf(context: FlowContext, personId: string): Promise<Resumer> {
  const { people, groups } = context.ports;
  const { approverGroupId, emergencyGroupId } = context.settings;
  const [person, isApprover, isEmergency] = await Promise.all([
    people.read(personId),
    groups.isMember(personId, approverGroupId),
    emergencyGroupId === null ? false : groups.isMember(personId, emergencyGroupId),
  ]);
  return { id: personId, inOffice: isInOffice(person), isApprover, isEmergency };
}

/** Everybody who is told about stops: approvers and the emergency group. */
export async function stopAudience(context: FlowContext): Promise<readonly string[]> {
  const { approverGroupId, emergencyGroupId } = context.settings;
  const wanted = [approverGroupId, ...(emergencyGroupId === null ? [] : [emergencyGroupId])];
  const members = await Promise.all(wanted.map((groupId) => context.ports.groups.members(groupId)));
  return [...new Set(members.flat().map(({ id }) => id))];
}
