import { CATALOGUE, titleOf } from './catalogue.ts';
import { DECIDES_AGAIN } from './own-groups.ts';
import type { Plan } from './plan.ts';
import { canonicalJson } from './plan-hash.ts';
import type { PlannedStep } from './step.ts';
import { type Json, type Text, text } from './text.ts';
import { UNDOES } from './undoes.ts';

export type PlanComparison =
  | { readonly status: 'same' }
  /** Some of the work is no longer needed: it runs, and what is not needed is skipped. */
  | { readonly status: 'smaller' }
  /** Goes back to the people who decided, who are told these differences. */
  | { readonly status: 'matters'; readonly differences: readonly Text[] };

/**
 * What people approved beside what the directory asks for now (design, section 10): shrinking runs; a refusal or
 * protection, a new kind, another lane or parameter, something destructive that was not needed before, or somebody let
 * in who decides here since, goes back to people.
 */
export function comparePlans(approved: Plan, rebuilt: Plan): PlanComparison {
  const differences = [
    ...rebuilt.refusals,
    ...rebuilt.steps.flatMap((step) => differenceOf(find(approved, step), step)),
    ...decidesSince(approved, rebuilt),
  ];
  if (differences.length > 0) return { status: 'matters', differences };
  return approved.steps.some((step) => isNeeded(step) && !isNeeded(find(rebuilt, step)))
    ? { status: 'smaller' }
    : { status: 'same' };
}

/** Who was put into one of Leaver's own groups since would decide here once they are let in. */
function decidesSince(approved: Plan, rebuilt: Plan): readonly Text[] {
  const known = approved.warnings.filter(({ key }) => key === DECIDES_AGAIN).flatMap(itemsOf);
  return rebuilt.warnings.filter(
    (each) => each.key === DECIDES_AGAIN && !itemsOf(each).every((item) => known.includes(item)),
  );
}

function itemsOf({ values }: Text): readonly unknown[] {
  return Array.isArray(values?.items) ? values.items : [];
}

function differenceOf(approved: PlannedStep | undefined, rebuilt: PlannedStep): readonly Text[] {
  if (!isNeeded(rebuilt)) return [];
  const step = titleOf(rebuilt.kind);
  if (approved === undefined) return [text('plan.difference.new', { step })];
  if (approved.lane !== rebuilt.lane)
    return [text('plan.difference.lane', { step, lane: text(`lane.${rebuilt.lane}`) })];
  if (!isWithin(rebuilt, approved)) {
    return [text('plan.difference.parameters', { step })];
  }
  if (!isNeeded(approved) && CATALOGUE[rebuilt.kind].destructive)
    return [text('plan.difference.destructive', { step })];
  return [];
}

/**
 * The same, or fewer of the things that were approved to be given back: what others gave back meanwhile is found there
 * and left alone.
 */
function isWithin(rebuilt: PlannedStep, approved: PlannedStep): boolean {
  const [now, then] = [rebuilt.parameters, approved.parameters];
  if (canonicalJson(now) === canonicalJson(then)) return true;
  return rebuilt.kind in UNDOES && isPart({ ...now, from: null }, { ...then, from: null });
}

function isPart(now: Json, then: Json): boolean {
  if (Array.isArray(now) && Array.isArray(then)) {
    const known = new Set(then.map(canonicalJson));
    return now.every((each) => known.has(canonicalJson(each)));
  }
  if (!isFields(now) || !isFields(then)) return canonicalJson(now) === canonicalJson(then);
  const names = new Set([...Object.keys(now), ...Object.keys(then)]);
  return [...names].every((name) => isPart(now[name] ?? null, then[name] ?? null));
}

function isFields(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function find(plan: Plan, { kind }: PlannedStep): PlannedStep | undefined {
  return plan.steps.find((step) => step.kind === kind);
}

function isNeeded(step: PlannedStep | undefined): boolean {
  return step !== undefined && step.skip === null;
}
