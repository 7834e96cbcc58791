import { type Stop, startOf } from '../domain/brakes.ts';
import { emergencyChoices } from '../domain/choices.ts';
import { mayBlockNow } from '../domain/emergency.ts';
import type { Person } from '../domain/person.ts';
import type { View } from '../domain/report.ts';
import type { Decision, Request } from '../domain/request.ts';
import { stepRecordsOf } from '../domain/step-records.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { makeRequest } from './draft-request.ts';
import type { Refused } from './flow.ts';
import { viewOf } from './show-request.ts';
import { takeStart } from './take-start.ts';
import { noticeOf, tellAudience } from './tell-stops.ts';

/** People whom this member of the emergency group can mean; nobody else gets any. */
export async function findForEmergency(
  context: FlowContext,
  actorId: string,
  query: string,
): Promise<Refused | { readonly people: readonly Person[] }> {
  const { people } = context.ports;
  const actor = await people.read(actorId);
  const inEmergencyGroup = await isEmergency(context, actorId);
  const refused = mayBlockNow({ actor, inEmergencyGroup, targetUserId: '' });
  if (refused !== null) return { refused };
  const found = query.trim() === '' ? [] : await people.find(query.trim(), 'active');
  return { people: found.filter(({ id }) => id !== actorId) };
}

/**
 * Blocks at once: what happened is asked about afterwards. The right is read live, protection and plan come from facts read
 * now; then the request is stored as running, with its ledger and its job, before the first call leaves. Refused, and
 * nothing stored, where the person is protected, the plan holds a refusal, everything is paused, or another request runs.
 */
export async function blockNow(
  context: FlowContext,
  actorId: string,
  targetUserId: string,
): Promise<Refused | { readonly request: Request; readonly view: View }> {
  const [actor, inEmergencyGroup] = await Promise.all([
    context.ports.people.read(actorId),
    isEmergency(context, actorId),
  ]);
  const refused = mayBlockNow({ actor, inEmergencyGroup, targetUserId });
  if (refused !== null || actor === null) return { refused: refused ?? text('emergency.not-in-group') };
  const made = await makeRequest(context, actor, emergencyChoices(targetUserId));
  if ('refused' in made) return made;
  const refusal = whyNotAtOnce(made.request.plan.refusals, made.request.facts);
  if (refusal !== null) return { refused: refusal };
  const stored = await store(context, running(context, made.request, actor));
  if ('refused' in stored) {
    const { refused: why, stop } = stored;
    if (stop?.trippedBy === made.request.id) await tellAudience(context, noticeOf(stop), null);
    return { refused: why };
  }
  context.log({ kind: 'emergency-block', requestId: stored.id, personId: actorId });
  context.wake(stored.id);
  context.nudge(stored.id);
  return { request: stored, view: await viewOf(context, stored, { role: 'requester' }) };
}

/** Live membership of the emergency group; without one nobody is in it. */
export async function isEmergency({ ports, settings }: FlowContext, personId: string): Promise<boolean> {
  const { emergencyGroupId } = settings;
  return emergencyGroupId !== null && (await ports.groups.isMember(personId, emergencyGroupId));
}

function whyNotAtOnce([refusal]: readonly Text[], { found, displayName: name }: TargetUser): Text | null {
  if (refusal !== undefined) return refusal;
  return found === 'active' ? null : text('emergency.not-active', { name });
}

type Unstored = Omit<Request, 'reference'>;

function running(context: FlowContext, request: Unstored, actor: Person): Unstored {
  const now = tenantNow(context);
  const minutes = context.settings.policy.emergency.confirmWithin;
  const confirmBy = new Date(Date.parse(now) + minutes * 60_000).toISOString();
  const decision: Decision = { verdict: 'approved', by: actor.id, byName: actor.displayName, reason: null, at: now };
  return {
    ...request,
    state: 'running',
    needs: { count: 1, by: 'approver', reasons: [] },
    emergency: { confirmBy, answer: null, proposal: null },
    expiresAt: confirmBy,
    decision,
    startedAt: now,
    wakeAt: now,
  };
}

/** A pause holds it, and its own limit: then a stop is there, and nothing of the request. */
function store(context: FlowContext, request: Unstored): Promise<(Refused & { readonly stop?: Stop }) | Request> {
  const { transactions, requests, queue, starts } = context.ports;
  return transactions.run(async (transaction) => {
    const stop = await takeStart(context, startOf(request), null, transaction);
    if (stop !== null) return { refused: text('emergency.held', { stop: stop.reference, why: stop.why }), stop };
    const stored = await requests.insert(transaction, request, stepRecordsOf(request.plan, request.id, context.newId));
    if ('openRequest' in stored) {
      await starts.add({ requestId: request.id, scopes: [] }, tenantNow(context), transaction);
      return { refused: text('emergency.open-request', { reference: stored.openRequest }) };
    }
    await queue.send('advance-request', stored.id, transaction);
    return stored;
  });
}
