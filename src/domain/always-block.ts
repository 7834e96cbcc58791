import type { Plan } from './plan.ts';
import { planStep } from './plan-step.ts';

/**
 * The same plan with a block that is sent whatever a read says: a read may lag behind somebody who was let in just now,
 * and blocking once more changes nothing (graph.md 12). The lane reads it from the parameters of the step.
 */
export function alwaysBlock(plan: Plan): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step) => {
      if (step.kind !== 'block-sign-in') return step;
      const { skip, explains, temporary, after } = step;
      const sent = skip === null ? step : { ...planStep(step.kind, { explains, temporary }), after };
      return { ...sent, parameters: { ...sent.parameters, always: true } };
    }),
  };
}
