import { titleOf } from './catalogue.ts';
import type { StepRecord } from './outcome.ts';
import type { Hold, Request } from './request.ts';
import { type Text, text } from './text.ts';
import { isUnanswered } from './unanswered.ts';

/** Whether an approver ended it after it had begun. */
export function isStopped({ hold }: Pick<Request, 'hold'>): boolean {
  return hold?.how === 'stop';
}

/**
 * Whether that was a restore of the same person, with its start: nothing of it is sent again, also not what ends
 * access.
 */
export function isStoppedByRestore({ hold }: Pick<Request, 'hold'>): boolean {
  return hold?.how === 'stop' && hold.restore !== undefined;
}

/** Whether that was an approver's refusal of a block at once of which nothing had been made. */
export function isStoppedByRefusal({ hold, emergency }: Pick<Request, 'hold' | 'emergency'>): boolean {
  const answer = emergency?.answer;
  return hold?.how === 'stop' && answer?.verdict === 'refused' && answer.at === hold.at;
}

/** Whether the person was blocked at once anew, so that what had not been done by then is the later request's alone. */
export function isTakenOver({ hold, emergency }: Pick<Request, 'hold' | 'emergency'>): boolean {
  const answer = emergency?.answer;
  return hold?.how === 'stop' && answer?.verdict === 'renewed' && answer.at === hold.at;
}

/** Note of a step that a later block at once of the same person goes on with. */
export const TAKEN_OVER = 'flow.step-taken-over';

/** The reason of such an end is the reference of the later one. */
export function takenOverHeadline({ hold }: Pick<Request, 'hold'>): Text {
  const values = { by: hold?.byName ?? '', reference: hold?.reason ?? '', at: { instant: hold?.at ?? '' } };
  return text('report.headline.taken-over', values);
}

/**
 * Note of a step that was with the helpdesk when its request was stopped: they may have done it, and not said so yet.
 */
export const HANDED_OUT = 'flow.step-handed-out';
/** The same, of what Leaver had tried in AD DS itself, and why that did not work. */
export const HANDED_OUT_AFTER = 'flow.step-handed-out-after';
/** The same of a block that was refused. */
export const HANDED_OUT_REFUSED = 'flow.step-refused-handed-out';
/** The same, where directory sync has shown since when it was not done: as a card says it, never in the ledger. */
export const HANDED_OUT_NOT_YET = 'flow.step-handed-out-enabled';
/** The same of a request that a later one turned round. */
export const HANDED_OUT_TURNED = 'flow.step-turned-handed-out';

const IN_HAND: readonly (string | undefined)[] = [
  HANDED_OUT,
  HANDED_OUT_AFTER,
  HANDED_OUT_REFUSED,
  HANDED_OUT_TURNED,
  HANDED_OUT_NOT_YET,
];

/** It was with the helpdesk when the request was stopped, and nobody has said since whether it was done. */
export function isHandedOut({ state, note }: Pick<StepRecord, 'state' | 'note'>): boolean {
  return state === 'waived' && IN_HAND.includes(note?.key);
}

/**
 * What became of a step by the time its request was stopped. `ran`: accepted or seen, whatever became of it since.
 * `said`: people said so, and nothing shows it. `left`: it was not done. `unsure`: it was tried, or with the helpdesk,
 * and nothing says how that ended. `partly`: some of its parts were done, and no others are. `none`: there was nothing
 * to do.
 */
export type Fate = 'ran' | 'said' | 'partly' | 'left' | 'unsure' | 'none';

/** Note of a step of parts that was let go between two of them. */
const CUT_SHORT = 'flow.step-cut-short';
/** The same of a block that was refused. */
const CUT_SHORT_REFUSED = 'flow.step-refused-cut-short';

