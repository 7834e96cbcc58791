import type { EarlierRun } from './plan-input.ts';
import { fateOf } from './stopped-between.ts';
import { decidesSignIn, lettingIn } from './turning-round.ts';

/**
 * When a restore let the person in, in the cloud or in AD DS, or began where it found them let in, ISO UTC. Null = it
 * is none, or it has not, as far as anybody knows: one that was stopped before turns nothing round.
 */
export function letInAt({ request, steps }: EarlierRun): string | null {
  if (request.choices.kind !== 'restore-user') return null;
  const deciding = steps.filter(({ kind }) => decidesSignIn(kind));
  if (deciding.every(({ state }) => state === 'skipped')) return request.startedAt ?? request.createdAt;
  const made = lettingIn(steps).filter((step) => ['ran', 'said'].includes(fateOf(step)));
  const hours = made.map(({ acceptedAt, verifiedAt }) => acceptedAt ?? verifiedAt ?? request.startedAt ?? '');
  return hours.sort()[0] ?? null;
}
