import { DirectoryUnavailable } from '../domain/errors.ts';
import { isKept } from '../domain/is-kept.ts';
import { lastRead } from '../domain/last-read.ts';
import { isRefusedLetGo } from '../domain/refused-let-go.ts';
import { goesBySync } from '../domain/work-left.ts';
import { tenantNow } from './context.ts';
import { lookAgain } from './look-again.ts';
import type { StepRun } from './step-run.ts';

/**
 * Reads again what was seen, unless that was read within so many milliseconds of tenant time. True when it is found
 * turned back; what cannot be read now is read at the next look, and keeps no other step waiting.
 */
export async function lookWhenDue(run: StepRun, within: number): Promise<boolean> {
  const { context, request, step } = run;
  const isRead = isKept(step) || step.state === 'gone' || isRefusedLetGo(step) || goesBySync(step, run.steps);
  if (!isRead) return false;
  const last = lastRead(step);
  if (last !== null && Date.parse(tenantNow(context)) - Date.parse(last) < within) return false;
  try {
    return (await lookAgain(run)) === 'undone';
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    context.log({ kind: 'directory-unavailable', requestId: request.id, step: step.kind });
    return false;
  }
}
