import type { StepRecord } from './outcome.ts';
import { textOf } from './stored.ts';
import type { Json } from './text.ts';

/**
 * When it was first seen so, ISO UTC: what directory sync may turn back is seen for the time being, and once more when
 * a sync has left it so, which is the later hour of the step. Null = never.
 */
export function firstSeen({ evidence, verifiedAt }: Pick<StepRecord, 'evidence' | 'verifiedAt'>): string | null {
  return textOf(evidence, 'firstSeen') ?? verifiedAt;
}

/** What a look found, with when it was first seen so; nothing is carried over what was found changed back meanwhile. */
export function withFirstSeen(step: Pick<StepRecord, 'state' | 'evidence' | 'verifiedAt'>, evidence: Json): Json {
  if (step.state !== 'accepted' && step.state !== 'verified') return evidence;
  if (typeof evidence !== 'object' || evidence === null || Array.isArray(evidence)) return evidence;
  const isForNow = step.state === 'accepted' && step.verifiedAt !== null;
  const at = isForNow ? firstSeen(step) : textOf(step.evidence, 'firstSeen');
  return at === null ? evidence : { ...evidence, firstSeen: at };
}
