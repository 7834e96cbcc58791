import type { PlannedStep } from './step.ts';

/** Nobody knows whether AD DS has the account disabled: whoever is to enable it there looks first. */
export function looksFirstInAd({ kind, explains }: Pick<PlannedStep, 'kind' | 'explains'>): boolean {
  return kind === 'enable-account' && explains.some(({ key }) => key === 'plan.explain.ad-block-unknown');
}