export function fateOf(step: StepRecord): Fate {
  switch (step.state) {
    case 'verified':
    case 'accepted':
    case 'gone':
      return 'ran';
    case 'attested':
      return 'said';
    case 'overwritten':
      return step.turnedBack?.how === 'said' ? 'left' : 'ran';
    case 'skipped':
      return 'none';
    case 'waived':
      return fateOfWaived(step);
    case 'needs-person':
      return step.lane === 'on-premises' ? 'unsure' : 'left';
    case 'failed':
      if (step.note?.key === 'flow.runbook-cannot') return 'left';
      // An attempt that failed may still have changed something.
      return step.attempt > 0 ? 'unsure' : 'left';
    case 'running':
    case 'ambiguous':
      return 'unsure';
    default:
      return 'left';
  }
}

const NOT_KNOWN: readonly (string | undefined)[] = [
  HANDED_OUT,
  HANDED_OUT_AFTER,
  HANDED_OUT_REFUSED,
  HANDED_OUT_TURNED,
  'flow.step-refused-failed',
  'flow.waived-not-confirmed',
];

function fateOfWaived(step: StepRecord): Fate {
  const { note, turnedBack, verifiedAt } = step;
  if (turnedBack !== null) return turnedBack.how === 'said' ? 'left' : 'ran';
  if (verifiedAt !== null) return 'ran';
  if (note?.key === CUT_SHORT || note?.key === CUT_SHORT_REFUSED) return 'partly';
  return NOT_KNOWN.includes(note?.key) || isUnanswered(step) ? 'unsure' : 'left';
}

/** It was made, and is not so any more. */
export function isTurnedBack(step: Pick<StepRecord, 'state' | 'turnedBack'>): boolean {
  const { state, turnedBack } = step;
  return turnedBack !== null && turnedBack.how !== 'said' && (state === 'overwritten' || state === 'waived');
}

/**
 * Who ended it and why, what had run by then, what of it was turned back, what was only said to be done, what had not
 * run, and what is not certain, by name.
 */
export function stoppedNote(request: Pick<Request, 'hold' | 'emergency'>, steps: readonly StepRecord[]): Text | null {
  const { hold } = request;
  if (hold === null) return null;
  if (isTakenOver(request)) return text('flow.taken-over', { name: hold.byName, reference: hold.reason });
  const how = isStoppedByRefusal(request) ? 'refused' : 'stopped';
  const titles = (fate: Fate, isBack = false) =>
    steps.filter((step) => fateOf(step) === fate && isTurnedBack(step) === isBack).map(({ kind }) => titleOf(kind));
  const [ran, said, left, unsure] = [titles('ran'), titles('said'), titles('left'), titles('unsure')];
  const [partly, back] = [titles('partly'), titles('ran', true)];
  const values = { name: hold.byName, reason: hold.reason, ran, left, said, unsure, back };
  const counts = {
    countRan: ran.length,
    countSaid: said.length,
    countLeft: left.length,
    countUnsure: unsure.length,
    countBack: back.length,
  };
  if (partly.length > 0) return text(`flow.${how}-in-part`, { ...values, ...counts, partly });
  if (said.length > 0 || unsure.length > 0 || back.length > 0) {
    return text(`flow.${how}-not-certain`, { ...values, ...counts });
  }
  if (left.length === 0) return text(`flow.${how}-after-all`, values);
  return text(`flow.${how}-${ran.length === 0 ? 'before-any' : 'between'}`, values);
}

/** One sentence about a request that was stopped and is over: the same as its note, without the names. */
export function stoppedHeadline(
  { hold, emergency }: { readonly hold: Hold } & Pick<Request, 'emergency'>,
  steps: readonly StepRecord[],
): Text {
  if (isTakenOver({ hold, emergency })) return takenOverHeadline({ hold });
  const values = { by: hold.byName, at: { instant: hold.at } };
  const how = isStoppedByRefusal({ hold, emergency }) ? 'refused' : 'stopped';
  const fates = steps.map(fateOf);
  if (fates.includes('left') || fates.includes('partly')) return text(`report.headline.${how}-between`, values);
  const isCertain = !fates.includes('unsure') && !fates.includes('said');
  return text(`report.headline.${how}-${isCertain ? 'after-all' : 'not-certain'}`, values);
}
