import type { Plan } from './plan.ts';
import type { ApprovalRule, DecidingRole, Policy } from './policy.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/** How many people must approve, who they are, and why it takes more than one. */
export type ApprovalNeeds = {
  readonly count: number;
  readonly by: DecidingRole;
  readonly reasons: readonly Text[];
  /** Who asked counts no more: whoever approves it takes it over. */
  readonly withoutRequester?: true;
  /** Object ids of those whose word was set aside: they decide nothing about it any more. */
  readonly without?: readonly string[];
  /** Object ids of those who had the person blocked at once, by two: what comes of that is not theirs to decide. */
  readonly makers?: readonly string[];
};

/** What is counted of the person; what could not be read counts as many. */
export type Reach = Pick<TargetUser, 'displayName' | 'directReports' | 'reportsUnread' | 'memberships'>;

/**
 * What the policy demands for this plan about this person: the most of all rules that hold, never less than for every
 * request, and the escalation group where any of them names it.
 */
export function approvalNeeds(plan: Plan, reach: Reach, policy: Policy): ApprovalNeeds {
  const { count, rules } = policy.approvals;
  const holding = rules.filter((rule) => holds(rule, plan, reach));
  const most = Math.max(1, count, ...holding.map((rule) => rule.count));
  return {
    count: most,
    by: holding.some(({ by }) => by === 'escalation') ? 'escalation' : 'approver',
    reasons: holding.filter((rule) => rule.count > 1).map((rule) => reason(rule, reach)),
  };
}

/** Who asked counts again: they are asked as before. */
export function withRequester({ withoutRequester: _, ...needs }: ApprovalNeeds): ApprovalNeeds {
  return needs;
}

/**
 * What it takes to take over from somebody who counts no more: as many as the policy demands, and two where the account
 * is deleted, also where the policy lets one person decide that alone (issue 9, section 4).
 */
export function toTakeOver(needs: ApprovalNeeds, { steps }: Pick<Plan, 'steps'>): ApprovalNeeds {
  const deletes = steps.some(({ kind, skip }) => kind === 'delete-account' && skip === null);
  if (!deletes || needs.count >= 2) return needs;
  return { ...needs, count: 2, reasons: [...needs.reasons, text(DELETION)] };
}

/** Whether it has taken two since the account is deleted: by the policy of then, or to take it over. */
export function tookTwoToDelete({ reasons }: Pick<ApprovalNeeds, 'reasons'>): boolean {
  return reasons.some(({ key }) => key === DELETION);
}

const DELETION = 'approval.needs.deletion';

/** One more whose word does not count for it. */
export function withoutPerson(needs: ApprovalNeeds, personId: string): ApprovalNeeds {
  return { ...needs, without: [...new Set([...(needs.without ?? []), personId])] };
}

/** Nobody of these confirms a block at once, nor decides about its undoing. */
export function notByMakers(needs: ApprovalNeeds, personIds: readonly string[]): ApprovalNeeds {
  return personIds.length === 0 ? needs : { ...needs, makers: [...new Set([...(needs.makers ?? []), ...personIds])] };
}

/** What the policy demands by now, of a request that goes on with what was decided of these people. */
export function stillWithout(needs: ApprovalNeeds, { without, makers = [] }: ApprovalNeeds): ApprovalNeeds {
  return notByMakers(without === undefined ? needs : { ...needs, without }, makers);
}

/** Whether what was approved is still enough: never fewer people than the policy demands now. */
export function isEnough(given: ApprovalNeeds, needed: ApprovalNeeds): boolean {
  return given.count >= needed.count && (needed.by === 'approver' || given.by === 'escalation');
}

function holds({ when }: ApprovalRule, plan: Plan, reach: Reach): boolean {
  const { kinds, steps, managesAtLeast = 0, ownsGroupsAtLeast = 0 } = when;
  if (kinds !== undefined && !kinds.includes(plan.kind)) return false;
  if (steps !== undefined && !plan.steps.some(({ kind, skip }) => steps.includes(kind) && skip === null)) return false;
  const manages = reach.reportsUnread ? Number.POSITIVE_INFINITY : reach.directReports;
  return manages >= managesAtLeast && ownedGroups(reach) >= ownsGroupsAtLeast;
}

function ownedGroups({ memberships }: Reach): number {
  return memberships.filter(({ owner }) => owner).length;
}

/** The most telling part of a rule, in words. */
function reason({ when }: ApprovalRule, reach: Reach): Text {
  const name = reach.displayName;
  if (when.steps?.includes('delete-account') === true) return text(DELETION);
  if (when.managesAtLeast !== undefined && reach.reportsUnread) return text('approval.needs.manages-unread', { name });
  if (when.managesAtLeast !== undefined) return text('approval.needs.manages', { name, count: reach.directReports });
  if (when.ownsGroupsAtLeast !== undefined)
    return text('approval.needs.owns-groups', { name, count: ownedGroups(reach) });
  return text('approval.needs.policy');
}
