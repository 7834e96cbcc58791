import { GAP_THINGS, type Gap, type GapOwner, type GapReason } from './gap.ts';
import type { Json } from './text.ts';

/**
 * How a part of a step stands. `running`: its intent is written, and nothing says yet how it ended. The other four are
 * ends, until a look or another attempt says otherwise. `done`: it is as wanted, by whom says the evidence. `left`: to
 * people. `refused`: by the service. `waived`: let go with its step, before anything of it was sent.
 */
export const PART_STATES = ['planned', 'running', 'done', 'left', 'refused', 'waived'] as const;
export type PartState = (typeof PART_STATES)[number];

/** A group is one part, whatever of it is left ({@link Gap}). */
export type PartKind = Exclude<Gap['kind'], 'membership' | 'ownership'>;
export const PART_KINDS = GAP_THINGS.filter((kind): kind is PartKind => kind !== 'membership' && kind !== 'ownership');

/** One thing that a step changes, or leaves to people: a group, a licence, a device, a field of an account. */
export type Part = {
  readonly kind: PartKind;
  /** As of a {@link Gap}: what the next look knows it by. */
  readonly id: string;
  readonly name: string;
  readonly state: PartState;
  /** How often it was begun; raised with every intent. */
  readonly attempt: number;
  /**
   * What was there before the first write of it, in the shape of its kind (`group-part.ts`); null = it was never begun.
   */
  readonly before: Json;
  /** What of it Leaver did, in the same shape; null = nothing, or nobody knows yet. */
  readonly evidence: Json;
  /** Why it is left or refused, and who must do it; null = it is neither. */
  readonly why: GapReason | null;
  readonly who: GapOwner | null;
  /** As of a {@link Gap}. */
  readonly through: string | null;
};

/**
 * What is to be done, as a look found it; `evidence`: what of it Leaver did before and nobody gave back since; left out
 * = nothing.
 */
export type PartToDo = Pick<Part, 'kind' | 'id' | 'name'> & Partial<Pick<Part, 'evidence'>>;

/** What a part was found, or left, as; `evidence`: left out = what was known of it stays. */
export type PartEnding = Pick<Part, 'state'> & Partial<Pick<Part, 'evidence' | 'why' | 'who'>>;

/** A part that no ledger knows yet. */
export function newPart(toDo: PartToDo): Part {
  return { state: 'planned', attempt: 0, before: null, evidence: null, why: null, who: null, through: null, ...toDo };
}

/** Each of these as the ledger knows it. */
export function asKnown(parts: readonly Part[], toDo: readonly PartToDo[]): readonly Part[] {
  return toDo.map((each) => parts.find(({ kind, id }) => kind === each.kind && id === each.id) ?? newPart(each));
}

/** Whether both are the same thing of the same step. */
export function isSamePart(one: PartPlace, other: PartPlace): boolean {
  return one.kind === other.kind && one.id === other.id && one.through === other.through;
}

type PartPlace = Pick<Part, 'kind' | 'id' | 'through'>;

/** Whether Leaver changed something of it, or may have: an answer was lost, or is to come. */
export function isTouched({ state, evidence }: Part): boolean {
  return state === 'running' || evidence !== null;
}

/** Whether a part is over: nothing more happens to it without people, or a look that finds it otherwise. */
export function isOver({ state }: Part): boolean {
  return state !== 'planned' && state !== 'running';
}
