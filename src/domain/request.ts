import type { ApprovalNeeds } from './approval-needs.ts';
import type { Choices } from './choices.ts';
import type { Plan } from './plan.ts';
import type { DecidingRole } from './policy.ts';
import type { TargetUser } from './target-user.ts';
import type { Task } from './task.ts';
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
 * Which requests may be open beside each other about one target user, {@link mayStandBeside} says; these states count
 * as open. A request that only watches what it did is not: a block that waits for its first sync must not stand in the
 * way of the offboarding, or the restore.
 */
export const OPEN_STATES = ['pending', 'approved', 'scheduled', 'running'] as const satisfies RequestState[];

/** Not begun yet: it can still be put at another hour. */
export const DATE_STATES: readonly RequestState[] = ['pending', 'approved', 'scheduled'];

/** States in which the flow still has something to do or to see. */
export const ACTIVE_STATES = [...OPEN_STATES, 'watching'] as const satisfies RequestState[];

/** Begun, and not over: something of it is made, or what was made is looked at. */
export const BEGUN_STATES: readonly RequestState[] = ['running', 'watching'];

/** Over without having begun: nothing of it ever runs. */
export const NEVER_BEGUN_STATES: readonly RequestState[] = ['declined', 'expired', 'withdrawn', 'stopped'];

/**
 * All but what is over without having begun: of what nobody approved, and its requester alone could make any number of,
 * no decision about the person depends on.
 */
export const COUNTING_STATES: readonly RequestState[] = REQUEST_STATES.filter(
  (state) => !NEVER_BEGUN_STATES.includes(state),
);

/** Begun, and every step made as far as it goes: what it did is looked at, for a week after it is done too. */
export const WATCHED_STATES: readonly RequestState[] = ['watching', 'done', 'done-with-gaps'];

export type Decision = {
  readonly verdict: 'approved' | 'declined';
  /** Object id and, for people, the name at that moment. */
  readonly by: string;
  readonly byName: string;
  readonly reason: string | null;
  /** Tenant time, ISO UTC. */
  readonly at: string;
  /**
   * Of a restore: its number in the order of decisions and blocks at once (`Starts.nextNumber`); left out where none
   * was taken.
   */
  readonly turn?: number;
};

/** An approver stepped in while it ran, or a restore of the same person is about to start: nothing more is changed. */
export type Hold = {
  /** `hold`: until somebody lets it go on. `stop`: for good; what did not run is let go. */
  readonly how: 'hold' | 'stop';
  readonly by: string;
  readonly byName: string;
  readonly reason: string;
  readonly at: string;
  /** Tenant time: when it comes back to people, and how often it has. */
  readonly until: string | null;
  readonly reminded: number;
  /** Who counts no more of those on whose word it runs, where Leaver itself holds it for that. */
  readonly lost?: readonly Text[];
  /**
   * Reference of the restore that is about to start, and ends it for good with its start (`stop`). One that ends
   * without having started lets it go on.
   */
  readonly restore?: string;
};

/**
 * Why Leaver proposes something itself: the undoing of a block made at once, which is for approvers alone to decide.
 */
export type Proposal = {
  /** Reference of the block. */
  readonly block: string;
  readonly verdict: 'refused' | 'unanswered';
  /** Who refused the block; null = nobody confirmed it in time. */
  readonly byName: string | null;
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
  /** Tenant time: the hour that it had; not there where it was to run as soon as approved. */
  readonly from?: string;
  /** Tenant time: the hour that the approver chose, which `dueAt` need not be any more; an earlier version left it out. */
  readonly to?: string;
  /** Asked for where it was approved already. */
  readonly reason?: string;
  /** What was approved before an approver moved it: it holds as long as the requester did not agree to another hour. */
  readonly before?: Pick<Request, 'dueAt' | 'approvals' | 'decision'> & { readonly when: Choices['when'] };
  /** Tenant time: the requester did not agree in time, and the approvers decide about it themselves. */
  readonly lapsedAt?: string;
};

