import type { StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';
import type { Request } from './request.ts';

export type StepOfRun = { readonly request: Request; readonly step: StepRecord };

/** Every step of these runs with its request, in the order in which they ran. */
export function stepsOfRuns(runs: readonly EarlierRun[]): readonly StepOfRun[] {
  return runs.flatMap(({ request, steps }) => steps.map((step) => ({ request, step })));
}
