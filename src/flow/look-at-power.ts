import { emergencyStartOf, managersPerHour, type Stop } from '../domain/brakes.ts';
import { byTwoDoes, CLICK_TRIPS } from '../domain/by-two-does.ts';
import type { Person } from '../domain/person.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import { askedBefore } from './ask-administrator.ts';
import type { FlowContext } from './context.ts';
import { firstClickOf, isNobodySecond, NOBODY_SECOND } from './first-click.ts';
import { NO_POWER, type PowerNow, powerNow } from './power-of.ts';
import { brakeNow } from './take-start.ts';

/**
 * `instead`: what this click does, where it is not the block itself; not there = it is. `refused`: there is nothing to
 * click.
 */
type Look = { readonly known: readonly Text[]; readonly instead?: Text; readonly refused?: Text };

/**
 * What the last look before a block at once says of this member's click: of somebody with power over others, and where
 * a limit of their own holds them. `whyNot`: why Leaver may not change the account; null = may.
 */
export async function lookAtPower(
  context: FlowContext,
  actor: Person,
  facts: TargetUser,
  whyNot: Text | null,
): Promise<Look> {
  const power = facts.found === 'active' ? await powerNow(context, facts) : NO_POWER;
  const look = await ofPower(context, { actor, facts, whyNot, ...power });
  if (whyNot !== null || look.instead !== undefined || look.refused !== undefined) return look;
  const isManager = power.takesTwo === null && facts.directReports > 0;
  const found = await brakeNow(context, emergencyStartOf(context.newId(), actor, isManager));
  if (found.status === 'held') return { known: [], refused: heldAtOnce(found.by) };
  const [stop] = found.status === 'trip' ? found.stops : [];
  return stop === undefined ? look : { ...look, instead: text(CLICK_TRIPS, { why: stop.why }) };
}

/** Nothing was blocked: this member has made too many, and people have to let it go. */
export function heldAtOnce({ reference: stop, why }: Pick<Stop, 'reference' | 'why'>): Text {
  return text('emergency.held', { stop, why });
}

async function ofPower(
  context: FlowContext,
  {
    actor,
    facts,
    whyNot,
    power,
    takesTwo,
  }: PowerNow & { readonly actor: Person; readonly facts: TargetUser; readonly whyNot: Text | null },
): Promise<Look> {
  const { displayName: name, directReports: count } = facts;
  const manages = managersPerHour(context.settings.policy) === 1 ? 'emergency.manages-one' : 'emergency.manages';
  if (takesTwo === null)
    return { known: power === 'none' ? [] : [count > 0 ? text(manages, { name, count }) : UNREAD] };
  const first = await firstClickOf(context, facts.id, actor.id);
  if (first === null && (await isNobodySecond(context, actor, facts)))
    return { known: [], refused: text(NOBODY_SECOND, { name }) };
  const asked = first === null ? [] : [text('emergency.asked-first', { by: first.byName, at: { instant: first.at } })];
  const before = whyNot === null ? null : await askedBefore(context, facts);
  const known = [takesTwo, ...(whyNot === null ? [] : [whyNot]), ...(before === null ? [] : [before]), ...asked];
  const does = byTwoDoes(first, whyNot);
  return does === null ? { known } : { known, instead: text(does) };
}

const UNREAD = text('emergency.manages-unread');
