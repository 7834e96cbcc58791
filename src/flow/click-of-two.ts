import { byTwoDoes, CLICK_OTHERWISE, saysSo } from '../domain/by-two-does.ts';
import type { Person } from '../domain/person.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import { askAdministrator, askedBefore } from './ask-administrator.ts';
import { byTwoOnItsWay } from './by-two-on-its-way.ts';
import type { FlowContext } from './context.ts';
import { clickFirst, firstClickOf } from './first-click.ts';
import type { Refused } from './flow.ts';
import { hurryBlock } from './hurry-block.ts';
import type { FirstClick } from './ports.ts';

type Click = {
  readonly actor: Person;
  readonly facts: TargetUser;
  /** Why Leaver may not change this account; null = may. */
  readonly whyNot: Text | null;
  readonly reason: string;
  /** What the card said that the click does; null = it came from none. */
  readonly said: string | null;
  /** Why one member does not do. */
  readonly takesTwo: Text;
};

/**
 * What a click does that blocks somebody who decides in Leaver, or of whom that cannot be read. The first of two is
 * kept, and answered; the second blocks, or asks for an administrator where Leaver may not write them.
 * `second-by-now`: another was quicker, and everything is to be read anew.
 */
export async function clickOfTwo(
  context: FlowContext,
  click: Click,
): Promise<Refused | { readonly first: FirstClick } | 'second-by-now'> {
  const { actor, facts, whyNot, reason, said, takesTwo } = click;
  const first = await firstClickOf(context, facts.id, actor.id);
  const onItsWay = first === null ? await byTwoOnItsWay(context, { facts, targetUserId: facts.id }) : null;
  if (onItsWay !== null) return { refused: await hurryBlock(context, onItsWay.reference) };
  const does = byTwoDoes(first, whyNot);
  const before = does === 'emergency.click-asks' ? await askedBefore(context, facts) : null;
  if (before !== null) return { refused: before };
  if (said !== null && !saysSo(said, does)) return { refused: text(CLICK_OTHERWISE) };
  if (first === null) {
    const answer = await clickFirst(context, actor, facts, { reason, takesTwo });
    return answer === null ? 'second-by-now' : { refused: answer };
  }
  if (whyNot === null) return { first };
  const answer = await askAdministrator(context, { actor, first, target: facts, why: whyNot, reason });
  return { refused: answer ?? text('emergency.first-used') };
}
