import type { RequestKind } from '../../domain/choices.ts';
import type { PropagationLine } from '../../domain/propagation.ts';
import { type Text, text } from '../../domain/text.ts';
import { whoseServices } from '../../domain/whose-services.ts';

/**
 * What a line is about: today's figure says whose case it is, so that a person without mailbox reads nothing of mail.
 */
export function lineTitle({ id, today }: Pick<PropagationLine, 'id' | 'today'>, kind: RequestKind): Text {
  const restores = kind === 'restore-user';
  const group = restores ? 'card.line.restore' : 'card.line';
  if (id === 'durable' && today.key.endsWith('-in-cloud')) return text(`${group}.durable-in-cloud`);
  const whose = whoseServices({ today });
  if (restores && whose !== 'all') return text(`card.line.restore.open-sessions-${whose}`);
  return text(`${group}.${id}`);
}
