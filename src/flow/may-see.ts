import { outsiderOf } from '../domain/outsider-of.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';

/**
 * Why somebody may neither see nor change anything of their own requests any more; null = they may. Read live: who is
 * blocked, deleted or of another organisation by now has no right that they once had. Throws `DirectoryUnavailable`.
 */
export async function whyOwnIsClosed({ ports }: FlowContext, personId: string): Promise<Text | null> {
  const person = await ports.people.read(personId);
  if (person === null) return text('flow.requester-unknown');
  if (!person.accountEnabled) return text('rules.blocked-requester');
  const outsider = outsiderOf(person);
  return outsider === null ? null : text(`rules.${outsider}-requester`);
}
