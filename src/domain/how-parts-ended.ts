import { isWhollyRefused } from './gap.ts';
import { gapsOf } from './gaps-of.ts';
import { isTouched, type Part } from './part.ts';

/**
 * How an attempt of a step ends by its parts. `unsure`: an answer was lost, and a read decides. `to-come`: it was cut
 * short before something was begun. `refused`: nothing of it was ever done, and the service said no. `accepted`: else,
 * whatever is left to people.
 */
export function howPartsEnded(parts: readonly Part[]): 'unsure' | 'to-come' | 'refused' | 'accepted' {
  if (parts.some(({ state }) => state === 'running')) return 'unsure';
  if (parts.some(({ state }) => state === 'planned')) return 'to-come';
  const refused = gapsOf(parts).filter(({ end }) => end === 'refused');
  return isWhollyRefused(parts.filter(isTouched).length, refused) ? 'refused' : 'accepted';
}
