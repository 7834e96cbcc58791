import type { Person } from '../domain/person.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { firstClickOf } from './first-click.ts';
import { powerNow } from './power-of.ts';

/**
 * What the last look before a block at once says of somebody with power over others. `instead`: what this click does, where it is
 * not the block itself; not there = it is. `whyNot`: why Leaver may not change the account; null = may.
 */
export async function lookAtPower(
  context: FlowContext,
  actor: Person,
  facts: TargetUser,
  whyNot: Text | null,
): Promise<{ readonly known: readonly Text[]; readonly instead?: Text }> {
  const { displayName: name, directReports: count } = facts;
  const power = facts.found === 'active' ? await powerNow(context, facts) : 'none';
  if (power === 'none') return { known: [] };
  if (power === 'manages') return { known: [count > 0 ? text('emergency.manages', { name, count }) : UNREAD] };
  const first = await firstClickOf(context, facts.id, actor.id);
  const decides = text('emergency.takes-two', { name });
  const asked = first === null ? [] : [text('emergency.asked-first', { by: first.byName, at: { instant: first.at } })];
  if (whyNot !== null) return { known: [decides, whyNot, ...asked], instead: text('emergency.click-asks') };
  return first === null ? { known: [decides], instead: text('emergency.click-first') } : { known: [decides, ...asked] };
}

const UNREAD = text('emergency.manages-unread');
