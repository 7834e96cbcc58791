import type { RequestKind } from './choices.ts';
import type { PlannedStep } from './step.ts';
import type { PlannedTask } from './task.ts';
import type { Text } from './text.ts';

/** Ordered steps and what must be said about them: a pure function of choices, facts and policy. */
export type Plan = {
  readonly kind: RequestKind;
  /** In the order in which they run. */
  readonly steps: readonly PlannedStep[];
  /** Why this cannot be asked at all; a plan with a refusal is shown and never stored as a request. */
  readonly refusals: readonly Text[];
  /** What a manager must not misread: temporary blocks, what stays open, what only AD DS can do. */
  readonly warnings: readonly Text[];
  /** What is good to know. */
  readonly notes: readonly Text[];
  /** What people do besides, as the policy says; left out = nothing. */
  readonly tasks?: readonly PlannedTask[];
};
