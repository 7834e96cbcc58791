import type { Request } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { HOLD_HOURS } from './hold-request.ts';

/**
 * What an approver's word means for a request that runs. Stopped: every step that was not begun is let go, by name; what
 * was begun is finished and seen, or, where it lets somebody in, read once more and let go. Held for a day: it comes back to people. Gives the request as it is then.
 */
export async function followHold(context: FlowContext, request: Request): Promise<Request> {
  const { hold } = request;
  if (hold === null) return request;
  if (hold.how === 'hold') return comeBack(context, request);
  const { ledger } = context.ports;
  const note = text('flow.step-stopped', { name: hold.byName });
  for (const { id, state, attempt } of await ledger.read(request.id)) {
    const isUnbegun = (state === 'planned' || state === 'waiting') && attempt === 0;
    if (!isUnbegun && state !== 'needs-person') continue;
    await ledger.move(id, [state], 'waived', { note, notBefore: null, by: hold.by });
  }
  return request;
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
