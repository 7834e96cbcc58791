import type { Choices } from './choices.ts';
import type { StepRecord } from './outcome.ts';
import type { Person } from './person.ts';
import type { Request } from './request.ts';
import type { TargetUser } from './target-user.ts';

export type LastRun = { readonly request: Request; readonly steps: readonly StepRecord[] };

export type PlanInput = {
  readonly choices: Choices;
  readonly targetUser: TargetUser;
  readonly requester: Person;
  /** Who `choices.successorId` is now; null when nobody was chosen or nobody is there any more. */
  readonly successor: Person | null;
  /** The newest request that changed this target user, with its ledger: what a restore undoes to. */
  readonly lastRun: LastRun | null;
  /** Tenant time, ISO UTC. */
  readonly now: string;
};
