import { hasGuestTokens, isExternal } from './is-external.ts';
import type { PropagationLine, PropagationLineId } from './propagation.ts';
import type { PropagationInput } from './propagation-input.ts';
import { text } from './text.ts';
import type { TextKey } from './text-key.ts';

/** What stands beside every state of a line: the figure of the articles, and today's. */
export function figuresOf(
  input: PropagationInput,
  id: PropagationLineId,
): Pick<PropagationLine, 'id' | 'seed' | 'today'> {
  const key = `${prefixOf(input)}.${id}` as const;
  return { id, seed: text(`${key}.seed`), today: text(todayOf(input, id)) };
}

/** Whose case today's figure is. */
function todayOf(input: PropagationInput, id: PropagationLineId): TextKey {
  const { targetUser, kind, returns } = input;
  const prefix = prefixOf(input);
  if (id === 'durable' && targetUser.identity !== 'synced') return `${prefix}.durable.today-in-cloud`;
  if (id === 'new-sign-ins' && kind === 'restore-user' && targetUser.identity !== 'synced')
    return 'propagation.restore.new-sign-ins.today-without-sync';
  if (id !== 'open-sessions') return `${prefix}.${id}.today`;
  if (isExternal(targetUser)) return `${prefix}.open-sessions.today-guest`;
  if (kind !== 'restore-user' && hasGuestTokens(targetUser)) return 'propagation.open-sessions.today-guest-account';
  if (kind === 'restore-user' && returns === 'without-mail') return 'propagation.restore.open-sessions.today-no-mail';
  if (kind === 'restore-user' && returns === 'restored') return 'propagation.restore.open-sessions.today-restored';
  return `${prefix}.open-sessions.today`;
}

function prefixOf({ kind }: PropagationInput): 'propagation' | 'propagation.restore' {
  return kind === 'restore-user' ? 'propagation.restore' : 'propagation';
}
