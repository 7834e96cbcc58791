import { BRINGS_IN } from '../domain/sign-in-kinds.ts';
import { turnsRound } from '../domain/turning-round.ts';
import { overtakes } from './overtaken-by.ts';
import type { StepRun } from './step-run.ts';

/**
 * Whether people decided, once this block had begun, to let the person in, and nobody holds that or stopped it. However
 * it ended, by Leaver, by hand or with a step that the helpdesk skipped: nobody is blocked against it without being
 * asked.
 */
export async function isDecidedOtherwise({ context, request }: Pick<StepRun, 'context' | 'request'>): Promise<boolean> {
  const runs = await context.ports.ledger.runsOf(request.targetUserId);
  const later = runs.slice(runs.findIndex(({ request: { id } }) => id === request.id) + 1);
  return later.some(({ request: other, steps }) => {
    if (!turnsRound(other, request) || other.hold !== null || overtakes(request, other)) return false;
    return steps.some(({ kind }) => BRINGS_IN.includes(kind));
  });
}
