import { emergencyChoices } from '../domain/choices.ts';
import { mayBlockNow } from '../domain/emergency.ts';
import type { Person } from '../domain/person.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import { beforeBlockNow } from './before-block-now.ts';
import type { FlowContext } from './context.ts';
import { planFor } from './draft-request.ts';
import { emergencyMember } from './emergency-member.ts';
import { firstClickOf } from './first-click.ts';
import type { BeforeBlock, Refused } from './flow.ts';
import { lookAtPower } from './look-at-power.ts';
import { makersOfClick, whoAnswers } from './who-answers.ts';
import { whyNotAtOnce } from './why-not-at-once.ts';

/**
 * People whom this member of the emergency group can mean, and what is known about the only one; nobody else gets any.
 * `confirmBy`: until when approvers would have to confirm it, where an earlier block that stands says so.
 */
export async function findForEmergency(
  context: FlowContext,
  actorId: string,
  query: string,
): Promise<Refused | BeforeBlock> {
  const member = await emergencyMember(context, actorId, null);
  if ('refused' in member) return member;
  const { actor } = member;
  const found = query.trim() === '' ? [] : await context.ports.people.find(query.trim(), 'active');
  const others = found.filter(({ id }) => id !== actorId);
  const [only] = others;
  // They named themselves, and nobody else.
  const isOneself = only === undefined && found.length > 0;
  const whyNotOneself = isOneself ? mayBlockNow({ actor, inEmergencyGroup: true, targetUserId: actorId }) : null;
  if (whyNotOneself !== null) return { refused: whyNotOneself };
  if (only === undefined) return noneActive(context, query.trim());
  if (others.length > 1) return { people: others, known: [], confirmBy: null };
  return lastLook(context, actor, only);
}

/** Whoever looks for one who was deleted, be it for good, is told that nobody is there, and need not go on searching. */
async function noneActive({ ports }: FlowContext, query: string): Promise<Refused | BeforeBlock> {
  const [deleted, ...others] = query === '' ? [] : await ports.people.find(query, 'deleted');
  if (deleted === undefined) return { people: [], known: [], confirmBy: null };
  if (others.length > 0) return { refused: text('emergency.none-active', { query }) };
  return { refused: text('emergency.not-active', { name: deleted.displayName }) };
}

/** The last look before somebody blocks at once: what it means for this person, and what the click does. */
async function lastLook(context: FlowContext, actor: Person, only: Person): Promise<Refused | BeforeBlock> {
  const { facts, known: before, confirmBy } = await beforeBlockNow(context, only.id);
  if (facts === null) return { people: [only], known: before(true), confirmBy };
  const whyNot = await whyNeverAtOnce(context, actor, facts);
  const { known, refused, ...power } = await lookAtPower(context, actor, facts, whyNot);
  if (refused !== undefined) return { refused };
  if (whyNot !== null && power.instead === undefined) return { refused: whyNot };
  const answeredBy = await whoWouldAnswer(context, actor, only);
  return { people: [only], confirmBy, answeredBy, ...power, known: [...known, ...before(power.instead === undefined)] };
}

async function whoWouldAnswer(context: FlowContext, actor: Person, { id }: Person) {
  const first = await firstClickOf(context, id, actor.id);
  return whoAnswers(context, { targetUserId: id, makers: makersOfClick(actor, first) });
}

/** What the click would be answered: whoever is protected, or not there, is offered no button. */
async function whyNeverAtOnce(context: FlowContext, requester: Person, facts: TargetUser): Promise<Text | null> {
  const { refusals } = await planFor(context, { choices: emergencyChoices(facts.id), facts, requester });
  return whyNotAtOnce(refusals, facts);
}
