import { heldUntil } from '../domain/held-until.ts';
import type { StepRecord } from '../domain/outcome.ts';
import type { Request } from '../domain/request.ts';
import { soonest } from '../domain/soonest.ts';
import {
  HANDED_OUT,
  HANDED_OUT_AFTER,
  HANDED_OUT_REFUSED,
  isStoppedByRefusal,
  isTakenOver,
  TAKEN_OVER,
} from '../domain/stopped-between.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Transaction } from './ports.ts';

/**
 * What an approver's word means for a request that runs. Stopped: every step that was not begun is let go, by name;
 * what was begun is seen, or read once more and let go; only what keeps somebody out is finished; of what the helpdesk
 * has in hand the result is still taken. Held for a day: it comes back to people. Gives the request as it is then.
 */
export async function followHold(context: FlowContext, request: Request): Promise<Request> {
  const { hold } = request;
  if (hold === null) return request;
  if (hold.how === 'hold') return comeBack(context, request);
  await letGoUnbegun(context, request);
  return request;
}

/** Of a request that is stopped: every step that nobody has begun, by name, and what the helpdesk has in hand. */
export async function letGoUnbegun(context: FlowContext, request: Request, transaction?: Transaction): Promise<void> {
  const { ledger } = context.ports;
  const by = request.hold?.by ?? null;
  for (const step of await ledger.read(request.id, transaction)) {
    const { id, state, attempt } = step;
    const isUnbegun = (state === 'planned' || state === 'waiting') && attempt === 0;
    if (!isUnbegun && state !== 'needs-person') continue;
    await ledger.move(
      id,
      [state],
      'waived',
      { note: noteOf(request, step, isUnbegun), notBefore: null, by },
      transaction,
    );
  }
}

function noteOf(request: Request, step: StepRecord, isUnbegun: boolean): Text {
  if (isTakenOver(request)) return text(TAKEN_OVER, { reference: request.hold?.reason ?? '' });
  const name = request.hold?.byName ?? '';
  const isRefused = isStoppedByRefusal(request);
  if (isUnbegun) return text(isRefused ? 'flow.step-refused' : 'flow.step-stopped', { name });
  return letGoNote(step, name, isRefused);
}

/** What is done in AD DS by hand may be done by now; what was refused was tried, is not in place, and stays said. */
function letGoNote({ lane, note }: StepRecord, name: string, isRefused: boolean): Text {
  if (lane === 'on-premises') {
    const why = note?.key === 'on-premises.by-hand-instead' ? note.values?.why : undefined;
    return why === undefined
      ? text(isRefused ? HANDED_OUT_REFUSED : HANDED_OUT, { name })
      : text(HANDED_OUT_AFTER, { why, name });
  }
  return note === null
    ? text(isRefused ? 'flow.step-refused-not-repeated' : 'flow.step-not-repeated', { name })
    : text('flow.step-not-tried-again', { why: note, name });
}

async function comeBack(context: FlowContext, request: Request): Promise<Request> {
  const { hold } = request;
  const now = tenantNow(context);
  if (hold === null || hold.until === null || now < hold.until) return request;
  const until = heldUntil(now);
  const held = { ...hold, until, reminded: hold.reminded + 1 };
  const expected = { from: [request.state], version: request.version };
  const wakeAt = soonest(request.wakeAt, until);
  return (await context.ports.requests.change(request.id, expected, { hold: held, wakeAt })) ?? request;
}
