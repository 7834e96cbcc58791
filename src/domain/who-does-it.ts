import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/** Who makes a change in AD DS: Leaver, where the installer gave it a way there, else a person with the runbook. */
export function whoDoesIt({ adDomain }: Pick<TargetUser, 'adDomain'>): Text {
  return adDomain === null || adDomain.way === 'runbook'
    ? text('plan.explain.ad-by-helpdesk')
    : text('plan.explain.ad-by-leaver', { domain: adDomain.name });
}
