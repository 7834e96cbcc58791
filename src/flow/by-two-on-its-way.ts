import type { Request } from '../domain/request.ts';
import type { FlowContext } from './context.ts';
import { whatIsGone } from './what-is-gone.ts';

/**
 * The block by two members that was made a moment ago, or is still to take effect: a click more, or the same one
 * delivered again, is neither a first nor a second one. Null = there is none.
 */
export async function byTwoOnItsWay(
  context: FlowContext,
  asked: Pick<Request, 'facts' | 'targetUserId'>,
): Promise<Request | null> {
  const { targetUserId } = asked;
  const about = await context.ports.requests.list({ targetUserId, unanswered: true });
  const standing = about.filter(({ emergency }) => emergency?.first !== undefined);
  if (standing.length === 0) return null;
  const gone = (await whatIsGone(context, asked)).map(({ request: { id } }) => id);
  return standing.find(({ id }) => !gone.includes(id)) ?? null;
}
