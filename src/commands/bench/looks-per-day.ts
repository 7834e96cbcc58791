import { nextLook } from '../../domain/next-look.ts';
import { afterLook } from './after-look.ts';
import type { WatchedRequest } from './store-watched.ts';

const DAY = 24 * 60 * 60_000;
/** The latest a change takes plus a cycle (hybrid.md b): what was to be expected has passed by then. */
const EXPECTED_MINUTES = 77;

/** Looks at one person in a day, by Leaver's own schedule: while AD DS is waited for, or once everything was seen. */
export function looksPerDay({ request, steps: stored }: WatchedRequest, phase: 'waiting' | 'quiet'): number {
  let steps = phase === 'waiting' ? stored : stored.map((step) => ({ ...step, state: 'verified' as const }));
  const start = Date.parse(request.startedAt ?? request.createdAt) + EXPECTED_MINUTES * 60_000;
  let looks = 0;
  for (let now = start; ; looks += 1) {
    const next = nextLook(request, steps, new Date(now).toISOString());
    if (next === null || Date.parse(next) > start + DAY) return looks;
    now = Date.parse(next);
    ({ steps } = afterLook({ request, steps }, now));
  }
}
