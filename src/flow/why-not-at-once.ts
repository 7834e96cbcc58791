import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';

/** Why nobody blocks them at once; null = nothing in the plan refuses it, and the account is there. */
export function whyNotAtOnce(
  [refusal]: readonly Text[],
  { found, displayName: name }: Pick<TargetUser, 'found' | 'displayName'>,
): Text | null {
  if (refusal !== undefined) return refusal;
  return found === 'active' ? null : text('emergency.not-active', { name });
}
