import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import type { StepKind } from './step.ts';
import { textOf } from './stored.ts';
import type { Json } from './text.ts';

/**
 * How many attempts of a step, from the first, are known to have left nothing: they were refused, or what they did was
 * found changed back. One that nothing answered is never among them.
 */
export function attemptsOver({ evidence }: Pick<StepRecord, 'evidence'>): number {
  const attempts = jsonField(jsonField(evidence, OVER), 'attempts');
  return typeof attempts === 'number' ? attempts : 0;
}

/** Whether any of these had done something, which was found changed back. */
export function wasChangedBack({ evidence }: Pick<StepRecord, 'evidence'>): boolean {
  return jsonField(jsonField(evidence, OVER), 'changedBack') === true;
}

/** Evidence of a step all of whose attempts are over by now. */
export function withAttemptsOver({ attempt, evidence }: StepRecord, changedBack: boolean): Json {
  const known = typeof evidence === 'object' && evidence !== null && !Array.isArray(evidence) ? evidence : {};
  return { ...known, [OVER]: { attempts: attempt, changedBack } };
}

/**
 * Whether nothing is left of what a step did that was found changed back: of what has parts others may stand, and what was
 * only narrowed is there still.
 */
export function isAllBack({ kind, state, attempt, turnedBack, evidence }: StepRecord): boolean {
  if (state !== 'overwritten' || turnedBack?.how === 'said' || attempt === 0) return false;
  return IS_ALL_BACK[kind]?.(evidence) ?? false;
}

/** By what the look wrote down that found it changed back; what it does not say is not known. */
const IS_ALL_BACK: Readonly<Partial<Record<StepKind, (evidence: Json) => boolean>>> = {
  'block-sign-in': () => true,
  // On for fewer people, or with other words beside Leaver's, is not off.
  'set-auto-reply': (evidence) => !['alwaysEnabled', null].includes(textOf(evidence, 'autoReply')),
  'share-onedrive': (evidence) => {
    const left = jsonField(evidence, 'lowered');
    return Array.isArray(left) && left.length === 0;
  },
  'stop-auto-reply': () => true,
  'unblock-sign-in': () => true,
};

const OVER = 'over';
