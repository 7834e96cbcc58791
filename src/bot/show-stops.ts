import { stopsCard } from '../cards/stops-card.ts';
import type { Text } from '../domain/text.ts';
import type { ShownStop } from '../flow/flow.ts';
import type { Turn } from './turn.ts';

type Answer = { readonly refused: Text } | { readonly stops: readonly ShownStop[]; readonly error?: Text | null };

/** What is held back now, for those who may see it; everybody else the reason in words. */
export async function showStops(turn: Turn, answer: Answer): Promise<void> {
  if ('refused' in answer) await turn.say(answer.refused);
  else await turn.show(stopsCard(answer, turn.reader));
}
