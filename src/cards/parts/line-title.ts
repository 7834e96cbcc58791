import type { RequestKind } from '../../domain/choices.ts';
import type { PropagationLine } from '../../domain/propagation.ts';
import { type Text, text } from '../../domain/text.ts';

/** What one line of the clock is called; what lasts without a sync has a name of its own. */
export function lineTitle(
  id: PropagationLine['id'],
  { kind, inCloud }: { readonly kind: RequestKind; readonly inCloud: boolean },
): Text {
  const group = kind === 'restore-user' ? 'card.line.restore' : 'card.line';
  return text(id === 'durable' && inCloud ? `${group}.durable-in-cloud` : `${group}.${id}`);
}
