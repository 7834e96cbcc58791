import { z } from 'zod';
import type { Part } from './part.ts';
import type { Json } from './text.ts';

/** What somebody is in a group, or Leaver did about it: as owner, as member. */
export type InGroup = { readonly owner: boolean; readonly member: boolean };

export const NOT_IN: InGroup = { owner: false, member: false };

/** As it is stored: `before` with the class of the group, which an older Leaver wrote beside it. */
const STORED = z.object({
  version: z.literal(1),
  owner: z.boolean(),
  member: z.boolean(),
  class: z.string().optional(),
});

/** Null = there is nothing, or it was written by a version that this one does not know. */
export function readInGroup(stored: Json): (InGroup & { readonly class?: string }) | null {
  const read = STORED.safeParse(stored);
  if (!read.success) return null;
  const { owner, member, class: kind } = read.data;
  return { owner, member, ...(kind === undefined ? {} : { class: kind }) };
}

export function storedInGroup({ owner, member }: InGroup, kind?: string): Json {
  return { version: 1, owner, member, ...(kind === undefined ? {} : { class: kind }) };
}

export function storedUnlessNone(inGroup: InGroup | null): Json {
  return inGroup === null || !isInGroup(inGroup) ? null : storedInGroup(inGroup);
}

/** What of several is so. */
export function either(...all: readonly (InGroup | null)[]): InGroup {
  return all.reduce<InGroup>(
    (sum, each) => ({ owner: sum.owner || each?.owner === true, member: sum.member || each?.member === true }),
    NOT_IN,
  );
}

function isInGroup({ owner, member }: InGroup): boolean {
  return owner || member;
}

/** What Leaver did about it; of what was begun and never answered all that it was to do. Null = nothing. */
export function doneOfGroup({ state, before, evidence }: Part): InGroup | null {
  const done = either(readInGroup(evidence), state === 'running' ? readInGroup(before) : null);
  return isInGroup(done) ? done : null;
}
