import { type Start, type Stop, startOf } from '../domain/brakes.ts';
import { codeOf, DirectoryUnavailable } from '../domain/errors.ts';
import type { Request } from '../domain/request.ts';
import type { TargetUser } from '../domain/target-user.ts';
import type { FlowContext } from './context.ts';
import { emergencyMembers } from './stop-people.ts';

/**
 * A start with what decides whether a pause that its target user made with others holds it: who of them stands in the
 * emergency group still. Read only where there is such a pause among the `open` stops, and before the turn that every
 * start takes.
 */
export async function startNow(
  context: FlowContext,
  request: Request,
  open: readonly Stop[],
  facts?: TargetUser,
): Promise<Start> {
  const start = startOf(request, facts);
  const { against } = start;
  if (against === undefined || !open.some((stop) => isWithOthers(stop, against))) return start;
  try {
    return { ...start, standing: await emergencyMembers(context) };
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    context.log({ kind: 'emergency-group-not-read', code: codeOf(error) });
    return start;
  }
}

/** Whoever of them is gone by then is nobody's news: what it holds is looked at again meanwhile. */
export function isWithOthers({ scope, by, parties }: Stop, personId: string): boolean {
  return scope.kind === 'everything' && parties.length > 0 && (by === personId || parties.includes(personId));
}
