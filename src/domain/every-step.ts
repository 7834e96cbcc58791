import type { StepRecord } from './outcome.ts';
import { isImpossibleHere } from './skip.ts';
import type { TextKey } from './text-key.ts';

/** What says “every step was seen”, and the same with “that was possible here”. */
type OfEveryStep = {
  [Key in TextKey]: Key extends `${infer Whole}-here` ? (Whole extends TextKey ? Whole : never) : never;
}[TextKey];

/** This sentence, or the same of every step that was possible here, where one was not: that one was asked, and is not done. */
export function ofEveryStep<Key extends OfEveryStep>(key: Key, steps: readonly StepRecord[]): Key | `${Key}-here` {
  return steps.some(({ state, note }) => state === 'skipped' && isImpossibleHere(note)) ? `${key}-here` : key;
}
