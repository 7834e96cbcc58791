import { type Gap, isOfEarlierRun } from './gap.ts';
import type { Plan } from './plan.ts';
import { canonicalJson } from './plan-hash.ts';

/**
 * A restore as it was approved, with what the plan of now leaves to people and says of it: a password that was replaced
 * since is work of theirs whatever was approved, and changes nothing of what Leaver does.
 */
export function leftSince(approved: Plan, rebuilt: Plan): Plan {
  const steps = approved.steps.map((step) => {
    const { gaps, ...rest } = step;
    const now = rebuilt.steps.find(({ kind }) => kind === step.kind);
    return now?.gaps === undefined ? rest : { ...rest, gaps: now.gaps };
  });
  return { ...approved, steps, warnings: rebuilt.warnings, notes: rebuilt.notes };
}

/** Whether the same is left of earlier runs. */
export function leavesTheSame(one: readonly Gap[], other: readonly Gap[]): boolean {
  return ofEarlier(one) === ofEarlier(other);
}

function ofEarlier(gaps: readonly Gap[]): string {
  return canonicalJson(gaps.filter(isOfEarlierRun).map((gap) => ({ ...gap })));
}
