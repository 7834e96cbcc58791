import type { Text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { whyHourIsFixed } from './restore-beside.ts';
import { viewForPerson } from './show-request.ts';

/**
 * Why this party cannot put the request at another hour now, though its state would allow it; null = it can, or no
 * party.
 */
export async function hourFixedFor(context: FlowContext, actorId: string, idOrReference: string): Promise<Text | null> {
  const request = await context.ports.requests.read(idOrReference);
  if (request === null || (await viewForPerson(context, request, actorId)) === null) return null;
  return whyHourIsFixed(context, request);
}
