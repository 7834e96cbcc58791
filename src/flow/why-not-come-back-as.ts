import type { Choices } from '../domain/choices.ts';
import { namesOf } from '../domain/rules.ts';
import { type Text, text } from '../domain/text.ts';
import { mayAsk } from './ask.ts';
import type { FlowContext } from './context.ts';

/** What Entra ID takes as a sign-in name: nothing else can be somebody's here. */
const SIGN_IN_NAME = /^[\w.'!#^~-]{1,64}@([a-z0-9.-]{1,255})$/i;

/**
 * Why nobody can come back under the address that was typed: none of this organisation, or somebody else's. Null = can.
 * Whose it is learns only who may ask this at all; `actorId`: null = that was read just now.
 */
export async function whyNotComeBackAs(
  context: FlowContext,
  actorId: string | null,
  { kind, restoreAs, targetUserId }: Pick<Choices, 'kind' | 'restoreAs' | 'targetUserId'>,
): Promise<Text | null> {
  const address = restoreAs?.userPrincipalName ?? null;
  if (kind !== 'restore-user' || address === null) return null;
  const asked = actorId === null ? null : await mayAsk(context, actorId, kind, targetUserId);
  if (asked !== null && 'refused' in asked) return asked.refused;
  const domain = SIGN_IN_NAME.exec(address)?.[1]?.toLowerCase();
  // What can be no address is asked about nowhere: only which domains there are is read.
  const { domains, holder } = await context.ports.directory.readAddress(domain === undefined ? null : address);
  const isForeign = domains !== null && !domains.includes(domain ?? '');
  if (domain === undefined || isForeign)
    return text('rules.restore-as-foreign', { address, domains: namesOf((domains ?? []).map((name) => ({ name }))) });
  return holder === null ? null : text('rules.restore-as-taken', { address, holder });
}
