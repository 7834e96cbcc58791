/** As long as on the card of a refusal. */
const LONGEST = 280;

/** The words that were given as a reason, cut to what a card shows; '' when there are none. */
export function reasonOf(given: string): string {
  return given.trim().slice(0, LONGEST);
}
