import { readCommand } from './commands.ts';
import type { IncomingActivity } from './incoming-activity.ts';

/** How many turns one person gets in ten seconds: of lines that they type, and of buttons that they press. */
export type PersonLimits = { readonly typed: number; readonly clicks: number };

/** Far above what a person does, also with a client that repeats; real time. */
export const PERSON_LIMITS: PersonLimits = { typed: 60, clicks: 240 };
const WINDOW = 10_000;
/** Of people whose window is not over; more than these at once are not one organisation's people in ten seconds. */
const MOST_PEOPLE = 10_000;

/** `tell`: the first that is too many is answered in words, so that nothing is dropped unsaid; the rest is silence. */
export type Pass = 'yes' | 'tell' | 'no';

/**
 * Keeps one person's flood from using up what others need; in memory, for this process alone. A click is always
 * answered, if only in words. `block now` and `pause everything` are counted apart, so that whoever typed too much can
 * still stop things.
 */
export function createPersonLimit(limits: PersonLimits = PERSON_LIMITS, now: () => number = Date.now) {
  const windows = new Map<string, { until: number; count: number }>();
  return function pass(activity: IncomingActivity): Pass {
    const kind = kindOf(activity);
    const key = `${kind} ${activity.from.aadObjectId}`;
    const window = windows.get(key);
    if (window === undefined || window.until <= now()) {
      windows.delete(key);
      windows.set(key, { until: now() + WINDOW, count: 1 });
      forgetOver();
      return 'yes';
    }
    window.count += 1;
    const most = kind === 'click' ? limits.clicks : limits.typed;
    if (window.count <= most) return 'yes';
    return kind === 'click' || window.count === most + 1 ? 'tell' : 'no';
  };

  /** Oldest first, since a new window goes to the end. */
  function forgetOver(): void {
    for (const [key, { until }] of windows) {
      if (until > now() && windows.size <= MOST_PEOPLE) return;
      windows.delete(key);
    }
  }
}

function kindOf({ type, value, text }: IncomingActivity): 'click' | 'urgent' | 'typed' {
  if (type === 'invoke' || (typeof value === 'object' && value !== null)) return 'click';
  const command = type === 'message' ? readCommand((text ?? '').slice(0, 200)) : null;
  return command?.name === 'block-now' || command?.name === 'pause' ? 'urgent' : 'typed';
}
