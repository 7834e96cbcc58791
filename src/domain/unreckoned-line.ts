import { explainLine } from './explain-line.ts';
import type { PropagationLine, PropagationLineId } from './propagation.ts';
import { figuresOf } from './propagation-figures.ts';
import type { PropagationInput } from './propagation-input.ts';
import type { Text } from './text.ts';

/** A read showed it. */
export function seen(input: PropagationInput, id: PropagationLineId, at: string): PropagationLine {
  return { ...figuresOf(input, id), state: 'seen', earliest: at, typical: at, latest: at, explains: null };
}

/** A read showed it otherwise again. */
export function turnedBack(input: PropagationInput, id: PropagationLineId, at: string): PropagationLine {
  const why = input.done.overwrittenBySync ? 'turned-back' : 'changed-back';
  return noPromise(input, id, 'at-risk', explainLine(input, why, { at: { instant: at } }));
}

/** No hour, since nobody can promise one. */
export function noPromise(
  input: PropagationInput,
  id: PropagationLineId,
  state: 'at-risk' | 'unknown',
  explains: Text,
): PropagationLine {
  return { ...figuresOf(input, id), state, earliest: null, typical: null, latest: null, explains };
}
