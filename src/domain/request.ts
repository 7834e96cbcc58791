import type { ApprovalNeeds } from './approval-needs.ts';
import type { Choices } from './choices.ts';
import type { Plan } from './plan.ts';
import type { TargetUser } from './target-user.ts';
import type { Text } from './text.ts';

export const REQUEST_STATES = [
  'pending',
  'approved',
  'scheduled',
  'running',
  'watching',
  'done',
  'done-with-gaps',
  'declined',
  'expired',
  'withdrawn',
  'stopped',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/**
 * One request is open per target user (design, rule 12); these states count as open. A request that only watches what
 * it did is not: a block that waits for its first sync must not stand in the way of the offboarding, or the restore.
 */
export const OPEN_STATES = ['pending', 'approved', 'scheduled', 'running'] as const satisfies RequestState[];

/** States in which the flow still has something to do or to see. */
export const ACTIVE_STATES = [...OPEN_STATES, 'watching'] as const satisfies RequestState[];

export type Decision = {
  readonly verdict: 'approved' | 'declined';
  /** Object id and, for people, the name at that moment. */
  readonly by: string;
  readonly byName: string;
  readonly reason: string | null;
  /** Tenant time, ISO UTC. */
  readonly at: string;
};

/** What an approver asked, or the requester answered, while it waits. */
export type Remark = {
  readonly from: 'approver' | 'requester';
  readonly by: string;
  readonly byName: string;
  readonly words: string;
  readonly at: string;
};

/** An approver changed what was asked: it waits until the requester agreed. */
export type Edit = {
  readonly by: string;
  readonly byName: string;
  readonly at: string;
  /** Tenant time; null = not yet. */
  readonly agreedAt: string | null;
};

/** A block that was made before anybody was asked, and what the approvers said afterwards. */
export type Emergency = {
  /** Tenant time, ISO UTC: confirmed until then, or its undoing is proposed. */
  readonly confirmBy: string;
  readonly answer: EmergencyAnswer | null;
  /** Reference of the request that proposes to undo it. */
  readonly proposal: string | null;
};

export type EmergencyAnswer = {
  readonly verdict: 'confirmed' | 'refused' | 'unanswered';
  /** Object id and name of who answered; null = nobody did in time. */
  readonly by: string | null;
  readonly byName: string | null;
  readonly at: string;
};

/** Asked for by a requester, about one target user. */
export type Request = {
  /** GUID. */
  readonly id: string;
  /** What a person can type: `L-1042`. */
  readonly reference: string;
  readonly state: RequestState;
  /** Raised when what people decide about changes (state, plan, hour); cards carry it. */
  readonly version: number;
  readonly requesterId: string;
  readonly requesterName: string;
  readonly targetUserId: string;
  readonly targetUserName: string;
  readonly targetUserPrincipalName: string;
  readonly choices: Choices;
  /** What was read when the plan was made; read again before anything runs. */
  readonly facts: TargetUser;
  readonly plan: Plan;
  readonly planHash: string;
  /** Tenant time, ISO UTC: when it runs; null = as soon as it is approved. */
  readonly dueAt: string | null;
  /** Tenant time, ISO UTC: undecided then → expired (the earlier of policy and hour). */
  readonly expiresAt: string;
  readonly createdAt: string;
  /** Tenant time, ISO UTC: since when approvers are asked about this version. */
  readonly askedAt: string;
  /** What the policy demands for this plan, frozen with it. */
  readonly needs: ApprovalNeeds;
  /** Approvals of this version, in the order they came. */
  readonly approvals: readonly Decision[];
  /** How many of the moments at which people are reminded have come. */
  readonly reminded: number;
  readonly remarks: readonly Remark[];
  /** Who was asked in particular; everybody else who may decide still may. */
  readonly assignee: { readonly id: string; readonly name: string; readonly byName: string } | null;
  readonly edited: Edit | null;
  /** Set for a block that was made before anybody was asked. */
  readonly emergency: Emergency | null;
  /** What ended the waiting: the last approval that was needed, or a refusal. */
  readonly decision: Decision | null;
  /** Approved after its hour: the requester is asked "now or a new date" (design, section 10). */
  readonly lateSince: string | null;
  /** Why it stopped, expired, went back to people. */
  readonly note: Text | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Tenant time, ISO UTC: when the flow must look at it again; null = only when somebody acts. */
  readonly wakeAt: string | null;
};

export function isOpen(state: RequestState): boolean {
  return (OPEN_STATES as readonly RequestState[]).includes(state);
}
