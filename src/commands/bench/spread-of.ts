export type Spread = { readonly median: number; readonly p95: number; readonly worst: number };

/** Of measured values: the middle one, the one below which 95 % lie, and the worst. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { median: at(0.5), p95: at(0.95), worst: at(1) };
}
