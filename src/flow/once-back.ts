import { isAccountAway } from '../domain/account-away.ts';
import type { StepKind } from '../domain/step.ts';
import { isStopped } from '../domain/stopped-between.ts';
import type { StepLane } from './ports.ts';
import { move, type StepRun, stepContext } from './step-run.ts';

/** What an account has, and brings back with it. Who may sign in is decided elsewhere. */
const OF_ACCOUNT: readonly StepKind[] = [
  'disable-devices',
  'leave-groups',
  'remove-licences',
  'reset-password',
  'revoke-sessions',
  'set-auto-reply',
  'share-onedrive',
];

/**
 * The account was deleted when the step was to be done: people may try again, and at each look so does Leaver, since what was
 * approved stays so. Not once anything is found changed back: whoever let the person in again may not want it. True when it moved.
 */
export async function onceBack(run: StepRun, lane: StepLane): Promise<boolean> {
  const { request, step, steps, looks } = run;
  if (!looks || !OF_ACCOUNT.includes(step.kind) || !isAccountAway(step.note) || isStopped(request)) return false;
  // What may have been made by an earlier try, and may not be repeated, is for people.
  if (step.note?.key !== 'flow.refused-unchanged' && !lane.idempotent(step.kind)) return false;
  if (steps.some(({ state }) => state === 'overwritten')) return false;
  const looked = await lane.look(stepContext(run));
  if (looked.status === 'refused' || looked.status === 'later') return false;
  return move(run, ['failed'], 'planned', { note: null, notBefore: null });
}
