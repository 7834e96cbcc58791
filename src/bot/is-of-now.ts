/** Whoever is interrupted comes back within this; real milliseconds. */
const GOOD_FOR = 10 * 60_000;

/** Whether what a last look showed, at this real time (ISO UTC), is still what its button may be pressed for. */
export function isOfNow(shownAt: string): boolean {
  const age = Date.now() - Date.parse(shownAt);
  // Another process showed it, whose clock may be ahead a little.
  return age > -GOOD_FOR && age <= GOOD_FOR;
}
