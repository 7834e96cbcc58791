import type { Request } from '../domain/request.ts';
import { HANDED_OUT } from '../domain/stopped-between.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { HOLD_HOURS } from './hold-request.ts';

/**
 * What an approver's word means for a request that runs. Stopped: every step that was not begun is let go, by name; what
 * was begun is seen, or read once more and let go; only what keeps somebody out is finished; of what the helpdesk has in
 * hand the result is still taken. Held for a day: it comes back to people. Gives the request as it is then.
 */
export async function followHold(context: FlowContext, request: Request): Promise<Request> {
  const { hold } = request;
  if (hold === null) return request;
  if (hold.how === 'hold') return comeBack(context, request);
  const { ledger } = context.ports;
  for (const { id, state, attempt, lane } of await ledger.read(request.id)) {
    const isUnbegun = (state === 'planned' || state === 'waiting') && attempt === 0;
    if (!isUnbegun && state !== 'needs-person') continue;
    const isWithHelpdesk = state === 'needs-person' && lane === 'on-premises';
    const note = text(letGoNote(isWithHelpdesk, isUnbegun), { name: hold.byName });
    await ledger.move(id, [state], 'waived', { note, notBefore: null, by: hold.by });
  }
  return request;
}

/** What is done in AD DS by hand may be done by now; what Microsoft 365 refused was tried, and is not in place. */
function letGoNote(isWithHelpdesk: boolean, isUnbegun: boolean) {
  if (isWithHelpdesk) return HANDED_OUT;
  return isUnbegun ? 'flow.step-stopped' : 'flow.step-not-repeated';
}

async function comeBack(context: FlowContext, request: Request): Promise<Request> {
  const { hold } = request;
  const now = tenantNow(context);
  if (hold === null || hold.until === null || now < hold.until) return request;
  const until = new Date(Date.parse(now) + HOLD_HOURS * 3_600_000).toISOString();
  const held = { ...hold, until, reminded: hold.reminded + 1 };
  const expected = { from: [request.state], version: request.version };
  return (await context.ports.requests.change(request.id, expected, { hold: held, wakeAt: until })) ?? request;
}
