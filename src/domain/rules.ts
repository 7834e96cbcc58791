import { CATALOGUE, titleOf } from './catalogue.ts';
import type { Choices, RequestKind } from './choices.ts';
import { outsiderOf } from './outsider-of.ts';
import type { Person } from './person.ts';
import { BUILT_IN_POLICY, type Policy } from './policy.ts';
import { isServiceName } from './service-name.ts';
import type { PlannedStep } from './step.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/**
 * Why this person may not ask this about that target user; null = may. Allowed are people in the target user's
 * management chain and members of the requester group; nobody asks for themselves, blocked accounts and whoever is of
 * another organisation never (issue 2, section 4).
 */
export function mayRequest(asked: {
  readonly requester: Person;
  readonly targetUserId: string;
  readonly kind: RequestKind;
  /** Object ids from the direct manager upwards. */
  readonly managementChain: readonly string[];
  readonly inRequesterGroup: boolean;
  readonly policy?: Policy['requests'];
}): Text | null {
  const { requester, targetUserId, policy = BUILT_IN_POLICY.requests } = asked;
  if (requester.id === targetUserId) return text('rules.not-for-yourself');
  if (!requester.accountEnabled) return text('rules.blocked-requester');
  const outsider = outsiderOf(requester);
  if (outsider !== null) return text(`rules.${outsider}-requester`);
  const managers = asked.managementChain.slice(0, MANAGERS[policy.managers]);
  if (managers.includes(requester.id) || (policy.requesterGroup && asked.inRequesterGroup)) return null;
  return text(managers.length > 0 ? 'rules.not-their-manager' : 'rules.not-for-you');
}

const MANAGERS = { chain: Number.POSITIVE_INFINITY, direct: 1, nobody: 0 } as const;

/**
 * On the protected list, leaving by a request about them, or holding a role in the directory; `unfit`: one of these,
 * which is not told.
 */
export type SuccessorTie = 'protected' | 'leaving' | 'role' | 'unfit';

/**
 * Why this person cannot receive files and mail; null = can. `null` as successor = not in the directory (any more);
 * `tie` is what else is known of them.
 */
export function maySucceed(
  successor: Person | null,
  targetUserId: string,
  tie: SuccessorTie | null = null,
): Text | null {
  if (successor === null) return text('rules.successor-unknown');
  const { displayName: name } = successor;
  if (successor.id === targetUserId) return text('rules.successor-is-target', { name });
  if (!successor.accountEnabled) return text('rules.successor-blocked', { name });
  const outsider = outsiderOf(successor);
  if (outsider !== null) return text(`rules.successor-${outsider}`, { name });
  if (isServiceName(successor.userPrincipalName)) return text('rules.successor-service', { name });
  return tie === null ? null : text(`rules.successor-${tie}`, { name });
}

/**
 * Why nobody may touch this person by Leaver (design, section 8, rule 10); unknown counts as protected; null = not
 * protected. It ends with `how`: what is left to people.
 */
export function protectionRefusal(targetUser: TargetUser, how: Text): Text | null {
  const [first] = targetUser.protections;
  if (first === undefined) return null;
  const { displayName: name } = targetUser;
  const known = targetUser.protections.filter(({ kind }) => kind !== 'unknown');
  if (known.length === 0) return text('rules.protection-unknown', { name, how });
  const why = known.map(whyProtected);
  return text(PROTECTED, { name, why, how });
}

/** That something protects the person, and what: also the note of what was stopped for it. */
export const PROTECTED = 'rules.protected';

/**
 * The same for somebody about whom something was begun when nothing protected them; null = nothing does, as far as
 * known.
 */
export function protectedSince(
  { displayName: name }: Pick<TargetUser, 'displayName'>,
  protections: TargetUser['protections'],
  how: Text,
): Text | null {
  const known = protections.filter(({ kind }) => kind !== 'unknown');
  return known.length === 0 ? null : text('flow.protected-since', { name, why: known.map(whyProtected), how });
}

/** Without a name there is no sentence around an empty place. */
function whyProtected({ kind, name }: TargetUser['protections'][number]): Text {
  const isNameless = kind === 'restricted-management' || kind === 'service-account' || kind === 'sync-account';
  if (isNameless) return text(`rules.protection.${kind}`);
  return name.trim() === '' ? text('rules.protection.unnamed') : text(`rules.protection.${kind}`, { name });
}

/** Somebody with the rights does these steps by hand, in this order. */
export function stepsByHand(steps: readonly ByHand[]): Text {
  return steps.length === 0 ? text('rules.by-hand') : text('rules.by-hand-steps', { steps: steps.map(byHand) });
}

type ByHand = Pick<PlannedStep, 'kind' | 'lane'>;

/** What it is called, and where it is done unless that goes without saying. */
function byHand({ kind, lane }: ByHand): Text {
  if (CATALOGUE[kind].lane === lane) return titleOf(kind);
  return text('rules.by-hand-step', { step: titleOf(kind), lane: text(`lane.${lane}`) });
}

/**
 * Why this account may not be deleted (yet). The account anchors forwarding and a shared mailbox (design, rule 2; seed
 * 004); whether mail is forwarded cannot be read through Graph, so the requester has to confirm it (graph.md 0.9); a
 * group would lose its last owner (rule 9).
 */
export function deletionRefusals(targetUser: TargetUser, choices: Choices): readonly Text[] {
  if (choices.account !== 'delete') return [];
  const { displayName: name, mailbox } = targetUser;
  const owned = targetUser.memberships.filter(({ lastOwner }) => lastOwner);
  const refusals: Text[] = [];
  if (mailbox === 'shared') refusals.push(text('rules.delete-shared-mailbox', { name }));
  else if (mailbox !== 'none' && !choices.forwardingChecked)
    refusals.push(text('rules.delete-forwarding-unknown', { name }));
  if (owned.length > 0) {
    refusals.push(text('rules.delete-last-owner', { name, count: owned.length, groups: namesOf(owned) }));
  }
  return refusals;
}

/** At most five names, then how many more: for a sentence. */
export function namesOf(named: readonly { readonly name: string }[]): string {
  const shown = named.slice(0, 5).map(({ name }) => name);
  const rest = named.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} (+${rest})` : shown.join(', ');
}
