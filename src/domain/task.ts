import type { Text, Words } from './text.ts';

/**
 * When a task is handed out: once the request is approved, when it starts, or once every step is made as far as it
 * goes.
 */
export const TASK_PHASES = ['before-start', 'at-start', 'after'] as const;
export type TaskPhase = (typeof TASK_PHASES)[number];

/** What ends it: somebody's word that it is done, or that word with a result. */
export const TASK_EVIDENCE = ['attestation', 'result'] as const;
export type TaskEvidence = (typeof TASK_EVIDENCE)[number];

/**
 * `done`: somebody's word. `reported`: with what was pasted. `cannot`: somebody's word that it cannot be done.
 * `waived`: an approver let it go, or, with nobody's name, a look found that it is not needed any more.
 */
const TASK_STATES = ['open', 'done', 'reported', 'cannot', 'waived'] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** Whose members do it: the helpdesk (the approver group), or a group that the policy names. */
export type TaskGroup = 'helpdesk' | { readonly id: string; readonly name: string };

/** What a person is to do besides the steps: as the policy says and the approvers saw, or as a look found. */
export type PlannedTask = {
  /** Names it within its request. */
  readonly key: string;
  readonly title: Words | Text;
  /** How; null = the title says it all. */
  readonly instruction: Words | Text | null;
  readonly group: TaskGroup;
  readonly phase: TaskPhase;
  /** Days after the start; less than 0: before it. */
  readonly dueDays: number;
  readonly evidence: TaskEvidence;
};

/** What the policy asks for at every offboarding, in the organisation's own words. */
export type OwnTask = PlannedTask & { readonly title: Words; readonly instruction: Words | null };

/** A task that was handed out, in the ledger of its request. */
export type Task = PlannedTask & {
  /** GUID. */
  readonly id: string;
  readonly state: TaskState;
  /** Raised with every answer: an answer to what it was before counts no more. */
  readonly attempt: number;
  /** Tenant time, ISO UTC. */
  readonly openedAt: string;
  readonly answeredAt: string | null;
  /** The hour of its request for which it was answered, ISO UTC; null = none. Left out of what an earlier version stored. */
  readonly answeredFor?: string | null;
  /** Object id and name of who answered last. */
  readonly by: string | null;
  readonly byName: string | null;
  /** Why it cannot be done, or the result. */
  readonly words: string | null;
  /** How many of its reminders have come, and when the next one does; null = none is to come. */
  readonly reminded: number;
  readonly remindAt: string | null;
};
