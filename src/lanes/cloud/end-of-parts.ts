import { type Gap, isWhollyRefused } from '../../domain/gap.ts';
import type { Json } from '../../domain/text.ts';
import type { Performed } from '../../flow/ports.ts';
import type { Refused } from './graph-answer.ts';
import { accepted, refusalNote, type StepTools } from './step-actions.ts';

/** The parts that Graph refused, and its first refusal, whose reason stands for a step that was refused as a whole. */
export type RefusedParts = { readonly refused: readonly Gap[]; readonly refusal: Refused | null };

/**
 * How a step of parts ended: accepted, with what is left; or refused, where nothing of it was ever done. `done`: how
 * many parts this step has done, over all its attempts.
 */
export function endOfParts(
  tools: StepTools,
  { refused, refusal }: RefusedParts,
  ended: { readonly done: number; readonly left: readonly Gap[]; readonly evidence: { readonly [key: string]: Json } },
): Performed {
  const gaps = [...refused, ...ended.left];
  return refusal !== null && isWhollyRefused(ended.done, refused)
    ? { status: 'refused', note: refusalNote(refusal), gaps }
    : accepted(tools, ended.evidence, { gaps });
}
