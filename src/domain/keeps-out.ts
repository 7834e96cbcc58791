import { isOnPurpose, type StepRecord, type StepState } from './outcome.ts';
import type { Request, RequestState } from './request.ts';
import type { StepKind } from './step.ts';

const RAN: readonly RequestState[] = ['running', 'watching', 'done', 'done-with-gaps'];
const WILL_RUN: readonly RequestState[] = ['approved', 'scheduled'];

/**
 * The decided request that keeps this emergency's person out anyway, by reference; null = there is none. It runs, will run,
 * or ran and no restore came after it, and by its ledger its block stands or is still to come. While there is one, nobody
 * proposes to let the person in. `requests`: all about the same person; `ledgers`: their steps, by id.
 */
export function keepsOut(
  emergency: Pick<Request, 'id'>,
  requests: readonly Request[],
  ledgers: ReadonlyMap<string, readonly StepRecord[]>,
): string | null {
  const ran = requests
    .filter(({ state, startedAt }) => startedAt !== null && RAN.includes(state))
    .sort((one, other) => String(one.startedAt).localeCompare(String(other.startedAt)));
  const restored = ran.findLastIndex(({ choices }) => choices.kind === 'restore-user');
  const will = requests.filter((request) => WILL_RUN.includes(request.state) || isMoved(request));
  const blocking = ran.slice(restored + 1).filter(({ id }) => isBlockThere(ledgers.get(id) ?? []));
  return [...blocking, ...will].find((each) => each.id !== emergency.id && isDecided(each))?.reference ?? null;
}

/** An approver moved what was decided: only its hour waits for the requester. */
function isMoved({ state, edited }: Request): boolean {
  return state === 'pending' && edited?.before !== undefined;
}

/** A block made at once counts once an approver confirmed it. */
function isDecided(request: Request): boolean {
  const { choices, emergency, decision } = request;
  if (choices.kind === 'restore-user') return false;
  if (decision?.verdict !== 'approved') return isMoved(request);
  return emergency === null || emergency.answer?.verdict === 'confirmed';
}

const BLOCKS: readonly StepKind[] = ['block-sign-in', 'disable-account', 'delete-account'];
const NOT_THERE: readonly StepState[] = ['waived', 'failed'];

/** It stands, or is still to come: also again, where nobody is known to have meant it. Undone on purpose, it is neither. */
function isBlockThere(steps: readonly StepRecord[]): boolean {
  const blocks = steps.filter(({ kind }) => BLOCKS.includes(kind));
  if (blocks.some((step) => step.state === 'overwritten' && isOnPurpose(step.turnedBack))) return false;
  return blocks.some(({ state }) => !NOT_THERE.includes(state));
}
