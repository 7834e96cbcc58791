import type { Choices } from './choices.ts';
import type { StepRecord } from './outcome.ts';
import type { Person } from './person.ts';
import type { Request } from './request.ts';
import type { SuccessorTie } from './rules.ts';
import type { TargetUser } from './target-user.ts';

/** A request that ran, with its ledger. */
export type EarlierRun = { readonly request: Request; readonly steps: readonly StepRecord[] };

export type PlanInput = {
  readonly choices: Choices;
  readonly targetUser: TargetUser;
  readonly requester: Pick<Person, 'id' | 'displayName'>;
  /** Who `choices.successorId` is now; null when nobody was chosen or nobody is there any more. */
  readonly successor: Person | null;
  /**
   * Everything that Leaver ever ran for this target user, oldest first: what a restore goes by. Empty for other kinds.
   */
  readonly runs: readonly EarlierRun[];
  /** Object ids of Leaver's own groups and of those within them: of a restore; left out = none. */
  readonly ownGroups?: readonly string[];
  /** What else is known of the successor; left out = nothing. */
  readonly successorTie?: SuccessorTie | null;
  /** Tenant time, ISO UTC. */
  readonly now: string;
};
