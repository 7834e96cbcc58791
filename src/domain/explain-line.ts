import { lastCycleOf } from './last-cycle.ts';
import type { PropagationInput } from './propagation-input.ts';
import { isSyncStale } from './sync-clock.ts';
import { type Text, type TextValue, text } from './text.ts';
import type { KeyAfter } from './text-key.ts';

/** Why a line stands as it does: of a restore in its own words, and by the sync that stands still where it does. */
export function explainLine(input: PropagationInput, why: Why, values?: Readonly<Record<string, TextValue>>): Text {
  if (WAIT_FOR_SYNC.includes(why) && isSyncOverdue(input))
    return text(
      input.kind === 'restore-user'
        ? 'propagation.restore.explains.waits-for-ad-stale'
        : 'propagation.explains.waits-for-ad-stale',
    );
  if (input.kind === 'restore-user' && input.isAdUnknown === true && why.startsWith('waits-for-ad'))
    return text('propagation.restore.explains.waits-for-ad-unknown', values);
  if (input.kind === 'restore-user' && isSaidOfReturns(why)) return text(`propagation.restore.explains.${why}`, values);
  return text(`propagation.explains.${why}`, values);
}

/** What waits for people in AD DS, and then for the next sync. */
const WAIT_FOR_SYNC: readonly Why[] = ['waits-for-ad', 'waits-for-ad-alone', 'waits-for-ad-until'];

/** While directory sync stands still nobody can say how long it takes. */
function isSyncOverdue({ targetUser }: PropagationInput): boolean {
  const last = lastCycleOf(targetUser);
  return last !== null && isSyncStale(last, targetUser.readAt);
}

export type Why = KeyAfter<'propagation.explains.'>;

function isSaidOfReturns(why: Why): why is Why & KeyAfter<'propagation.restore.explains.'> {
  return (
    why !== 'not-made' &&
    why !== 'on-hold' &&
    why !== 'held-by-stop' &&
    why !== 'not-certain' &&
    why !== 'failed' &&
    why !== 'not-known-done' &&
    why !== 'waits-for-ad-refused' &&
    why !== 'waits-for-ad-alone' &&
    why !== 'only-in-cloud-failed' &&
    why !== 'only-in-cloud-failed-until' &&
    why !== 'block-refused' &&
    why !== 'block-refused-elsewhere' &&
    why !== 'new-sessions' &&
    why !== 'sessions-held' &&
    why !== 'sessions-unblocked' &&
    why !== 'guest-sessions' &&
    why !== 'guest-tokens' &&
    why !== 'not-revoked' &&
    why !== 'password-checked-by-provider' &&
    why !== 'password-checked-in-ad'
  );
}
