import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/** Whether Leaver itself works in this person's domain of AD DS; else a person does, with the runbook. */
export function isDoneByLeaver({ adDomain }: Pick<TargetUser, 'adDomain'>): boolean {
  return adDomain?.way === 'ldaps' || adDomain?.way === 'connector';
}

/** Who makes a change in AD DS, in one sentence. */
export function whoDoesIt(targetUser: Pick<TargetUser, 'adDomain'>): Text {
  return isDoneByLeaver(targetUser)
    ? text('plan.explain.ad-by-leaver', { domain: targetUser.adDomain?.name ?? '' })
    : text('plan.explain.ad-by-helpdesk');
}
