import { mailboxGroups } from '../../domain/mailbox-licence.ts';
import type { StepContext } from '../../flow/ports.ts';

/**
 * Groups that give the mailbox, as the person was read at the start of the run, and that no step of this request
 * leaves.
 */
export function mailboxGroupsIn({ facts, steps }: Pick<StepContext, 'facts' | 'steps'>): readonly string[] {
  const has = (kind: StepContext['step']['kind']) => steps.some((step) => step.kind === kind);
  return mailboxGroups(facts, {
    account: has('delete-account') ? 'delete' : 'keep',
    leaveGroups: has('leave-ad-groups'),
  });
}
