import { countsForAll, seenByAnother } from '../domain/seen-by-another.ts';
import { text } from '../domain/text.ts';
import { move, type StepRun } from './step-run.ts';

/**
 * What another request about the person has seen in AD DS is seen here too, at the hour at which that one saw it; also
 * where people said here that it cannot be done. True when it moved.
 */
export async function countsHere(run: StepRun): Promise<boolean> {
  const { context, request, step } = run;
  if (!countsForAll(step.kind)) return false;
  const found = seenByAnother(request, step, await context.ports.ledger.runsOf(request.targetUserId));
  if (found === null) return false;
  return move(run, [step.state], 'verified', {
    verifiedAt: found.seenAt,
    acceptedAt: step.acceptedAt ?? found.step.acceptedAt ?? found.seenAt,
    notBefore: null,
    evidence: found.step.evidence,
    note: text('flow.seen-by', { reference: found.reference }),
  });
}
