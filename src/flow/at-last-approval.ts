import { DirectoryUnavailable } from '../domain/errors.ts';
import type { Request } from '../domain/request.ts';
import { protectionRefusal, stepsByHand } from '../domain/rules.ts';
import type { Protection } from '../domain/target-user.ts';
import type { Text } from '../domain/text.ts';
import { askDecidersAnew } from './ask-deciders-anew.ts';
import { changeWithJob } from './change-with-job.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { lostInWords, readAuthority } from './lasting-authority.ts';

/**
 * What one batch at the last approval finds, before it is given: somebody who became protected is written by nobody's
 * approval, and it is stopped as its start would stop it; where somebody counts no more on whose word it rests, all
 * decide anew. `stands`: nothing is against it. `moved`: somebody else was quicker. Throws `DirectoryUnavailable`, also
 * where nothing but the unknown protects: nobody decides on that.
 */
export async function atLastApproval(context: FlowContext, request: Request): Promise<'stands' | 'moved' | Request> {
  const asked = { targetUserId: request.targetUserId, chainNow: null };
  const { lost, protections } = await readAuthority(context, request, asked);
  const refusal = refusalOf(request, protections);
  if (refusal !== null) return (await stopProtected(context, request, refusal)) ?? 'moved';
  if (protections.length > 0) throw new DirectoryUnavailable('protections could not be read');
  const differences = lostInWords(lost);
  if (differences.length === 0) return 'stands';
  return (await askDecidersAnew(context, request, { differences, lost })) ?? 'moved';
}

/** Null = nothing protects them, as far as known. */
function refusalOf({ facts, plan }: Request, protections: readonly Protection[]): Text | null {
  const known = protections.filter(({ kind }) => kind !== 'unknown');
  return protectionRefusal(
    { ...facts, protections: known },
    stepsByHand(plan.steps.filter(({ skip }) => skip === null)),
  );
}

async function stopProtected(context: FlowContext, request: Request, note: Text): Promise<Request | null> {
  const stopped = { state: 'stopped', note, endedAt: tenantNow(context), wakeAt: null, newVersion: true } as const;
  const changed = await changeWithJob(context, request, stopped);
  if ('key' in changed) return null;
  context.log({ kind: 'request-stopped', requestId: request.id, code: note.key });
  return changed;
}
