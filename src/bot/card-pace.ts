type Waiting<Result> = { work: () => Promise<Result>; readonly done: Promise<Result> };

/** Real milliseconds: nobody shows what they read longer ago (`flow/teller`). */
const LONGEST_ROUND = 10 * 60_000;

export type CardPace = ReturnType<typeof createCardPace>;

/**
 * At most one update of a card per pace: what comes sooner waits, and of several that wait only the last is made, so
 * that the last state is always shown (teams.md 1.7). All who waited get the result of that one.
 *
 * The answer to a click changes a card as well. An update that overtook it would be covered by the answer, and would
 * not be repeated because it counts as shown; `hold` makes updates wait until the answer is there. One that waited says
 * what was so before the click: `isAnswered` tells it from one that was read since.
 */
export function createCardPace(milliseconds: number) {
  const lastAt = new Map<string, number>();
  const heldUntil = new Map<string, number>();
  const answeredAt = new Map<string, number>();
  const waiting = new Map<string, Waiting<unknown>>();

  return {
    update<Result>(activityId: string, work: () => Promise<Result>): Promise<Result> {
      const already = waiting.get(activityId) as Waiting<Result> | undefined;
      if (already !== undefined) {
        already.work = work;
        return already.done;
      }
      if (remaining(activityId) <= 0) return make(activityId, work);
      // It waits before its wait begins: that may be over at once, a millisecond later.
      const later: Waiting<Result> = { work, done: Promise.resolve().then(() => afterWait<Result>(activityId)) };
      waiting.set(activityId, later as Waiting<unknown>);
      return later.done;
    },
    /** No update of this card for so many real milliseconds from now; a shorter hold replaces a longer one. */
    hold(activityId: string | undefined, forMilliseconds: number): void {
      if (activityId !== undefined) heldUntil.set(activityId, Date.now() + forMilliseconds);
    },
    /** A click on this card was answered now; updates wait a little longer, while the answer travels. */
    answered(activityId: string | undefined, forMilliseconds: number): void {
      if (activityId !== undefined) answeredAt.set(activityId, Date.now());
      this.hold(activityId, forMilliseconds);
    },
    /** Whether a click on this card was answered since that moment, real time in milliseconds. */
    isAnswered(activityId: string, since: number): boolean {
      return (answeredAt.get(activityId) ?? 0) >= since;
    },
  };

  async function afterWait<Result>(activityId: string): Promise<Result> {
    for (let wait = remaining(activityId); wait > 0; wait = remaining(activityId)) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 100)));
    }
    const { work } = waiting.get(activityId) as Waiting<Result>;
    waiting.delete(activityId);
    return make(activityId, work);
  }

  function make<Result>(activityId: string, work: () => Promise<Result>): Promise<Result> {
    forget();
    lastAt.set(activityId, Date.now());
    return work();
  }

  function remaining(activityId: string): number {
    const paced = (lastAt.get(activityId) ?? 0) + milliseconds;
    return Math.max(paced, heldUntil.get(activityId) ?? 0) - Date.now();
  }

  function forget(): void {
    const now = Date.now();
    for (const [id, at] of lastAt) if (at + milliseconds < now) lastAt.delete(id);
    for (const [id, until] of heldUntil) if (until < now) heldUntil.delete(id);
    for (const [id, at] of answeredAt) if (at + LONGEST_ROUND < now) answeredAt.delete(id);
  }
}
