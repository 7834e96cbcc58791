import { isSamePart, type Part } from '../../src/domain/part.ts';
import type { PerformContext } from '../../src/flow/ports.ts';

/** The parts of a step as the store would keep them, without its fences; `now()` gives them as they stand. */
export function partsInMemory(known: readonly Part[] = []): PerformContext['parts'] & { now(): readonly Part[] } {
  let parts = known;
  const keep = (part: Part) => {
    const isKnown = parts.some((each) => isSamePart(each, part));
    parts = isKnown ? parts.map((each) => (isSamePart(each, part) ? part : each)) : [...parts, part];
    return part;
  };
  return {
    now: () => parts,
    begin: async (part, found) =>
      keep({ ...part, ...found, state: 'running', attempt: part.attempt + 1, why: null, who: null }),
    end: async (part, { state, evidence = part.evidence, why = null, who = null }) =>
      keep({ ...part, state, evidence, why, who }),
  };
}
