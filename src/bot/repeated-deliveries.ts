/** Real time, milliseconds: Teams repeats within seconds to half a minute (reliability.md 0.5, section 4). */
const REMEMBERED = 2 * 60_000;
/** An answer is a card of some kilobytes. */
const MOST = 2_000;

/**
 * Gives a repeated delivery the answer of the first, also while that is still being made. A repetition under a new id
 * cannot be recognised here; nonces and the compare-and-set of a decision make it harmless.
 */
export function createRepeatedDeliveries<Answer>() {
  const known = new Map<string, { readonly answer: Promise<Answer>; readonly until: number }>();
  return {
    /** `repeated` is true when `work` was not run. */
    once(key: string, work: () => Promise<Answer>): { readonly repeated: boolean; readonly answer: Promise<Answer> } {
      const found = known.get(key);
      if (found !== undefined && found.until > Date.now()) return { repeated: true, answer: found.answer };
      const answer = work();
      known.set(key, { answer, until: Date.now() + REMEMBERED });
      answer.catch(() => known.delete(key));
      forgetOldest();
      return { repeated: false, answer };
    },
  };

  function forgetOldest(): void {
    for (const [key, { until }] of known) {
      if (known.size <= MOST && until > Date.now()) return;
      known.delete(key);
    }
  }
}
