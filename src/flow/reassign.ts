import { text } from '../domain/text.ts';
import { type ApproversChange, changeAsApprover } from './change-as-approver.ts';
import type { FlowContext } from './context.ts';
import { decidersOf } from './deciders.ts';
import type { Answered } from './flow.ts';

/**
 * An approver asks somebody else who may decide, by object id, sign-in name or name, to do it. Nobody loses the right
 * to decide by that: the person is told, and the cards say who was asked.
 */
export function reassign(context: FlowContext, asked: ApproversChange, toWhom: string): Promise<Answered> {
  return changeAsApprover(context, asked, async (request, actor) => {
    const wanted = toWhom.trim().toLowerCase();
    const others = (await decidersOf(context, request)).filter(({ id }) => id !== actor.id);
    const exactly = others.filter(({ id, userPrincipalName, displayName }) =>
      [id, userPrincipalName, displayName].some((each) => each.toLowerCase() === wanted),
    );
    // As people type it: "fatima" is who they mean, while only one is called that.
    const byPart = others.filter(({ displayName }) => displayName.toLowerCase().split(/\s+/).includes(wanted));
    const found = exactly.length > 0 ? exactly : byPart;
    const [person] = found;
    if (wanted === '' || person === undefined || found.length > 1) return text('flow.reassign-to-whom');
    return { assignee: { id: person.id, name: person.displayName, byName: actor.displayName } };
  });
}
