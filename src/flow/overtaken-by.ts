import type { Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';

/** Blocks that were made at once since this restore was decided: it is decided again, knowing them. */
export async function overtakenBy(
  context: FlowContext,
  { id, targetUserId, decision }: Request,
): Promise<readonly Text[]> {
  const others = await context.ports.requests.list({ targetUserId, kinds: ['block-sign-in'], limit: 50 });
  return others
    .filter((other) => other.id !== id && isBlockSince(other, decision?.at ?? ''))
    .map(({ reference, requesterName: name }) => text('flow.overtaken', { reference, name }));
}

function isBlockSince({ emergency, startedAt }: Request, decidedAt: string): boolean {
  if (emergency === null || startedAt === null || startedAt <= decidedAt) return false;
  return emergency.answer?.verdict !== 'refused' && emergency.answer?.verdict !== 'unanswered';
}
