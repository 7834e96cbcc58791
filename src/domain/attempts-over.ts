import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import type { StepKind } from './step.ts';
import { textOf } from './stored.ts';
import type { Json } from './text.ts';

/**
 * How many attempts of a step, from the first, are known how they ended: they were refused, or somebody changed what they
 * did. One that nothing answered is never among them.
 */
export function attemptsOver({ evidence }: Pick<StepRecord, 'evidence'>): number {
  const attempts = jsonField(jsonField(evidence, OVER), 'attempts');
  return typeof attempts === 'number' ? attempts : 0;
}

/** Whether any of these had done something, which was found changed. */
export function wasChangedBack({ evidence }: Pick<StepRecord, 'evidence'>): boolean {
  return jsonField(jsonField(evidence, OVER), 'changedBack') === true;
}

/** Since when something stands that one of these did, changed by somebody and not taken away; null = nothing does. */
export function standsSince({ evidence }: Pick<StepRecord, 'evidence'>): string | null {
  return textOf(jsonField(evidence, OVER), 'standsSince');
}

/** Evidence of a step of which one attempt more was refused, and all before are known how they ended. */
export function withRefusal(step: StepRecord): Json {
  return withOver(step, { changedBack: wasChangedBack(step), standsSince: standsSince(step) });
}

/**
 * Evidence of a step that was found changed by somebody, once it is tried again. Of what has parts each says what became
 * of it, and what is done in Active Directory says it itself: theirs stays as it is.
 */
export function withChange(step: StepRecord): Json {
  const { lane, parts, state, attempt, turnedBack, acceptedAt, verifiedAt, intendedAt, evidence } = step;
  const isChanged = state === 'overwritten' && turnedBack?.how !== 'said' && attempt > 0;
  if (!isChanged || lane !== 'cloud' || parts.length > 0) return evidence;
  const isBack = IS_ALL_BACK[step.kind]?.(evidence) ?? false;
  return withOver(step, { changedBack: true, standsSince: isBack ? null : (acceptedAt ?? verifiedAt ?? intendedAt) });
}

function withOver({ attempt: attempts, evidence }: StepRecord, { changedBack, standsSince: since }: Ended): Json {
  const known = typeof evidence === 'object' && evidence !== null && !Array.isArray(evidence) ? evidence : {};
  return { ...known, [OVER]: { attempts, changedBack, ...(since === null ? {} : { standsSince: since }) } };
}

type Ended = { readonly changedBack: boolean; readonly standsSince: string | null };

/**
 * Whether nothing is left of what a step did that was found changed: what was only narrowed is there still. By what the
 * look wrote down that found it so; what it does not say is not known.
 */
const IS_ALL_BACK: Readonly<Partial<Record<StepKind, (evidence: Json) => boolean>>> = {
  'block-sign-in': () => true,
  // On for fewer people, on a schedule, or with other words beside Leaver's, is not off.
  'set-auto-reply': (evidence) => textOf(evidence, 'autoReply') === 'disabled',
  'share-onedrive': (evidence) => {
    const left = jsonField(evidence, 'lowered');
    return Array.isArray(left) && left.length === 0;
  },
  'stop-auto-reply': () => true,
  'unblock-sign-in': () => true,
};

const OVER = 'over';
