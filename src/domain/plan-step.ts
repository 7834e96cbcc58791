import { CATALOGUE, effectiveOf, prerequisitesOf } from './catalogue.ts';
import { gapsOfSkip } from './skip.ts';
import { type PlannedStep, STEP_KINDS, type StepKind } from './step.ts';
import type { Text } from './text.ts';

/**
 * A step as the catalogue has it, with what this plan says differently. Its explanations end with when it is effective
 * (for this person: `effective`), unless it is skipped, which says what that leaves to people; `after` is filled by
 * {@link inOrder}.
 */
export function planStep(
  kind: StepKind,
  { effective, ...changes }: Partial<Omit<PlannedStep, 'kind' | 'after'>> & { readonly effective?: Text } = {},
): PlannedStep {
  const gaps = gapsOfSkip(kind, changes.skip ?? null);
  return {
    kind,
    lane: CATALOGUE[kind].lane,
    parameters: {},
    after: [],
    skip: null,
    undo: CATALOGUE[kind].undo,
    temporary: false,
    ...(gaps.length > 0 ? { gaps } : {}),
    ...changes,
    explains: [...(changes.explains ?? []), ...(changes.skip ? [] : [effective ?? effectiveOf(kind)])],
  };
}

/** In the order of the catalogue, each step bound to those it comes after that are in this plan. */
export function inOrder(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const kinds = new Set(steps.map(({ kind }) => kind));
  return STEP_KINDS.flatMap((kind) => steps.filter((step) => step.kind === kind)).map((step) => ({
    ...step,
    after: STEP_KINDS.filter((kind) => kind in prerequisitesOf(step.kind) && kinds.has(kind)),
  }));
}
