import type { Choices } from './choices.ts';
import { fateFor, type MembershipFate } from './group-authority.ts';
import { licenceName, licenceNames } from './licence-name.ts';
import { licencesKeptForMail, mailboxGroups, mailboxLicencesFrom, takesMailbox } from './mailbox-licence.ts';
import { planStep } from './plan-step.ts';
import { namesOf } from './rules.ts';
import type { PlannedStep } from './step.ts';
import type { Membership, TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/** In the order in which they are explained. */
const FATES = [
  'removed',
  'last-owner',
  'licensing',
  'mailbox-kept',
  'dynamic',
  'synced',
  'mail-enabled',
  'role-assignable',
] as const satisfies readonly MembershipFate[];

/**
 * Leaving all cloud groups. What is approved is the class, not the list: a group joined meanwhile is left as well, and
 * no other class is ever touched (design, rule 8). Each class that is there is explained.
 */
export function planGroups(targetUser: TargetUser, choices: Choices): PlannedStep {
  const kept = {
    identity: targetUser.identity,
    keepsLicences: !choices.removeLicences,
    mailboxGroups: mailboxGroups(targetUser, choices),
  };
  const isSuch = (fate: MembershipFate) => (each: Membership) => fateFor(each, kept) === fate;
  const fates = FATES.map((fate) => [fate, targetUser.memberships.filter(isSuch(fate))] as const);
  const nothing = fates.every(([fate, memberships]) => fate !== 'removed' || memberships.length === 0);
  return planStep('leave-groups', {
    parameters: { groups: 'all-cloud-groups' },
    skip: nothing ? text(`plan.skip.${targetUser.memberships.length === 0 ? 'no-groups' : 'no-cloud-groups'}`) : null,
    explains: fates.flatMap(([fate, memberships]) => explainFate(fate, memberships, { choices, targetUser })),
  });
}

function explainFate(
  fate: MembershipFate,
  memberships: readonly Membership[],
  { choices, targetUser }: { readonly choices: Choices; readonly targetUser: TargetUser },
): readonly Text[] {
  if (memberships.length === 0) return [];
  const values = { count: memberships.length, groups: namesOf(memberships) };
  if (fate === 'licensing' && !choices.removeLicences) return [text('plan.explain.groups.licensing-kept', values)];
  // The account itself leaves them, in a step of its own.
  if (fate === 'synced' && targetUser.identity === 'synced') return [text('plan.explain.groups.synced-in-ad', values)];
  return [text(`plan.explain.groups.${fate}`, values)];
}

/**
 * Taking back the licences that are assigned directly; inherited ones go when their group is left, which a person who
 * runs that group does (graph.md 2.3). What carries the mailbox stays, unless it was asked for by name. Licences stay
 * in the cloud's hands, also for people mastered by AD DS (seed 002).
 */
export function planLicences(targetUser: TargetUser, choices: Choices): PlannedStep {
  const kept = licencesKeptForMail(targetUser, choices);
  const direct = targetUser.licences.filter((licence) => licence.direct && !kept.includes(licence));
  const inherited = targetUser.licences.filter(({ inheritedFrom }) => inheritedFrom.length > 0);
  const givingMailbox = mailboxLicencesFrom(mailboxGroups(targetUser, choices), targetUser);
  const takesMail = takesMailbox(targetUser, choices) === 'licence';
  const whyKept = givingMailbox.length > 0 ? 'mailbox-licence-beside' : 'mailbox-licence-kept';
  const stays = kept.map((licence) => text(`plan.explain.${whyKept}`, { licence: licenceName(licence.name) }));
  return planStep('remove-licences', {
    parameters: {
      licences: 'all-direct-licences',
      ...(kept.length > 0 ? { keeps: kept.map(({ skuId }) => skuId) } : {}),
    },
    skip:
      direct.length > 0
        ? null
        : (stays[0] ?? text(inherited.length > 0 ? 'plan.skip.only-inherited-licences' : 'plan.skip.no-licences')),
    explains: [
      ...(direct.length > 0
        ? [text('plan.explain.licences-removed', { count: direct.length, licences: licenceNames(direct) })]
        : []),
      ...stays,
      ...inherited.map((licence) => {
        const values = { licence: licenceName(licence.name), groups: groupsOf(licence.inheritedFrom, targetUser) };
        return text(
          `plan.explain.${givingMailbox.includes(licence) ? 'mailbox-licence-through' : 'licence-inherited'}`,
          values,
        );
      }),
      ...(takesMail ? [text('plan.explain.mail-kept-30-days')] : []),
      ...(direct.length > 0 ? [text('plan.explain.licence-is-no-block')] : []),
    ],
  });
}

function groupsOf(groupIds: readonly string[], { memberships }: TargetUser): string {
  return namesOf(
    groupIds.map((groupId) => ({ name: memberships.find((each) => each.groupId === groupId)?.name ?? groupId })),
  );
}
