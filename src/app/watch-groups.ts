import { UNREAD } from './check-groups.ts';

export type GroupWatch = {
  /** What `/readyz` says about the groups that decide. */
  readonly state: () => string;
  readonly stop: () => void;
};

/** Real milliseconds between two looks: what kind of group it is changes seldom. */
const PACE = 5 * 60_000;

/**
 * Goes on looking at the groups that decide: Graph may have been down at the start, and a group may be deleted, or
 * become dynamic, at any hour. While Graph is silent, what was seen last counts. `changed`: for the log.
 */
export function watchGroups(parts: {
  /** As it was found at the start. */
  readonly first: string;
  readonly look: () => Promise<string>;
  readonly changed: (state: string) => void;
  readonly pace?: number;
}): GroupWatch {
  let state = parts.first;
  let looking = Promise.resolve();
  const again = async () => {
    const found = await parts.look().catch(() => UNREAD);
    if (found === UNREAD || found === state) return;
    state = found;
    parts.changed(found);
  };
  const timer = setInterval(() => {
    looking = looking.then(again);
  }, parts.pace ?? PACE);
  timer.unref();
  return { state: () => state, stop: () => clearInterval(timer) };
}
