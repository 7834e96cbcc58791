import { titleOf } from './catalogue.ts';
import { goesWithIt, goneOf } from './gone.ts';
import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { type Text, text } from './text.ts';

/**
 * What people look at in AD DS once directory sync, or anybody, took the cloud account away: one that only left the
 * sync scope is deleted in the cloud in the same way (hybrid.md 1.3), and stays there as it was.
 */
export function goneInAdTodo({ targetUserName: name }: Request, steps: readonly StepRecord[]): readonly Text[] {
  const open = steps.filter((step) => isGoneInAd(step) && !goesWithIt(step.kind));
  return open.length === 0
    ? []
    : [text('report.todo.gone-in-ad', { name, steps: open.map(({ kind }) => titleOf(kind)) })];
}

/** Work in AD DS that ended as the cloud account was gone: nobody saw there what became of the account. */
export function isGoneInAd(step: StepRecord): boolean {
  return step.lane === 'on-premises' && goneOf(step)?.what === 'account';
}
