import { titleOf } from './catalogue.ts';
import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import type { StepKind } from './step.ts';
import { type Text, text } from './text.ts';

const KEEPS_OUT: readonly StepKind[] = ['block-sign-in', 'disable-account'];
const LETS_IN: readonly StepKind[] = ['unblock-sign-in', 'enable-account'];

/**
 * Steps whose effect was seen and then gone, all by name: first what decides whether the person can sign in, above all in
 * the cloud. Directory sync is named only where that is what was found.
 */
export function overwrittenHeadline(
  overwritten: readonly StepRecord[],
  { targetUserName: name }: Request,
): Text | null {
  const [lead, ...others] = [...overwritten].sort((one, other) => rankOf(one.kind) - rankOf(other.kind));
  if (lead === undefined) return null;
  const step = titleOf(lead.kind);
  const headline = text(`report.headline.${keyOf(lead)}`, { step, name });
  if (others.length === 0) return headline;
  return text('report.headline.overwritten-also', { headline, steps: others.map(({ kind }) => titleOf(kind)) });
}

function keyOf(step: StepRecord) {
  if (!isBySync(step)) return KEEPS_OUT.includes(step.kind) ? 'changed-back-block' : 'changed-back';
  if (KEEPS_OUT.includes(step.kind)) return 'overwritten';
  return LETS_IN.includes(step.kind) ? 'overwritten-restore' : 'overwritten-by-sync';
}

const FIRST: readonly StepKind[] = ['block-sign-in', 'unblock-sign-in', 'disable-account', 'enable-account'];

function rankOf(kind: StepKind): number {
  return FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length;
}

/** What people do about it: work in AD DS only for a synced person whose sign-in sync changed. */
export function overwrittenTodo(
  steps: readonly StepRecord[],
  { targetUserName: name, facts }: Request,
): readonly Text[] {
  const overwritten = overwrittenOf(steps);
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

export function overwrittenOf(steps: readonly StepRecord[]): readonly StepRecord[] {
  return steps.filter(({ state }) => state === 'overwritten');
}

export function isBySync({ turnedBack }: Pick<StepRecord, 'turnedBack'>): boolean {
  return turnedBack?.how === 'sync';
}
