import { isExternal } from './is-external.ts';
import type { PlanInput } from './plan-input.ts';
import type { PlannedStep } from './step.ts';
import type { TargetUser } from './target-user.ts';
import type { Taken } from './undoes.ts';

/**
 * Whether a licence that is given back brings the mailbox with it: nobody has one that carries it now, and when it was
 * taken it carried one, or nobody read that.
 */
export function returnsMailbox(away: readonly Taken[], { runs, targetUser }: Pick<PlanInput, 'runs' | 'targetUser'>) {
  if (isExternal(targetUser) || targetUser.licences.some(({ carriesMailbox }) => carriesMailbox)) return false;
  const known = runs.flatMap(({ request }) => request.facts.licences);
  return away.some(
    ({ kind, key }) =>
      kind === 'return-licences' && known.findLast(({ skuId }) => skuId === key)?.carriesMailbox !== false,
  );
}

/** Whether mail comes back once signing in is allowed again: of a shared mailbox others went on reading it. */
export function mailReturns(mailbox: TargetUser['mailbox']): boolean {
  return mailbox !== 'none' && mailbox !== 'shared';
}

/** The same of a planned step, by what it says of mail: so does a plan that was stored before anybody asked this. */
export function bringsMailbox({ kind, explains }: PlannedStep): boolean {
  return kind === 'return-licences' && explains.some(({ key }) => key === 'step.return-licences.effective');
}
