import type { ConnectorKeys } from '../flow/ports.ts';

/** Looks for keys that are not in the list: so many at once, and another every second. Real time. */
const MOST_LOOKS = 30;
const ANOTHER_AFTER = 1_000;

/**
 * Whether a key is one of ours, before anything is looked up about it: the list of all is kept, and read again for a
 * key that is not in it, within a budget for all such keys together. A flood of made-up keys costs one read a second
 * whatever its size and wherever it comes from, and locks no known key out; a new one is known a second later at worst.
 */
export function createKnownKeys(keys: Pick<ConnectorKeys, 'ids'>, now: () => number = Date.now) {
  let known: ReadonlySet<string> = new Set();
  let reading: Promise<void> | null = null;
  let looks = MOST_LOOKS;
  let countedAt = now();

  return async function isKnown(keyId: string): Promise<boolean> {
    if (known.has(keyId)) return true;
    await reading;
    if (!known.has(keyId) && mayLook()) reading ??= read();
    await reading;
    return known.has(keyId);
  };

  function mayLook(): boolean {
    const earned = Math.floor((now() - countedAt) / ANOTHER_AFTER);
    looks = Math.min(MOST_LOOKS, looks + earned);
    countedAt += earned * ANOTHER_AFTER;
    if (looks === 0) return false;
    looks -= 1;
    return true;
  }

  async function read(): Promise<void> {
    try {
      known = new Set(await keys.ids());
    } finally {
      reading = null;
    }
  }
}
