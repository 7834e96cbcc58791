import { isRefused } from '../domain/emergency.ts';
import { hasMore } from '../domain/has-more.ts';
import type { StepRecord } from '../domain/outcome.ts';
import { afterRefusal, howFarMade } from '../domain/refused-block.ts';
import type { EmergencyAnswer, Request } from '../domain/request.ts';
import { HANDED_OUT_REFUSED, isStopped } from '../domain/stopped-between.ts';
import { text } from '../domain/text.ts';
import type { TextKey } from '../domain/text-key.ts';
import type { FlowContext } from './context.ts';
import { letGoUnbegun } from './follow-hold.ts';
import { stoppedBy } from './stopped-by.ts';

/**
 * What an approver's refusal means for a block at once. Of which nothing was made, it is stopped like anything else,
 * and what people have in hand is let go with it: this may be the last pass, and nobody is to be told to do it any
 * more. Of one that was made, or may have been, only what does not keep the person out is let go, by name: the rest
 * goes on until people decided about undoing it. Gives the request as it is then.
 */
export async function followRefusal(context: FlowContext, request: Request): Promise<Request> {
  const answer = request.emergency?.answer ?? null;
  if (answer === null || !isRefused(request) || isStopped(request)) return request;
  const { ledger } = context.ports;
  const steps = await ledger.read(request.id);
  if (howFarMade(request, steps) === 'nothing') return isLeft(steps) ? stop(context, request, answer) : request;
  for (const step of steps) {
    const key = afterRefusal(request, step, steps) === 'let-go' ? letGoNote(step) : null;
    if (key === null) continue;
    const note = text(key, { name: answer.byName ?? '' });
    await ledger.move(step.id, [step.state], 'waived', { note, notBefore: null, by: answer.by });
  }
  return request;
}

function isLeft(steps: readonly StepRecord[]): boolean {
  return hasMore(steps) || steps.some(({ state }) => state === 'needs-person' || state === 'failed');
}

async function stop(context: FlowContext, request: Request, { by, byName, at }: EmergencyAnswer): Promise<Request> {
  const stopped = stoppedBy({ id: by ?? '', name: byName ?? '' }, '', at);
  const changed = await context.ports.requests.change(request.id, { from: [request.state] }, stopped);
  if (changed === null) return request;
  await letGoUnbegun(context, changed);
  return changed;
}

/** Null: it is over, or under way, and seen to its end. */
function letGoNote({ state, attempt, lane }: StepRecord): TextKey | null {
  switch (state) {
    case 'planned':
    case 'waiting':
      return attempt === 0 ? 'flow.step-refused' : null;
    case 'needs-person':
      return lane === 'on-premises' ? HANDED_OUT_REFUSED : 'flow.step-refused-not-repeated';
    case 'failed':
    case 'overwritten':
      return 'flow.step-refused-failed';
    default:
      return null;
  }
}
