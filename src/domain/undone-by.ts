import type { StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';
import type { Request } from './request.ts';
import type { StepKind } from './step.ts';
import { UNDOES } from './undoes.ts';

/**
 * The request that started after this one and since then changed the same thing otherwise, by reference: its own doing
 * is nobody else's. Null = none did. `runs`: all about the same person, oldest first.
 */
export function undoneBy(step: StepRecord, request: Request, runs: readonly EarlierRun[]): string | null {
  const others = undoersOf(step.kind);
  const since = step.acceptedAt ?? request.startedAt ?? '';
  const undid = (other: StepRecord) => others.includes(other.kind) && (other.acceptedAt ?? '') > since;
  // What had begun before was known, and stopped, when this one began: the end of its last call decides nothing.
  const later = runs.slice(runs.findIndex(({ request: { id } }) => id === request.id) + 1);
  return later.findLast(({ steps }) => steps.some(undid))?.request.reference ?? null;
}

function undoersOf(kind: StepKind): readonly StepKind[] {
  const pairs = [...PAIRS, ...(Object.entries(UNDOES) as [StepKind, StepKind][])];
  return pairs.flatMap(([one, other]) => (one === kind ? [other] : other === kind ? [one] : []));
}

const PAIRS: readonly (readonly [StepKind, StepKind])[] = [
  ['unblock-sign-in', 'block-sign-in'],
  ['enable-account', 'disable-account'],
  ['restore-account', 'delete-account'],
  // Another reply, for another offboarding.
  ['set-auto-reply', 'set-auto-reply'],
];
