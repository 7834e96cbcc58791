import { whyNotADecider } from './approval.ts';
import { toTakeOver } from './approval-needs.ts';
import { outsiderOf } from './outsider-of.ts';
import type { Person } from './person.ts';
import type { DecidingRole, Policy } from './policy.ts';
import type { Request } from './request.ts';
import { mayRequest } from './rules.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/** Somebody as the directory knows them now (null = it does not), and which groups of those asked about they are in. */
export type Standing = { readonly person: Person | null; readonly groupIds: readonly string[] };

/** Who does not count any more, in words; empty = whatever was approved still stands. */
export type LostAuthority = {
  /**
   * Null also where an approver took the request over, or Leaver proposed it: then nobody has to be there who asked.
   */
  readonly requester: Text | null;
  readonly approvers: readonly Text[];
};

/**
 * Whether a request still rests on the people who asked and approved, as they are at this moment: enabled members, the
 * approvers in the group that decides about it, the requester in the group that gave the right to ask. Somebody who
 * managed the person when it was asked, and does not any more, still counts: that is only said (issue 9, section 4).
 */
export function authorityLost(asked: {
  readonly request: Request;
  readonly requester: { readonly person: Person | null; readonly inRequesterGroup: boolean };
  /**
   * Everybody who managed the person when it was asked, and who does now: object ids, each from the direct manager
   * upwards.
   */
  readonly chains: readonly (readonly string[])[];
  readonly approvers: readonly {
    readonly name: string;
    readonly person: Person | null;
    readonly roles: readonly DecidingRole[];
  }[];
  readonly now: string;
  readonly policy: Policy;
}): LostAuthority {
  const { request, now, policy } = asked;
  return {
    requester: needsRequester(request) ? requesterLost(asked) : null,
    approvers: asked.approvers.flatMap(({ name, person, roles }) => {
      const isLost = whyNotADecider({ request, actor: person, roles, now, policy }) !== null;
      return isLost ? [text(`lasting.approver-${howLost(person)}`, { name })] : [];
    }),
  };
}

/** Whether it rests on who asked at all. */
export function needsRequester({ proposal, emergency, needs }: Request): boolean {
  return proposal === null && emergency === null && needs.withoutRequester !== true;
}

/** Whoever approves it takes it over: that who asked counts no more was found just now. */
export function takenOver({ needs, plan }: Pick<Request, 'needs' | 'plan'>): Pick<Request, 'needs'> {
  return { needs: { ...toTakeOver(needs, plan), withoutRequester: true } };
}

function requesterLost({ request, requester, chains, policy }: Parameters<typeof authorityLost>[0]): Text | null {
  const { person, inRequesterGroup } = requester;
  const { requesterName: name, targetUserId, choices } = request;
  if (person === null) return text('flow.requester-gone');
  const refusals = chains.map((managementChain) =>
    mayRequest({
      requester: person,
      targetUserId,
      kind: choices.kind,
      managementChain,
      inRequesterGroup,
      policy: policy.requests,
    }),
  );
  if (refusals.includes(null)) return null;
  const how = howLost(person);
  return how === 'gone' ? text('flow.requester-gone') : text(`lasting.requester-${how}`, { name });
}

/** Most plainly: who is blocked is often out of the groups as well. */
function howLost(person: Person | null): 'gone' | 'blocked' | 'guest' | 'external' | 'not-in-group' {
  if (person === null) return 'gone';
  if (!person.accountEnabled) return 'blocked';
  return outsiderOf(person) ?? 'not-in-group';
}

/** What moved since it was asked and is only said: who manages the person, and their department. */
export function movedSince(
  request: Request,
  facts: Pick<TargetUser, 'found' | 'managementChain' | 'department'>,
): Text | null {
  // Of somebody deleted Graph says neither.
  if (facts.found !== 'active') return null;
  const { requesterId, requesterName: requester, targetUserName: name, facts: then } = request;
  const managed = then.managementChain.includes(requesterId) && !facts.managementChain.includes(requesterId);
  const { department } = facts;
  const changes = [
    ...(managed ? [text('lasting.moved-manager', { requester, name })] : []),
    ...(department !== null && department !== then.department
      ? [text('lasting.moved-department', { name, department })]
      : []),
  ];
  return changes.length === 0 ? null : text('lasting.moved', { changes });
}
