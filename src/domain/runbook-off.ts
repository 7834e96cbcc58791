import { heldByRestore } from './held-by-restore.ts';
import type { Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { KEEPS_OUT } from './sign-in-kinds.ts';
import type { StepKind } from './step.ts';
import { type Text, text } from './text.ts';
import { isTurnedRound } from './work-off.ts';

type Turned = Pick<Request, 'hold' | 'note'>;

/**
 * Why a runbook of these actions that was handed out is not to be run (any more), in words for whoever has it; null =
 * it is to be run. What ends access is, while people hold the request: half a block helps nobody.
 */
export function whyNotRun(request: Turned, actions: readonly StepKind[]): Text | null {
  const { hold, note } = request;
  if (isTurnedRound(request)) {
    const reference = note?.values?.reference ?? '';
    return text('card.runbook.headline-turned', { reference });
  }
  if (hold?.how === 'stop') return text('card.runbook.headline-stopped', { by: hold.byName });
  const behind = restsBehind(request) ?? heldByRestore(request);
  if (behind !== null) return text('card.runbook.headline-rests', { reference: behind });
  if (hold === null || actions.every(keepsOut)) return null;
  return text('card.runbook.headline-held', { by: hold.byName });
}

/**
 * Of what is open in Active Directory the actions that a runbook is of now: while people hold it, what ends access
 * alone.
 */
export function toRunNow(request: Turned, open: readonly StepKind[]): readonly StepKind[] {
  const ends = open.filter(keepsOut);
  return ends.length > 0 && whyNotRun(request, []) === null && request.hold !== null ? ends : open;
}

function keepsOut(kind: StepKind): boolean {
  return KEEPS_OUT.includes(kind);
}
