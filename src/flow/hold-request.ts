import { hasMore } from '../domain/has-more.ts';
import { heldByRestore } from '../domain/held-by-restore.ts';
import { heldUntil } from '../domain/held-until.ts';
import { needsRequester, takenOver } from '../domain/lasting-authority.ts';
import type { Request } from '../domain/request.ts';
import { soonest } from '../domain/soonest.ts';
import { stateNow } from '../domain/state-now.ts';
import { type Text, text } from '../domain/text.ts';
import { toGoOn } from '../domain/to-go-on.ts';
import { approvalsLost } from './approvals-lost.ts';
import type { ApproversChange } from './change-as-approver.ts';
import { changeAsHelpdesk, type Helper } from './change-as-helpdesk.ts';
import type { FlowContext } from './context.ts';
import type { Answered } from './flow.ts';
import { asksRequester } from './lasting-authority.ts';
import { reasonOf } from './reason-of.ts';

/** An approver keeps one running request from its next step; whoever is an approver then lets it go on, or stops it. */
export function holdRequest(context: FlowContext, asked: ApproversChange, given: string): Promise<Answered> {
  const reason = reasonOf(given);
  return changeAsHelpdesk(context, { ...asked, reason }, async (request, actor, now) => {
    if (!isRunning(request) || request.hold !== null) return notForThis(request);
    if (!hasMore(await context.ports.ledger.read(request.id))) return notForThis(request);
    const until = heldUntil(now);
    const by = { by: actor.id, byName: actor.displayName };
    const hold = { how: 'hold', ...by, reason, at: now, until, reminded: 0 } as const;
    // What was done is looked at as before: a hold keeps nobody from letting the person in.
    return { hold, wakeAt: soonest(request.wakeAt, until), newVersion: true };
  });
}

/**
 * An approver lets go on what another one held. What Leaver held, because people count no more on whose word it ran,
 * takes as many new approvals of people who do as the plan needs (`toTakeOver`): whoever lets it go on gives one, and
 * takes it over.
 */
export function letGoOn(context: FlowContext, asked: ApproversChange): Promise<Answered> {
  return changeAsHelpdesk(context, { ...asked, reason: null }, async (request, actor, now) => {
    const { hold } = request;
    if (hold?.how !== 'hold') return text('flow.not-on-hold');
    const reference = heldByRestore(request);
    if (reference !== null) return text('flow.held-by-restore', { reference });
    if (toGoOn(request) === null) return { hold: null, wakeAt: now, newVersion: true };
    if (!actor.approves) return text('approval.not-your-role');
    const { approvals, needs } = await takenOverBy(context, request, actor, now);
    if (approvals.length >= needs.count) return { approvals, needs, hold: null, wakeAt: now, newVersion: true };
    // Whoever gives the next one has to know what they take over: why it is held stays.
    return { approvals, needs, newVersion: true };
  });
}

/** With what counts of those who gave their word to it before. */
async function takenOverBy(context: FlowContext, request: Request, actor: Helper, at: string) {
  const [lost, asks] = [await approvalsLost(context, request), await asksRequester(context, request)];
  const { needs, given } = toGoOn(request) ?? { needs: request.needs, given: request.approvals };
  const stands = given.filter(({ by }) => by !== actor.id && !lost.some((each) => each.by === by));
  const own = { verdict: 'approved', by: actor.id, byName: actor.displayName, reason: null, at } as const;
  const isTakenOver = !asks && needsRequester(request);
  return { approvals: [...stands, own], ...(isTakenOver ? takenOver({ needs, plan: request.plan }) : { needs }) };
}

/** Began, and is no block that was made at once: that one is confirmed or refused. */
export function isRunning({ state, emergency }: Request): boolean {
  return emergency === null && (state === 'running' || state === 'watching');
}

/** Why a request in this state is neither held nor stopped. */
export function notForThis(request: Request): Text {
  const { state, emergency, hold } = request;
  const reference = heldByRestore(request);
  if (reference !== null) return text('flow.held-by-restore', { reference });
  if (emergency !== null) return text('flow.emergency-not-stopped');
  if (state === 'pending') return text('flow.decline-instead');
  if (hold !== null && (state === 'running' || state === 'watching'))
    return text(`flow.already-${hold.how}`, { name: hold.byName, at: { instant: hold.at } });
  return text('flow.too-late', { state: stateNow(request) });
}
