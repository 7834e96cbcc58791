import type { RequestKind } from './choices.ts';
import type { StepKind } from './step.ts';
import type { OwnTask } from './task.ts';
import type { WorkingHours } from './working-hours.ts';

/** The groups that may decide, by role; which directory groups they are stands in the environment. */
export const DECIDING_ROLES = ['approver', 'escalation'] as const;
export type DecidingRole = (typeof DECIDING_ROLES)[number];

/** More than the ordinary one approver, where everything that `when` names holds. */
export type ApprovalRule = {
  readonly when: {
    readonly kinds?: readonly RequestKind[];
    /** Any of these steps is in the plan and has something to do. */
    readonly steps?: readonly StepKind[];
    /** The target user has at least so many direct reports. */
    readonly managesAtLeast?: number;
    /** The target user owns at least so many groups. */
    readonly ownsGroupsAtLeast?: number;
  };
  readonly count: number;
  /** Who decides about these; `approver` by default. */
  readonly by?: DecidingRole;
};

/** What the organisation decided: `POLICY_FILE`, or {@link BUILT_IN_POLICY}. Durations in minutes of tenant time. */
export type Policy = {
  /** Who may ask besides nobody: `chain` = every manager above the person, `direct` = the direct one only. */
  readonly requests: { readonly managers: 'chain' | 'direct' | 'nobody'; readonly requesterGroup: boolean };
  /** An undecided request expires after this, or at its hour when that is earlier. */
  readonly expiresAfter: number;
  readonly approvals: {
    /** Approvers for every request; rules only add to it. */
    readonly count: number;
    readonly rules: readonly ApprovalRule[];
    /** Approvers are reminded so long after they were asked, within working hours. */
    readonly remindAfter: readonly number[];
    /** The escalation group gets the card, and may decide, so long after; null = never. */
    readonly escalateAfter: number | null;
    /** Null = at any hour. */
    readonly workingHours: WorkingHours | null;
  };
  readonly emergency: {
    /** Approvers confirm a block that was made at once within this; else its undoing is proposed. */
    readonly confirmWithin: number;
    /** Emergency blocks per hour, by one person. */
    readonly perHour: number;
    /** Object ids of those who run a connector or the database: blocked at once by two members only. */
    readonly operators: readonly string[];
  };
  /** More than so many executions within an hour stop the queue for that scope. */
  readonly limits: {
    readonly perRequester: number;
    readonly perApprover: number;
    readonly perTenant: number;
    /** Of a department's people, when it has at least `departmentAtLeast`. */
    readonly departmentPercent: number;
    readonly departmentAtLeast: number;
    /**
     * Requests, and other hours of them, that one person may ask of approvers within an hour; one more is not taken in.
     */
    readonly asksPerRequester: number;
  };
  /** How long verification may wait for a read that shows the change, real seconds. */
  readonly settleSeconds: number;
  readonly verifyWithinSeconds: number;
  /** How far ahead a last working day may lie, days. */
  readonly scheduleDays: number;
  /** What people do at every offboarding besides its steps. */
  readonly tasks: readonly OwnTask[];
};

export const BUILT_IN_POLICY: Policy = {
  requests: { managers: 'chain', requesterGroup: true },
  expiresAfter: 24 * 60,
  approvals: {
    count: 1,
    rules: [
      { when: { steps: ['delete-account'] }, count: 2 },
      { when: { managesAtLeast: 1 }, count: 2 },
      { when: { ownsGroupsAtLeast: 10 }, count: 2 },
    ],
    remindAfter: [4 * 60, 20 * 60],
    escalateAfter: 8 * 60,
    workingHours: null,
  },
  emergency: { confirmWithin: 4 * 60, perHour: 5, operators: [] },
  limits: {
    perRequester: 10,
    perApprover: 20,
    perTenant: 30,
    departmentPercent: 25,
    departmentAtLeast: 8,
    asksPerRequester: 20,
  },
  settleSeconds: 2,
  verifyWithinSeconds: 120,
  scheduleDays: 365,
  tasks: [],
};
