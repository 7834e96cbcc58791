import type { Plan } from './plan.ts';
import { canonicalJson } from './plan-hash.ts';
import type { Json } from './text.ts';

/** Whether two plans ask for the same and say the same about it, whatever the clock says meanwhile. */
export function saysTheSame(one: Plan, other: Plan): boolean {
  return sentences(one) === sentences(other);
}

function sentences(plan: Plan): string {
  const said: Json = JSON.parse(JSON.stringify(plan, (key, value) => (OF_THE_CLOCK.includes(key) ? undefined : value)));
  return canonicalJson(said);
}

/** Hours, and how long until then. */
const OF_THE_CLOCK: readonly string[] = ['instant', 'days', 'hours'];
