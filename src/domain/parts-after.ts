import type { Gap } from './gap.ts';
import { partOfGap } from './gaps-of.ts';
import { isSamePart, newPart, type Part, type PartEnding, type PartToDo } from './part.ts';

/** What a move of a step says of its parts. */
export type PartsChange = {
  /** Found to be done, by a look: what is on its way stays so, whatever else they were. */
  readonly toDo?: readonly PartToDo[];
  /** Found as wanted, or ended, by a read. */
  readonly ended?: readonly (PartToDo & PartEnding)[];
  /** All that is refused or left now: what was, and is no more, others did. */
  readonly gaps?: readonly Gap[];
  /** The step is let go: so is what was never begun of it. */
  readonly letGo?: boolean;
};

/**
 * The parts of a step after a move of it, in the order in which people read them: what is left first, as it was listed.
 */
export function partsAfter(
  parts: readonly Part[],
  { toDo = [], ended = [], gaps, letGo }: PartsChange,
): readonly Part[] {
  const planned = toDo.reduce(planPart, parts);
  const over = ended.reduce(endPart, planned);
  const read = gaps === undefined ? over : withGaps(over, gaps);
  return letGo === true ? read.map((part) => (part.state === 'planned' ? { ...part, state: 'waived' } : part)) : read;
}

function planPart(parts: readonly Part[], toDo: PartToDo): readonly Part[] {
  const known = parts.find((part) => isSamePart(part, { ...toDo, through: null }));
  if (known === undefined) return [...parts, newPart(toDo)];
  if (known.state === 'running') return parts;
  const again = { ...known, evidence: null, ...toDo, state: 'planned', why: null, who: null } as const;
  return parts.map((part) => (part === known ? again : part));
}

function endPart(parts: readonly Part[], ending: PartToDo & PartEnding): readonly Part[] {
  const known = parts.find((part) => isSamePart(part, { ...ending, through: null }));
  const after = { ...(known ?? newPart(ending)), why: null, who: null, ...ending };
  return known === undefined ? [...parts, after] : parts.map((part) => (part === known ? after : part));
}

/** A part that is no gap any more was done by others, as far as the evidence names nothing of ours. */
function withGaps(parts: readonly Part[], gaps: readonly Gap[]): readonly Part[] {
  const left = [...new Map(gaps.map(partOfGap).map((part) => [placeOf(part), part])).values()].map((gap) =>
    merged(
      parts.find((part) => isSamePart(part, gap)),
      gap,
    ),
  );
  const others = parts.filter((part) => !left.some((gap) => isSamePart(gap, part)));
  return [...left, ...others.map(closed)];
}

function merged(known: Part | undefined, gap: Part): Part {
  if (known === undefined) return gap;
  return { ...gap, attempt: known.attempt, before: known.before, evidence: known.evidence ?? gap.evidence };
}

function closed(part: Part): Part {
  return part.state === 'left' || part.state === 'refused' ? { ...part, state: 'done', why: null, who: null } : part;
}

function placeOf({ kind, id, through }: Part): string {
  return JSON.stringify([kind, id, through]);
}
