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
 * decide anew. Throws `DirectoryUnavailable`.
 */
export async function atLastApproval(context: FlowContext, request: Request): Promise<AtLast> {
  const asked = { targetUserId: request.targetUserId, chainNow: null };
  const { lost, protections } = await readAuthority(context, request, asked);
  const byHand = stepsByHand(request.plan.steps.filter(({ skip }) => skip === null));
  const why = protectionRefusal({ ...request.facts, protections }, byHand);
  // Nobody decides on what could not be read, and it may be readable at the next click.
  if (why !== null && !isKnown(protections)) return { status: 'not-known', why };
  const differences = lostInWords(lost);
  if (why === null && differences.length === 0) return { status: 'stands' };
  const anew = await (why === null
    ? askDecidersAnew(context, request, { differences, lost })
    : stopProtected(context, request, why));
  return anew === null ? { status: 'moved' } : { status: 'anew', request: anew };
}

/** `moved`: somebody else was quicker. `anew`: it is not any more what was to be approved. */
type AtLast =
  | { readonly status: 'stands' | 'moved' }
  | { readonly status: 'anew'; readonly request: Request }
  | { readonly status: 'not-known'; readonly why: Text };

function isKnown(protections: readonly Protection[]): boolean {
  return protections.some(({ kind }) => kind !== 'unknown');
}

async function stopProtected(context: FlowContext, request: Request, note: Text): Promise<Request | null> {
  const stopped = { state: 'stopped', note, endedAt: tenantNow(context), wakeAt: null, newVersion: true } as const;
  const changed = await changeWithJob(context, request, stopped);
  if ('key' in changed) return null;
  context.log({ kind: 'request-stopped', requestId: request.id, code: note.key });
  return changed;
}
