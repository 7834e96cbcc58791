import type { GapOwner } from '../../domain/gap.ts';
import type { Part } from '../../domain/part.ts';
import type { Json } from '../../domain/text.ts';
import type { PerformContext } from '../../flow/ports.ts';
import type { Ambiguous, Held, Refused } from './graph-answer.ts';
import { refusedPart } from './refused-part.ts';

/** What ended the writes to one part before the last of them; null = nothing did. */
export type Stopped = Ambiguous | Held | Refused | null;

/** Whether it ended the attempt: nothing more of it is sent. */
export function isCutShort(ending: Stopped): ending is Ambiguous | Held {
  return ending?.outcome === 'held' || ending?.outcome === 'ambiguous';
}

type Changing = {
  readonly part: Part;
  /** What is there before it, and what of it this step did before: both in the shape of its kind. */
  readonly before: Json;
  readonly done: Json;
  /** Who does it instead, where the refusal names nobody. */
  readonly otherwise?: GapOwner;
  /** Sends it. `done`: all that of it was done by then. */
  readonly change: () => Promise<{ readonly ending: Stopped; readonly done: Json }>;
};

/**
 * One part through its fence: the intent, the writes, the end. How it stands then is in `parts`; held where it was not
 * begun.
 */
export async function changePart(
  context: PerformContext,
  parts: Map<string, Part>,
  { part, before, done, otherwise = 'helpdesk', change }: Changing,
): Promise<Stopped> {
  const begun = await context.parts.begin(part, { before, evidence: done });
  if (begun === null) return { outcome: 'held' };
  const { ending, done: evidence } = await change();
  const ended = await context.parts.end(begun, { evidence, ...endOf(part, ending, otherwise) });
  parts.set(part.id, ended ?? begun);
  return ending;
}

/** Whose answer was lost stays begun: a read decides. */
function endOf(part: Part, ending: Stopped, otherwise: GapOwner) {
  if (ending === null) return { state: 'done' } as const;
  if (ending.outcome === 'held') return { state: notSent(part) };
  if (ending.outcome === 'ambiguous') return { state: 'running' } as const;
  const { why, who } = refusedPart(part, ending, otherwise);
  return { state: 'refused', why, who } as const;
}

/** Nothing of this attempt was done: of one before it that had no answer nobody knows as ever. */
export function notSent({ state }: Part): Part['state'] {
  return state === 'running' ? 'running' : 'planned';
}
