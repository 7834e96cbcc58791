import { runbookOf } from '../domain/runbook.ts';
import { whyNotRun } from '../domain/runbook-off.ts';
import { text } from '../domain/text.ts';
import { mayAnswer } from './answer-runbook.ts';
import type { FlowContext } from './context.ts';
import type { Refused, RunbookFile } from './flow.ts';
import { openActions, whyNoRunbook } from './runbook-view.ts';

/**
 * The work that is open now, as a script to be saved: made anew from the stored request, for those who may answer it.
 * Everybody else hears the same as for a request that does not exist.
 */
export async function runbookFile(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
): Promise<Refused | { readonly file: RunbookFile }> {
  const request = await context.ports.requests.read(idOrReference);
  if (request === null || !(await mayAnswer(context, request, actorId))) return { refused: text('flow.not-yours') };
  const steps = await context.ports.ledger.read(request.id);
  const actions = openActions(request, steps);
  const runbook = runbookOf({ request, actions });
  if (runbook === null) return { refused: whyNoRunbook(request, steps) };
  // Stopped, held or turned round: what was run is still answered, and nobody is to run it now.
  const off = whyNotRun(request, actions);
  if (off !== null) return { refused: off };
  const { script, digest } = runbook;
  const { id: requestId, reference } = request;
  return { file: { requestId, reference, name: `leaver-${reference}.ps1`, script, digest } };
}
