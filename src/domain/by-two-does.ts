/**
 * What a click of the last look does, as the card says it; null = it blocks. `first`: somebody else's click that it is
 * the second of.
 */
export function byTwoDoes(first: object | null, whyNot: object | null) {
  if (whyNot !== null) return 'emergency.click-asks';
  return first === null ? 'emergency.click-first' : null;
}

/** As a card sends it whose click blocks. */
export const BLOCKS = 'blocks';

/**
 * What is answered where the click would do something else than the card said: nothing was done, and it is shown anew.
 */
export const CLICK_OTHERWISE = 'emergency.click-otherwise';

/** What the card says where the member's limit is full: the click blocks nobody, and stops such blocks by them. */
export const CLICK_TRIPS = 'emergency.click-trips';

/** Whether a card that said this lets the click do it. What a full limit holds is known only once it was counted. */
export function saysSo(said: string, does: ReturnType<typeof byTwoDoes>): boolean {
  return said === (does ?? BLOCKS) || (does === null && said === CLICK_TRIPS);
}