/** A block that was made before anybody was asked, and what the approvers said afterwards. */
export type Emergency = {
  /** Its number in the order of decisions and blocks at once (`Starts.nextNumber`); left out by an earlier version. */
  readonly turn?: number;
  /** Tenant time, ISO UTC: confirmed until then, or its undoing is proposed. */
  readonly confirmBy: string;
  /** The same of the first of those that were made one upon the other; left out: this is the first. */
  readonly firstBy?: string | null;
  readonly answer: EmergencyAnswer | null;
  /** Who could answer it when it was made, where that was not approvers; `escalation` is asked in their place. */
  readonly answeredBy?: Exclude<AnsweredBy, 'approver'>;
  /** Who asked for it first, where it takes two. */
  readonly first?: {
    readonly by: string;
    readonly byName: string;
    readonly at: string;
    readonly reason?: string | null;
  };
  /** A block at once that stood when this one was made, and whose work this one goes on with: by reference. */
  readonly tookOver?: string | null;
  /** Reference of the request that proposes to undo it. */
  readonly proposal: string | null;
  /** That one is over, and has not let the person in; left out = not so, or not known. */
  readonly inVain?: boolean;
  /** An approver declined to undo it: it stays, whatever was answered before. */
  readonly kept?: { readonly by: string; readonly byName: string; readonly at: string } | null;
  /** Reference of the request because of which nobody is let in: it is decided, and keeps the person out anyway. */
  readonly keptBy?: string | null;
  /** Why nothing could be proposed, and since when: nothing is in place, or another request stands in the way. */
  readonly notProposed?: { readonly why: Text; readonly at: string } | null;
};

/** Who may confirm or refuse a block that was made at once. */
export type AnsweredBy = DecidingRole | 'nobody';

export type EmergencyAnswer = {
  /** `renewed`: the person was blocked at once anew; `wasIn`: since they could sign in again. */
  readonly verdict: 'confirmed' | 'refused' | 'unanswered' | 'renewed';
  readonly wasIn?: boolean;
  /**
   * An approver's, or by a later block, after nobody had answered in time: nothing of the block was in place by then.
   */
  readonly late?: true;
  /** Of `renewed`: reference of the later block; none in what an earlier version stored. */
  readonly next?: string;
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
  /** Set for what Leaver proposes; the requester is who made the block, so that they cannot approve its undoing. */
  readonly proposal: Proposal | null;
  /** Set while an approver holds it, and for good once one stopped it after it had begun. */
  readonly hold: Hold | null;
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
  /** What people were given to do, in the order in which they were; left out = nothing. */
  readonly tasks?: readonly Task[];
};

/** The least of a request that says whether another may be open beside it. */
export type Standing = Pick<Request, 'state' | 'emergency'> & { readonly choices: Pick<Choices, 'kind'> };

/**
 * Whether two open requests about one target user may stand beside each other (design, sections 8.12 and 11); the same
 * as in the indexes of the database, which alone judges. A block made at once and its target's other requests never are
 * in each other's way; a block may stand beside an offboarding; a restore beside what is planned for later or runs,
 * since it takes those back when it starts.
 */
export function mayStandBeside(one: Standing, other: Standing): boolean {
  if (one.emergency !== null || other.emergency !== null) return true;
  const [kind, otherKind] = [one.choices.kind, other.choices.kind];
  if (kind === otherKind) return false;
  if (kind !== 'restore-user' && otherKind !== 'restore-user') return true;
  const { state } = kind === 'restore-user' ? other : one;
  return state !== 'pending' && state !== 'approved';
}

export function isOpen(state: RequestState): boolean {
  return (OPEN_STATES as readonly RequestState[]).includes(state);
}

/** Whether the flow still has something to do or to see. */
export function isActive(state: RequestState): boolean {
  return (ACTIVE_STATES as readonly RequestState[]).includes(state);
}
