import type { Gap } from './gap.ts';
import { readInGroup } from './group-part.ts';
import type { Part } from './part.ts';

/** The parts that were refused or are for people, as cards, notices and looks know them. */
export function gapsOf(parts: readonly Part[]): readonly Gap[] {
  return parts.flatMap((part) => {
    const { state, id, name, why, who, through } = part;
    if (state !== 'left' && state !== 'refused') return [];
    return [{ end: state, kind: kindOf(part), id, name, why: why ?? 'other', who: who ?? 'helpdesk', through }];
  });
}

/**
 * Of a group of which half was done, the other half: left as owner it is the membership, joined as member the
 * ownership.
 */
function kindOf({ kind, state, evidence }: Part): Gap['kind'] {
  const done = kind === 'group' && state === 'refused' ? readInGroup(evidence) : null;
  if (done === null || done.owner === done.member) return kind;
  return done.owner ? 'membership' : 'ownership';
}

/** The part that a gap is of, where nothing else is known of it. */
export function partOfGap({ end, kind, id, name, why, who, through }: Gap): Part {
  const half = HALVES[kind];
  return {
    kind: kind === 'membership' || kind === 'ownership' ? 'group' : kind,
    id,
    name,
    state: end,
    attempt: 0,
    before: null,
    evidence: half === undefined ? null : { version: 1, ...half },
    why,
    who,
    through,
  };
}

const HALVES: Readonly<Partial<Record<Gap['kind'], { readonly owner: boolean; readonly member: boolean }>>> = {
  membership: { owner: true, member: false },
  ownership: { owner: false, member: true },
};
