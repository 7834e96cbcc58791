import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Request } from '../domain/request.ts';
import type { RequestChange } from '../flow/ports.ts';
import { calledOf } from './called.ts';
import { requiredJson, toJson } from './storable.ts';
import { instant, optionalInstant, type RequestsTable } from './tables.ts';
import { type StoredTask, toTask } from './task-row.ts';

/** The row of a new request; its number, and with it the reference, is given by the database. */
export function toRow(request: Omit<Request, 'reference'>): Insertable<RequestsTable> {
  return {
    id: request.id,
    state: request.state,
    version: request.version,
    requester_id: request.requesterId,
    requester_name: request.requesterName,
    target_user_id: request.targetUserId,
    target_user_name: request.targetUserName,
    target_user_principal_name: request.targetUserPrincipalName,
    choices: requiredJson(request.choices),
    facts: requiredJson(request.facts),
    called: calledOf(request.facts),
    plan: requiredJson(request.plan),
    plan_hash: request.planHash,
    due_at: request.dueAt,
    expires_at: request.expiresAt,
    created_at: request.createdAt,
    asked_at: request.askedAt,
    needs: requiredJson(request.needs),
    approvals: requiredJson(request.approvals),
    reminded: request.reminded,
    remarks: requiredJson(request.remarks),
    assignee: toJson(request.assignee),
    edited: toJson(request.edited),
    emergency: toJson(request.emergency),
    answer_by: answerBy(request.emergency),
    proposal: toJson(request.proposal),
    decision: toJson(request.decision),
    hold: toJson(request.hold),
    late_since: request.lateSince,
    note: toJson(request.note),
    started_at: request.startedAt,
    ended_at: request.endedAt,
    wake_at: request.wakeAt,
  };
}

/** The columns of what changes; what is not named in the change stays as it is. */
export function toChangedColumns(change: RequestChange): Updateable<RequestsTable> {
  return {
    ...(change.state !== undefined && { state: change.state }),
    ...(change.choices !== undefined && { choices: requiredJson(change.choices) }),
    ...(change.facts !== undefined && {
      facts: requiredJson(change.facts),
      called: calledOf(change.facts),
    }),
    ...(change.plan !== undefined && { plan: requiredJson(change.plan) }),
    ...(change.planHash !== undefined && { plan_hash: change.planHash }),
    ...(change.dueAt !== undefined && { due_at: change.dueAt }),
    ...(change.expiresAt !== undefined && { expires_at: change.expiresAt }),
    ...(change.needs !== undefined && { needs: requiredJson(change.needs) }),
    ...(change.approvals !== undefined && { approvals: requiredJson(change.approvals) }),
    ...(change.askedAt !== undefined && { asked_at: change.askedAt }),
    ...(change.reminded !== undefined && { reminded: change.reminded }),
    ...(change.remarks !== undefined && { remarks: requiredJson(change.remarks) }),
    ...(change.assignee !== undefined && { assignee: toJson(change.assignee) }),
    ...(change.edited !== undefined && { edited: toJson(change.edited) }),
    ...(change.emergency !== undefined && {
      emergency: toJson(change.emergency),
      answer_by: answerBy(change.emergency),
    }),
    ...(change.decision !== undefined && { decision: toJson(change.decision) }),
    ...(change.hold !== undefined && { hold: toJson(change.hold) }),
    ...(change.lateSince !== undefined && { late_since: change.lateSince }),
    ...(change.note !== undefined && { note: toJson(change.note) }),
    ...(change.startedAt !== undefined && { started_at: change.startedAt }),
    ...(change.endedAt !== undefined && { ended_at: change.endedAt }),
    ...(change.wakeAt !== undefined && { wake_at: change.wakeAt }),
  };
}

/** A row of a request, with its tasks where they were read with it (`TASKS`). */
export type RequestRow = Selectable<RequestsTable> & { readonly tasks?: readonly StoredTask[] | null };

export function toRequest(row: RequestRow): Request {
  return {
    id: row.id,
    reference: referenceOf(row.number),
    state: row.state,
    version: row.version,
    requesterId: row.requester_id,
    requesterName: row.requester_name,
    targetUserId: row.target_user_id,
    targetUserName: row.target_user_name,
    targetUserPrincipalName: row.target_user_principal_name,
    choices: row.choices,
    facts: row.facts,
    plan: row.plan,
    planHash: row.plan_hash,
    dueAt: optionalInstant(row.due_at),
    expiresAt: instant(row.expires_at),
    createdAt: instant(row.created_at),
    askedAt: instant(row.asked_at),
    needs: row.needs,
    approvals: row.approvals,
    reminded: row.reminded,
    remarks: row.remarks,
    assignee: row.assignee,
    edited: row.edited,
    emergency: row.emergency,
    proposal: row.proposal,
    decision: row.decision,
    hold: row.hold,
    lateSince: optionalInstant(row.late_since),
    note: row.note,
    startedAt: optionalInstant(row.started_at),
    endedAt: optionalInstant(row.ended_at),
    wakeAt: optionalInstant(row.wake_at),
    ...(row.tasks == null ? {} : { tasks: row.tasks.map(toTask) }),
  };
}

/** When the silence of the approvers counts as an answer; null = nothing is awaited. */
function answerBy(emergency: Request['emergency']): string | null {
  return emergency === null || emergency.answer !== null ? null : emergency.confirmBy;
}

export function referenceOf(number: number): string {
  return `L-${number}`;
}

/** The number of something a person typed as a reference; null when it is none (then it can only be an id). */
export function numberOf(reference: string): number | null {
  const digits = /^\s*l-(\d{1,9})\s*$/i.exec(reference)?.[1];
  return digits === undefined ? null : Number(digits);
}
