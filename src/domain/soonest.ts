/** The first of these hours, ISO UTC; null = there is none. */
export function soonest(...moments: readonly (string | null)[]): string | null {
  return moments.filter((moment) => moment !== null).sort()[0] ?? null;
}
