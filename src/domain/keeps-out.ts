import type { Request, RequestState } from './request.ts';

const RAN: readonly RequestState[] = ['running', 'watching', 'done', 'done-with-gaps'];
const WILL_RUN: readonly RequestState[] = ['approved', 'scheduled'];

/**
 * The decided request that keeps this emergency's person out anyway, by reference; null = there is none. It runs, will run,
 * or ran and no restore came after it. While there is one, nobody proposes to let the person in. `requests`: all about the
 * same person.
 */
export function keepsOut(emergency: Pick<Request, 'id'>, requests: readonly Request[]): string | null {
  const ran = requests
    .filter(({ state, startedAt }) => startedAt !== null && RAN.includes(state))
    .sort((one, other) => String(one.startedAt).localeCompare(String(other.startedAt)));
  const restored = ran.findLastIndex(({ choices }) => choices.kind === 'restore-user');
  const will = requests.filter(({ state }) => WILL_RUN.includes(state));
  return (
    [...ran.slice(restored + 1), ...will].find((each) => each.id !== emergency.id && isDecided(each))?.reference ?? null
  );
}

/** A block made at once counts once an approver confirmed it. */
function isDecided({ choices, emergency, decision }: Request): boolean {
  if (choices.kind === 'restore-user' || decision?.verdict !== 'approved') return false;
  return emergency === null || emergency.answer?.verdict === 'confirmed';
}
