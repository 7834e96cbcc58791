import { DirectoryUnavailable } from '../domain/errors.ts';
import { isSettled, type StepRecord } from '../domain/outcome.ts';
import type { Request } from '../domain/request.ts';
import { protectedSince, stepsByHand } from '../domain/rules.ts';
import type { Text } from '../domain/text.ts';
import { tenantNow } from './context.ts';
import type { StepRun } from './step-run.ts';

/** Tenant time after which what was read before the last write says nothing any more, milliseconds. */
const WAIT = 5 * 60_000;

/**
 * Right before a write after a wait, and before everything that is done again: why the person may not be touched any more;
 * null = they may. Half done or not, nobody protected is written; what is left is named for a privileged administrator.
 * Throws `DirectoryUnavailable`, also where nothing but the unknown protects: that was known when it began.
 */
export async function whyProtectedMeanwhile({ context, request, step, steps }: StepRun): Promise<Text | null> {
  const isAgain = step.turnedBack !== null || step.attempt > 0;
  if (!isAgain && Date.parse(tenantNow(context)) - lastWrite(request, steps) <= WAIT) return null;
  const asked = { targetUserId: request.targetUserId, personIds: [], groupIds: [] };
  const { protections } = await context.ports.directory.readAuthority(asked);
  const left = steps.filter(({ state }) => !isSettled(state) && state !== 'accepted' && state !== 'running');
  const refused = protectedSince(request.facts, protections, stepsByHand(left));
  if (refused === null && protections.length > 0) throw new DirectoryUnavailable('protections could not be read');
  return refused;
}

/** When it began, or last changed anything. */
function lastWrite({ startedAt }: Request, steps: readonly StepRecord[]): number {
  return Math.max(
    Date.parse(startedAt ?? '') || 0,
    ...steps.map(({ intendedAt }) => Date.parse(intendedAt ?? '') || 0),
  );
}
