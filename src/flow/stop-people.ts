import type { Resumer } from '../domain/brakes.ts';
import type { FlowContext } from './context.ts';
import { membersInOffice, standingOf } from './standing.ts';

/** What this person is with regard to stops, read live. */
export async function resumerOf(context: FlowContext, personId: string): Promise<Resumer> {
  const { inOffice, roles, isEmergency, isByUnsound } = await standingOf(context, personId);
  return { id: personId, inOffice, isApprover: roles.includes('approver'), isEmergency, isByUnsound };
}

/** Everybody who is told about stops: approvers and the emergency group. */
export async function stopAudience(context: FlowContext): Promise<readonly string[]> {
  const { approverGroupId, emergencyGroupId } = context.settings;
  const wanted = [approverGroupId, ...(emergencyGroupId === null ? [] : [emergencyGroupId])];
  return (await membersInOffice(context, wanted)).map(({ id }) => id);
}
