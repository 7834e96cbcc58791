import { notByMakers } from '../domain/approval-needs.ts';
import { DirectoryUnavailable } from '../domain/errors.ts';
import type { AnsweredBy } from '../domain/request.ts';
import type { FlowContext } from './context.ts';
import { decidersOf } from './deciders.ts';
import type { FirstClick } from './ports.ts';
import { groupsOf } from './standing.ts';

/**
 * Who may confirm a block at once that these people make: approvers, the escalation group where no approver is left who
 * may, or nobody. Of whom it cannot be read it is approvers, as ever: a block waits for no read.
 */
export async function whoAnswers(
  context: FlowContext,
  { targetUserId, makers: [requesterId, ...others] }: Asked,
): Promise<AnsweredBy> {
  for (const [by] of groupsOf(context)) {
    const needs = notByMakers({ count: 1, by, reasons: [] }, others);
    const block = { requesterId, targetUserId, needs, askedAt: NEVER, expiresAt: NEVER, edited: null };
    if (await isAnybody(decidersOf(context, block))) return by;
  }
  return 'nobody';
}

/** `makers`: who clicks, and who clicked before them. */
type Asked = { readonly targetUserId: string; readonly makers: readonly [string, ...string[]] };

/** Of the click of this member, and of the first one that it is the second of. */
export function makersOfClick({ id }: { readonly id: string }, first: FirstClick | null): Asked['makers'] {
  return first === null ? [id] : [id, first.by];
}

/** Nothing escalates by then: each group is asked for by itself. */
const NEVER = '2999-01-01T00:00:00.000Z';

async function isAnybody(deciders: ReturnType<typeof decidersOf>): Promise<boolean> {
  try {
    return (await deciders).length > 0;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return true;
  }
}
