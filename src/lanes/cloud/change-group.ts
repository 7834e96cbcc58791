import { either, type InGroup, storedInGroup, storedUnlessNone } from '../../domain/group-part.ts';
import type { Part } from '../../domain/part.ts';
import type { PerformContext } from '../../flow/ports.ts';
import type { Ambiguous, Held, Refused } from './graph-answer.ts';
import { refusedPart } from './refused-part.ts';

/** What ended the writes to one group before the last of them; null = nothing did. */
export type GroupEnding = Ambiguous | Held | Refused | null;

type Changing = {
  readonly part: Part;
  /** What is there before it; the class of the group where a restore is to know it. */
  readonly before: InGroup & { readonly class?: string };
  /** What of it this step did before. */
  readonly done: InGroup | null;
  /** Sends it. `changed`: what the service took. */
  readonly change: () => Promise<{ readonly ending: GroupEnding; readonly changed: InGroup }>;
};

/** One group through its fence: the intent, the writes, the end. How it stands then is in `parts`; held where it was not begun. */
export async function changeGroup(
  context: PerformContext,
  parts: Map<string, Part>,
  { part, before, done, change }: Changing,
): Promise<GroupEnding> {
  const begun = await context.parts.begin(part, {
    before: storedInGroup(before, before.class),
    evidence: storedUnlessNone(done),
  });
  if (begun === null) return { outcome: 'held' };
  const { ending, changed } = await change();
  const evidence = storedUnlessNone(either(done, changed));
  parts.set(part.id, (await context.parts.end(begun, { evidence, ...endOf(part, ending) })) ?? begun);
  return ending;
}

/** Whose answer was lost stays begun: a read decides. */
function endOf(part: Part, ending: GroupEnding) {
  if (ending === null) return { state: 'done' } as const;
  if (ending.outcome === 'held') return { state: 'planned' } as const;
  if (ending.outcome === 'ambiguous') return { state: 'running' } as const;
  const { why, who } = refusedPart(part, ending);
  return { state: 'refused', why, who } as const;
}
