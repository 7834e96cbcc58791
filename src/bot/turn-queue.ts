/**
 * Runs what is asked for one key one after the other, different keys side by side. Two clicks in one conversation would
 * otherwise read the same dialog state and both act on it (teams.md 3.3).
 */
export function createTurnQueue() {
  const last = new Map<string, Promise<unknown>>();
  return async function inOrder<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
