import { FIRST_COUNTS_FOR, FIRST_OF_TWO } from '../domain/emergency.ts';
import { DirectoryUnavailable } from '../domain/errors.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import type { Person } from '../domain/person.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { FirstClick } from './ports.ts';
import { membersInOffice, standingOf } from './standing.ts';
import { tellThese } from './tell-stops.ts';

/**
 * The click of another member that this one is the second of; null = there is none, or who made it stands in the
 * emergency group no more. It counts for an hour.
 */
export async function firstClickOf(
  context: FlowContext,
  targetUserId: string,
  actorId: string,
): Promise<FirstClick | null> {
  const click = await context.ports.firstClicks.read(targetUserId, countsSince(context));
  if (click === null || click.by === actorId || hasAsked(context, click)) return null;
  return (await standingOf(context, click.by)).isEmergency ? click : null;
}

/**
 * The first of two: kept, and the other members are told, who each may be the second. Clicked twice it stays the first,
 * and whom no message reached before is told once more. What is answered; null = another was quicker, and this is the
 * second by now.
 */
export async function clickFirst(
  context: FlowContext,
  actor: Person,
  target: Pick<Person, 'id' | 'displayName' | 'userPrincipalName'>,
  { reason, takesTwo: why }: { readonly reason: string; readonly takesTwo: Text },
): Promise<Text | null> {
  const { transactions, firstClicks } = context.ports;
  // Read before it is stored: a click that nobody could hear of is none.
  const members = await otherMembers(context, actor, target);
  if (members.length === 0) return text(NOBODY_SECOND, { name: target.displayName });
  const since = countsSince(context);
  const before = await firstClicks.read(target.id, since);
  const isAgain = before?.by === actor.id && before.asked === null;
  const at = isAgain ? before.at : tenantNow(context);
  const click = { targetUserId: target.id, by: actor.id, byName: actor.displayName, reason: reason || null, at };
  if (!isAgain) {
    const over = { since, instead: before?.by ?? null };
    if (!(await transactions.run((transaction) => firstClicks.put(click, over, transaction)))) return null;
    context.log({ kind: 'emergency-first-click', personId: actor.id });
  }
  const { displayName: name, userPrincipalName: address } = target;
  const until = { instant: minutesAfter(at, FIRST_COUNTS_FOR) };
  const values = { by: actor.displayName, name, address, reason: reason || '–', why, until };
  const told = isAgain ? before.told : [];
  const reached = await tellThese(context, members, text('notice.block-second', values), told);
  if (reached.length > 0) await firstClicks.tell(click, [...told, ...reached]);
  if (await isGone(context, click)) {
    // Whoever set it aside told those who had heard by then.
    const gone = text('notice.first-gone', { first: actor.displayName, name });
    await tellThese(
      context,
      reached.map((id) => ({ id })),
      gone,
      [],
    );
    return gone;
  }
  return text(FIRST_OF_TWO, { why, address, until, count: told.length + reached.length });
}

/** Taken away, by whoever, while the others were being told, and not because a second one blocked with it. */
async function isGone(
  context: FlowContext,
  { targetUserId, by, at }: Pick<FirstClick, 'targetUserId' | 'by' | 'at'>,
): Promise<boolean> {
  const { firstClicks, requests } = context.ports;
  if ((await firstClicks.read(targetUserId, countsSince(context))) !== null) return false;
  const made = await requests.list({ targetUserId, limit: 5 });
  return !made.some(({ emergency }) => emergency?.first?.by === by && emergency.first.at === at);
}

/** What is said where nobody could be the second: such a click is not offered, and none is kept. */
export const NOBODY_SECOND = 'emergency.nobody-second';

/** Whether nobody is left who could be the second; while the members cannot be read, that is not known. */
export async function isNobodySecond(
  context: FlowContext,
  actor: Person,
  target: Pick<Person, 'id'>,
): Promise<boolean> {
  try {
    return (await otherMembers(context, actor, target)).length === 0;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return false;
  }
}

/** Who each may be the second. */
async function otherMembers(context: FlowContext, actor: Person, target: Pick<Person, 'id'>) {
  const { emergencyGroupId } = context.settings;
  const members = emergencyGroupId === null ? [] : await membersInOffice(context, [emergencyGroupId]);
  return members.filter(({ id }) => id !== actor.id && id !== target.id);
}

/**
 * That it was used to ask for an administrator, and people heard that, or are being told: where a crash came between,
 * nobody may ever hear it, and the next click asks again.
 */
export function hasAsked(context: FlowContext, { asked, told }: FirstClick): boolean {
  return asked !== null && (told.length > 0 || asked.at >= unheardSince(context));
}

/** Tenant time, ISO UTC: by now whoever was asked after that is told. */
export function unheardSince(context: FlowContext): string {
  return minutesAfter(tenantNow(context), -TELLS_FOR);
}

/** Minutes that telling all of them may take. */
const TELLS_FOR = 2;

/** Tenant time, ISO UTC: what was clicked, or used to ask for an administrator, by then is over. */
export function countsSince(context: FlowContext): string {
  return minutesAfter(tenantNow(context), -FIRST_COUNTS_FOR);
}
