import type { Part } from '../../domain/part.ts';
import type { Json } from '../../domain/text.ts';
import type { PerformContext } from '../../flow/ports.ts';
import { notSent } from './change-part.ts';
import type { GraphWrite } from './graph-answer.ts';

type Together = {
  readonly parts: readonly { readonly part: Part; readonly before: Json }[];
  /** What of each is done when the service took it. */
  readonly done: Json;
  readonly send: () => Promise<GraphWrite>;
};

/**
 * Several parts by one write: the intent of each, the write, the end of each. Held where one of them was not begun.
 * What is refused is refused as a whole, and none of them was done: they stand as before.
 */
export async function changeTogether(context: PerformContext, { parts, done, send }: Together): Promise<GraphWrite> {
  const begun: { readonly part: Part; readonly known: Part }[] = [];
  for (const { part: known, before } of parts) {
    const part = await context.parts.begin(known, { before, evidence: null });
    if (part !== null) begun.push({ part, known });
  }
  const write: GraphWrite = begun.length === parts.length ? await send() : { outcome: 'held' };
  // Whose answer was lost stays begun: a read decides.
  if (write.outcome === 'ambiguous') return write;
  const isDone = write.outcome === 'ok';
  for (const { part, known } of begun)
    await context.parts.end(part, isDone ? { state: 'done', evidence: done } : { state: notSent(known) });
  return write;
}
