import { newPart, type Part } from '../../src/domain/part.ts';

const IN = { version: 1, owner: false, member: true };

/** A group that a step left, or joined, as member. */
export function aGroupPart(id: string, changes: Partial<Part> = {}): Part {
  const part = newPart({ kind: 'group', id, name: `Group ${id}` });
  return { ...part, state: 'done', attempt: 1, before: IN, evidence: IN, ...changes };
}

/** The same, of which nothing was done. */
export function anUndonePart(id: string, state: Part['state'] = 'planned'): Part {
  return aGroupPart(id, { state, evidence: null, ...(state === 'planned' ? { attempt: 0, before: null } : {}) });
}

/** A device that a step disabled. */
export function aDevicePart(id: string, changes: Partial<Part> = {}): Part {
  const part = newPart({ kind: 'device', id, name: `Device ${id}` });
  const [before, evidence] = [true, false].map((enabled) => ({ version: 1, enabled }));
  return { ...part, state: 'done', attempt: 1, before: before ?? null, evidence: evidence ?? null, ...changes };
}
