export type Turns = (key: string, work: () => Promise<void>) => Promise<void>;

/** Work of one key runs one after another, in the order asked for; work of different keys runs side by side. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  return async function inTurn(key, work) {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work);
    const settled = mine.catch(() => {});
    last.set(key, settled);
    try {
      await mine;
    } finally {
      if (last.get(key) === settled) last.delete(key);
    }
  };
}
