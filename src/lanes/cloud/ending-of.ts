import type { Gap } from '../../domain/gap.ts';
import { gapsOf } from '../../domain/gaps-of.ts';
import { howPartsEnded } from '../../domain/how-parts-ended.ts';
import { isTouched, type Part } from '../../domain/part.ts';
import type { Performed } from '../../flow/ports.ts';
import type { Ambiguous, Held, Refused } from './graph-answer.ts';
import { accepted, ambiguous, refusalNote, type StepTools } from './step-actions.ts';

/** The parts as this attempt left them, the first refusal of one, and what is left to people besides. */
type Ended = {
  readonly parts: readonly Part[];
  readonly refusal: Refused | null;
  readonly left: readonly Gap[];
};

/** How an attempt of a step ended that went through its parts, by how they ended. */
export function endingOf(tools: StepTools, { parts, refusal, left }: Ended): Performed {
  const gaps = [...gapsOf(parts).filter(({ end }) => end === 'refused'), ...left];
  switch (howPartsEnded(parts)) {
    case 'refused':
      return refusal === null ? accepted(tools, {}, { gaps }) : { status: 'refused', note: refusalNote(refusal), gaps };
    case 'accepted':
      return accepted(tools, {}, { gaps });
    default:
      return ambiguous(tools);
  }
}

/** The same of an attempt that ended before its last part: not sent any more, or without an answer. */
export function cutShortAt(tools: StepTools, ending: Ambiguous | Held, parts: readonly Part[]): Performed {
  const made = parts.some(isTouched) ? { done: {} } : {};
  if (ending.outcome === 'held') return { status: 'held', ...made };
  return { ...ambiguous(tools, ending.retryAfter, ending.why), ...made };
}
