import { licenceName } from '../../src/domain/licence-name.ts';
import { NO_LICENCE, storedLicence } from '../../src/domain/licence-part.ts';
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

/** A licence that a step took. */
export function aLicencePart(id: string, changes: Partial<Part> = {}): Part {
  const part = newPart({ kind: 'licence', id, name: licenceName('SPE_E3') });
  const before = storedLicence({ name: 'SPE_E3', disabledPlans: ['plan-1'] });
  return { ...part, state: 'done', attempt: 1, before, evidence: NO_LICENCE, ...changes };
}
