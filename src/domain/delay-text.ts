import { type DelayName, delayOf, type SyncModel } from './delays.ts';
import { type Text, text } from './text.ts';

/** "In effect typically after 18 minutes, at the latest after 47 minutes": as this domain syncs. */
export function delayText(name: DelayName, sync?: SyncModel): Text {
  const delay = delayOf(name, sync);
  return delay === null
    ? text('delay.none')
    : text('delay.known', { typical: durationText(delay[1]), latest: durationText(delay[2]) });
}

/** Minutes as people say them. */
export function durationText(minutes: number): Text {
  if (minutes < 120) return text('delay.minutes', { count: Math.round(minutes) });
  return text('delay.hours', { count: Math.round(minutes / 60) });
}
