import { createHash } from 'node:crypto';
import type { Plan } from './plan.ts';
import type { Json } from './text.ts';

/**
 * What an approval is about, as SHA-256 in hex: kind, and of every step its kind, lane and parameters (which hold ids
 * and approved classes such as "all cloud groups"), and what people are given to do. Never names, counts, clock times
 * or explanations, so that a plan that says the same of a directory that moved on keeps its hash (design, section 10).
 */
export function planHash(plan: Plan): string {
  const essence: Json = {
    kind: plan.kind,
    steps: plan.steps.map(({ kind, lane, parameters }) => ({ kind, lane, parameters })),
    ...(plan.tasks === undefined || plan.tasks.length === 0 ? {} : { tasks: plan.tasks }),
  };
  return createHash('sha256').update(canonicalJson(essence)).digest('hex');
}

/** JSON with sorted keys and no white space: equal values, equal text. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`;
}
