import { hasMore } from '../domain/has-more.ts';
import type { Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { ApproversChange } from './change-as-approver.ts';
import { changeAsHelpdesk } from './change-as-helpdesk.ts';
import type { FlowContext } from './context.ts';
import type { Answered } from './flow.ts';
import { reasonOf } from './reason-of.ts';

/** Tenant time: a hold that nobody lifted comes back to people, and again. */
export const HOLD_HOURS = 24;

/** An approver keeps one running request from its next step; whoever is an approver then lets it go on, or stops it. */
export function holdRequest(context: FlowContext, asked: ApproversChange, given: string): Promise<Answered> {
  const reason = reasonOf(given);
  return changeAsHelpdesk(context, { ...asked, reason }, async (request, actor, now) => {
    if (!isRunning(request) || request.hold !== null) return notForThis(request);
    if (!hasMore(await context.ports.ledger.read(request.id))) return notForThis(request);
    const until = new Date(Date.parse(now) + HOLD_HOURS * 3_600_000).toISOString();
    const by = { by: actor.id, byName: actor.displayName };
    return { hold: { how: 'hold', ...by, reason, at: now, until, reminded: 0 }, wakeAt: until, newVersion: true };
  });
}

/** An approver lets go on what another one held. */
export function letGoOn(context: FlowContext, asked: ApproversChange): Promise<Answered> {
  return changeAsHelpdesk(context, { ...asked, reason: null }, (request, _actor, now) =>
    request.hold?.how === 'hold' ? { hold: null, wakeAt: now, newVersion: true } : text('flow.not-on-hold'),
  );
}

/** Began, and is no block that was made at once: that one is confirmed or refused. */
export function isRunning({ state, emergency }: Request): boolean {
  return emergency === null && (state === 'running' || state === 'watching');
}

/** Why a request in this state is neither held nor stopped. */
export function notForThis({ state, emergency, hold }: Request): Text {
  if (emergency !== null) return text('flow.emergency-not-stopped');
  if (state === 'pending') return text('flow.decline-instead');
  if (hold !== null && (state === 'running' || state === 'watching'))
    return text(`flow.already-${hold.how}`, { name: hold.byName, at: { instant: hold.at } });
  return text('flow.too-late', { state: text(`card.request-state.${state}`) });
}
