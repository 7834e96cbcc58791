import { licenceNames } from './licence-name.ts';
import { mailboxLicences } from './mailbox-licence.ts';
import type { PlanInput } from './plan-input.ts';
import { namesOf } from './rules.ts';
import { takenFrom } from './taken.ts';
import type { Licence, TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';
import type { Taken } from './undoes.ts';

/**
 * That mail comes with a group of AD DS which a restore gives back: before it was left, it gave a licence that carried
 * the mailbox, and nobody has one now. No step of Leaver's gives such a licence, so nothing else says so.
 */
export function mailboxWithGroups({ runs, targetUser }: Pick<PlanInput, 'runs' | 'targetUser'>): readonly Text[] {
  if (targetUser.found !== 'active' || targetUser.licences.some(({ carriesMailbox }) => carriesMailbox)) return [];
  const back = takenFrom(runs, targetUser).away.filter(({ kind }) => kind === 'rejoin-ad-groups');
  return runs.flatMap(({ request: { reference, facts } }) => {
    const groups = facts.memberships.filter((each) =>
      back.some((taken) => taken.reference === reference && isSame(taken, each)),
    );
    const isAmong = ({ inheritedFrom }: Licence) => groups.some(({ groupId }) => inheritedFrom.includes(groupId));
    const given = mailboxLicences(facts).filter(isAmong);
    if (given.length === 0) return [];
    const giving = groups.filter(({ groupId }) => given.some(({ inheritedFrom }) => inheritedFrom.includes(groupId)));
    return [text('plan.note.mailbox-with-groups', { licences: licenceNames(given), groups: namesOf(giving) })];
  });
}

/** By SID as Graph shows it, else by the name that Active Directory has. */
function isSame({ key, name }: Taken, { securityIdentifier, name: shown }: TargetUser['memberships'][number]): boolean {
  return key === securityIdentifier?.toLowerCase() || name === shown;
}
