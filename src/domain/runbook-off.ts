import { heldByRestore } from './held-by-restore.ts';
import type { Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { type Text, text } from './text.ts';
import { isTurnedRound } from './work-off.ts';

/** Why a runbook that was handed out is not to be run (any more), in words for whoever has it; null = it is to be run. */
export function whyNotRun(request: Pick<Request, 'hold' | 'note'>): Text | null {
  const { hold, note } = request;
  if (isTurnedRound(request)) {
    const reference = note?.values?.reference ?? '';
    return text('card.runbook.headline-turned', { reference });
  }
  if (hold?.how === 'stop') return text('card.runbook.headline-stopped', { by: hold.byName });
  const behind = restsBehind(request) ?? heldByRestore(request);
  if (behind !== null) return text('card.runbook.headline-rests', { reference: behind });
  return hold === null ? null : text('card.runbook.headline-held', { by: hold.byName });
}
