import { DECIDES_HERE, FIRST_COUNTS_FOR } from '../domain/emergency.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import type { Person } from '../domain/person.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { FirstClick } from './ports.ts';
import { membersInOffice, standingOf } from './standing.ts';
import { tellThese } from './tell-stops.ts';

/**
 * The click of another member that this one is the second of; null = there is none, or who made it stands in the emergency group
 * no more. It counts for an hour.
 */
export async function firstClickOf(
  context: FlowContext,
  targetUserId: string,
  actorId: string,
): Promise<FirstClick | null> {
  const click = await context.ports.firstClicks.read(targetUserId, countsSince(context));
  if (click === null || click.by === actorId) return null;
  return (await standingOf(context, click.by)).isEmergency ? click : null;
}

/**
 * The first of two: kept, and the other members are told, who each may be the second. Clicked twice it stays the first, and
 * nobody hears of it again. What is answered; null = another was quicker, and this is the second by now.
 */
export async function clickFirst(
  context: FlowContext,
  actor: Person,
  target: Pick<Person, 'id' | 'displayName' | 'userPrincipalName'>,
  reason: string,
): Promise<Text | null> {
  const { transactions, firstClicks } = context.ports;
  const { displayName: name, userPrincipalName: address } = target;
  const since = countsSince(context);
  const before = await firstClicks.read(target.id, since);
  const at = before?.by === actor.id ? before.at : tenantNow(context);
  const until = minutesAfter(at, FIRST_COUNTS_FOR);
  const answer = text(DECIDES_HERE, { name, address, until: { instant: until } });
  if (before?.by === actor.id) return answer;
  const click = { targetUserId: target.id, by: actor.id, byName: actor.displayName, reason: reason || null, at };
  const isFirst = await transactions.run((transaction) =>
    firstClicks.put(click, { since, instead: before?.by ?? null }, transaction),
  );
  if (!isFirst) return null;
  context.log({ kind: 'emergency-first-click', personId: actor.id });
  const values = { by: actor.displayName, name, address, reason: reason || '–', until: { instant: until } };
  const { emergencyGroupId } = context.settings;
  const members = emergencyGroupId === null ? [] : await membersInOffice(context, [emergencyGroupId]);
  await tellThese(context, members, text('notice.block-second', values), [actor.id, target.id]);
  return answer;
}

/** Tenant time, ISO UTC: what was clicked by then is over. */
export function countsSince(context: FlowContext): string {
  return minutesAfter(tenantNow(context), -FIRST_COUNTS_FOR);
}
