import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/**
 * Somebody whom neither the directory nor the deleted users hold: since when, or who mentions them last, and that nobody
 * can bring them back.
 */
export function goneForGood({ displayName: name, lastSeen }: Pick<TargetUser, 'displayName' | 'lastSeen'>): Text {
  if (lastSeen === null) return text('plan.refusal.gone-unknown', { name });
  const values = { name, at: { instant: lastSeen.at } };
  if (lastSeen.by === 'audit-log') return text('plan.refusal.gone-entry', { ...values, activity: lastSeen.activity });
  return text(`plan.refusal.gone-seen-${lastSeen.by}`, values);
}
