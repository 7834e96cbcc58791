import { titleOf } from './catalogue.ts';
import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import type { StepKind } from './step.ts';
import { type Text, text } from './text.ts';

const KEEPS_OUT: readonly StepKind[] = ['block-sign-in', 'disable-account'];
const LETS_IN: readonly StepKind[] = ['unblock-sign-in', 'enable-account'];

/** A step whose effect was seen and then gone: directory sync is named only where that is what was found. */
export function overwrittenHeadline(step: StepRecord, { targetUserName: name }: Request): Text {
  const values = { step: titleOf(step.kind), name };
  if (!isBySync(step)) return text('report.headline.changed-back', values);
  if (KEEPS_OUT.includes(step.kind)) return text('report.headline.overwritten', values);
  if (LETS_IN.includes(step.kind)) return text('report.headline.overwritten-restore', values);
  return text('report.headline.overwritten-by-sync', values);
}

/** What people do about it: work in AD DS only for a synced person whose sign-in sync changed. */
export function overwrittenTodo(
  steps: readonly StepRecord[],
  { targetUserName: name, facts }: Request,
): readonly Text[] {
  const overwritten = steps.filter(({ state }) => state === 'overwritten');
  const inAd = (kinds: readonly StepKind[]) =>
    facts.identity === 'synced' && overwritten.some((step) => kinds.includes(step.kind) && isBySync(step));
  const out = inAd(KEEPS_OUT);
  const back = inAd(LETS_IN);
  const others = overwritten.some((step) => !isBySync(step) || ![...KEEPS_OUT, ...LETS_IN].includes(step.kind));
  return [
    ...(out ? [text('report.todo.overwritten', { name })] : []),
    ...(back ? [text('report.todo.overwritten-restore', { name })] : []),
    ...(others ? [text('report.todo.changed-back')] : []),
  ];
}

export function isBySync({ turnedBack }: Pick<StepRecord, 'turnedBack'>): boolean {
  return turnedBack?.how === 'sync';
}
