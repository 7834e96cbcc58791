import { awaitsAnswer, mayAnswerEmergency, mayBeAnswered, withAnswer } from '../domain/emergency.ts';
import type { EmergencyAnswer, Request } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { refuse } from './decide.ts';
import { rolesOf } from './deciders.ts';
import type { Answered } from './flow.ts';
import type { Transaction } from './ports.ts';
import { proposeUndo } from './propose-undo.ts';
import { wakeProposal } from './renew-proposal.ts';
import { viewForPerson } from './show-request.ts';

/** How often to look again when somebody else wrote at the same moment. */
const TRIES = 5;

/**
 * An approver confirms or refuses a block that was made at once. The first answer counts (compare-and-set); refused
 * means that nothing more of it is begun, and that its undoing is proposed once it is at rest, as a request of its own
 * that people approve: Leaver does not let anybody in by itself. `version` is what the card showed; null = typed, which
 * decides nothing.
 */
export async function answerEmergency(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
  version: number | null,
  verdict: 'confirmed' | 'refused',
): Promise<Answered> {
  const actor = await context.ports.people.read(actorId);
  const roles = await rolesOf(context, actorId);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const request = await context.ports.requests.read(idOrReference);
    if (request === null) return { refused: text('flow.not-yours'), view: null };
    const now = tenantNow(context);
    const reason = mayAnswerEmergency({ request, actor, roles, now, policy: context.settings.policy });
    if (reason !== null || actor === null)
      return refuse(context, request, actorId, reason ?? text('flow.not-an-approver'));
    if (version === null) return refuse(context, request, actorId, text('approval.typed'));
    const answered = await answer(context, request, { verdict, by: actor.id, byName: actor.displayName, at: now });
    if (answered === null) continue;
    context.log({ kind: `emergency-${verdict}`, requestId: request.id, personId: actorId });
    context.nudge(request.id);
    const proposed = verdict === 'refused' ? await proposeUndo(context, answered) : answered;
    return { refused: null, view: await viewForPerson(context, proposed, actorId) };
  }
  return { refused: text('flow.changed-meanwhile'), view: null };
}

/** Nobody answered in time, or the proposal could not be made yet; called whenever the request is looked at. */
export async function followEmergency(context: FlowContext, request: Request): Promise<Request> {
  const { emergency } = request;
  if (emergency === null) return request;
  if (emergency.proposal !== null) return wakeProposal(context, request, emergency.proposal);
  if (emergency.answer?.verdict === 'confirmed' || emergency.answer?.verdict === 'renewed') return request;
  const now = tenantNow(context);
  if (emergency.answer !== null) return proposeUndo(context, request);
  if (now < emergency.confirmBy) return request;
  const answered = await write(context, request, { verdict: 'unanswered', by: null, byName: null, at: now });
  context.log({ kind: 'emergency-unanswered', requestId: request.id });
  return answered === null ? request : proposeUndo(context, answered);
}

/** With the job that proposes to undo it, should that fail right afterwards. */
function answer(context: FlowContext, request: Request, given: EmergencyAnswer): Promise<Request | null> {
  return context.ports.transactions.run(async (transaction) => {
    const answered = await write(context, request, given, transaction);
    if (answered !== null) await context.ports.queue.send('advance-request', request.id, transaction);
    return answered;
  });
}

function write(
  context: FlowContext,
  request: Request,
  given: EmergencyAnswer,
  transaction?: Transaction,
): Promise<Request | null> {
  const { id, state, version, emergency } = request;
  const mayBe = given.by === null ? awaitsAnswer(request) : mayBeAnswered(request);
  if (emergency === null || !mayBe) return Promise.resolve(null);
  const { expected, emergency: answered } = withAnswer({ ...request, emergency }, given);
  return context.ports.requests.change(
    id,
    { from: [state], version, ...expected },
    { emergency: answered, newVersion: true },
    transaction,
  );
}
