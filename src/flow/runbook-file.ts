import { answersAbout } from '../domain/answers.ts';
import { buildReport } from '../domain/build-report.ts';
import type { View } from '../domain/report.ts';
import { runbookOf } from '../domain/runbook.ts';
import { whyNotRun } from '../domain/runbook-off.ts';
import { text } from '../domain/text.ts';
import { whyNoAnswer } from './answers-of.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Refused, RunbookFile } from './flow.ts';
import { openActions, runbookView, whyNoRunbook } from './runbook-view.ts';
import { viewerOf } from './viewer-of.ts';

/**
 * The work that is open now, as a script to be saved: made anew from the stored request, for those who may answer it.
 * Who sees it as one of the helpdesk hears why not; everybody else the same as for a request that does not exist.
 * What is not to be run (any more) comes as the card on which its result is still taken.
 */
export async function runbookFile(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
): Promise<(Refused & { readonly view: View | null }) | { readonly file: RunbookFile }> {
  const request = await context.ports.requests.read(idOrReference);
  if (request === null) return { refused: text('flow.not-yours'), view: null };
  const why = await whyNoAnswer(context, request, actorId, 'by-proof');
  if (why !== null) {
    const viewer = await viewerOf(context, request, actorId);
    return { refused: viewer?.role === 'approver' ? why : text('flow.not-yours'), view: null };
  }
  const steps = await context.ports.ledger.read(request.id);
  const actions = openActions(request, steps);
  const runbook = runbookOf({ request, actions });
  if (runbook === null) return { refused: whyNoRunbook(request, steps), view: null };
  // Stopped, held or turned round: what was run is still answered, and nobody is to run it now.
  const off = whyNotRun(request, actions);
  if (off !== null) {
    const report = buildReport({ request, steps, now: tenantNow(context) });
    return { refused: off, view: runbookView({ request, steps, report, answers: answersAbout(request, actorId) }) };
  }
  const { script, digest } = runbook;
  const { id: requestId, reference } = request;
  return { file: { requestId, reference, name: `leaver-${reference}.ps1`, script, digest } };
}
