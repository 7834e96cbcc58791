import { stopsCard } from '../cards/stops-card.ts';
import { type Text, text } from '../domain/text.ts';
import type { ShownStop } from '../flow/flow.ts';
import type { Turn } from './turn.ts';

type Answer =
  | { readonly refused: Text }
  | { readonly stops: readonly ShownStop[] | null; readonly error?: Text | null };

/**
 * What is held back now, for those who may see it; everybody else the reason in words. Null: what was asked is done,
 * and the list cannot be read now.
 */
export async function showStops(turn: Turn, answer: Answer): Promise<void> {
  if ('refused' in answer) return turn.say(answer.refused);
  const { stops, error = null } = answer;
  if (stops === null) return turn.say(error ?? text('bot.stops-later'));
  // That nothing is held is what the card says already.
  const isSaid = stops.length === 0 && error?.key === 'brakes.refused.nothing-held';
  await turn.show(stopsCard({ stops, error: isSaid ? null : error }, turn.reader));
}
