/** Real time, milliseconds: how long the messenger waits for a submission that is on its way. */
const PATIENCE = 5_000;

export type AdoptedCard = { readonly conversationId: string; readonly activityId: string };
export type AdoptedCards = ReturnType<typeof createAdoptedCards>;

/**
 * The card in which a request was submitted goes on as that request's card. The flow tells the requester as soon as the
 * request is stored, perhaps before the click is answered; what is expected here makes the messenger wait for the
 * answer and update that card instead of posting a second one. In another process than the bot's nothing is expected,
 * and the requester gets a second card: a blemish, not a loss.
 */
export function createAdoptedCards() {
  const expected = new Map<string, Promise<AdoptedCard | null>>();
  return {
    /** To be called before submitting. The first `settle` counts; without one nothing is adopted after a while. */
    expect(requesterId: string, targetUserId: string): { settle(card: AdoptedCard | null): void } {
      const key = `${requesterId} ${targetUserId}`;
      const { promise, resolve } = Promise.withResolvers<AdoptedCard | null>();
      expected.set(key, promise);
      setTimeout(() => resolve(null), PATIENCE).unref();
      // Kept a while longer: the flow may tell the requester after the click was answered.
      setTimeout(() => expected.get(key) === promise && expected.delete(key), 2 * PATIENCE).unref();
      return { settle: resolve };
    },
    /** The card in which this request was just submitted; gives it once. */
    async take(requesterId: string, targetUserId: string): Promise<AdoptedCard | null> {
      const key = `${requesterId} ${targetUserId}`;
      const card = expected.get(key);
      expected.delete(key);
      return (await card) ?? null;
    },
  };
}
