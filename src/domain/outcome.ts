import { type Gap, isWholeStep } from './gap.ts';
import type { Part } from './part.ts';
import type { Lane, StepKind } from './step.ts';
import type { Json, Text } from './text.ts';

/** Worst first: a request's colour is its worst step (design, section 10). */
export const STEP_STATES = [
  'failed',
  'overwritten',
  'ambiguous',
  'needs-person',
  'attested',
  'running',
  'waiting',
  'planned',
  'accepted',
  'gone',
  'waived',
  'skipped',
  'verified',
] as const;
export type StepState = (typeof STEP_STATES)[number];

/** The effect of a step is not there, and that is no lagging read. */
export type TurnedBack = {
  /** How often; Leaver does it again by itself only the first time. */
  readonly times: number;
  /** When it was found so, tenant time, ISO UTC. */
  readonly at: string;
  /** Who did it, as the directory's audit log names them, or the reference of a request; null = nothing says (yet). */
  readonly by: string | null;
  /**
   * `sync`: directory sync wrote AD DS's value over it, by the audit log or by what AD DS says. `person`: somebody
   * changed it here. `ad`: somebody changed AD DS. `request`: a later request did. `said`: people said that it is done,
   * and a look shows that it is not. `unknown`: nothing says who, or whether sync did.
   */
  readonly how: 'sync' | 'person' | 'ad' | 'request' | 'said' | 'unknown';
};

/** Somebody meant it: Leaver does not fight people. */
export function isOnPurpose(turnedBack: TurnedBack | null): boolean {
  return turnedBack !== null && ['person', 'ad', 'request'].includes(turnedBack.how);
}

/** A line of the ledger: what happened to one step of one request. */
export type StepRecord = {
  /** GUID; also the `client-request-id` of every Graph call of this step. */
  readonly id: string;
  readonly requestId: string;
  /** Place in the plan, from 0. */
  readonly position: number;
  readonly kind: StepKind;
  readonly lane: Lane;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly after: readonly StepKind[];
  readonly state: StepState;
  /** How often the change was attempted; raised with every intent. */
  readonly attempt: number;
  /** Tenant time, ISO UTC: when the intent was written, the change accepted, the effect seen. */
  readonly intendedAt: string | null;
  readonly acceptedAt: string | null;
  readonly verifiedAt: string | null;
  /** Real time, ISO UTC: not to be read or tried again before (Graph reads lag, Retry-After). */
  readonly notBefore: string | null;
  /** What was there before the first write: restore undoes to it. */
  readonly snapshot: Json;
  /** What a later read, a pasted result or an answer gave: ids and states, never secrets. */
  readonly evidence: Json;
  /** What to tell people about it. */
  readonly note: Text | null;
  /** Its parts, where it has any: what of it is done, to come, left or refused. */
  readonly parts: readonly Part[];
  /**
   * Those that were refused or are for people (`gapsOf`); a look that reads them done takes them away, nothing else
   * does.
   */
  readonly gaps: readonly Gap[];
  /** Its effect was seen and then gone; null = never. */
  readonly turnedBack: TurnedBack | null;
  /** Object id of who attested, waived, retried or skipped it. */
  readonly by: string | null;
};

/** At rest: nothing more will happen to it without a person or a later sync. */
export function isSettled(state: StepState): boolean {
  return ['verified', 'skipped', 'waived', 'gone'].includes(state);
}

/** The change was taken, or people said that it was made, and nothing shows otherwise. */
export function isMade(state: StepState): boolean {
  return ['accepted', 'attested', 'verified'].includes(state);
}

/** It could not be done, or was let go. */
export function isGivenUp(state: StepState): boolean {
  return state === 'failed' || state === 'waived';
}

/** Leaver has still to do it, or is at it and does not know yet how that ends. */
export function isToCome(state: StepState): boolean {
  return ['planned', 'waiting', 'running', 'ambiguous'].includes(state);
}

const LEAVES_PARTS: readonly StepKind[] = ['disable-devices', 'leave-groups', 'remove-licences'];

/** Skipped by the plan, and nobody has read yet which parts of it are left to people. */
export function leavesUnread({
  kind,
  state,
  snapshot,
  gaps,
}: Pick<StepRecord, 'kind' | 'state' | 'snapshot' | 'gaps'>): boolean {
  return state === 'skipped' && snapshot === null && LEAVES_PARTS.includes(kind) && !gaps.some(isWholeStep);
}

/** The worst of several states; `verified` when there is none. */
export function worstState(states: readonly StepState[]): StepState {
  return STEP_STATES.find((state) => states.includes(state)) ?? 'verified';
}
