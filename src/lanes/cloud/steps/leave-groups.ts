import { InternalError } from '../../../domain/errors.ts';
import type { Gap } from '../../../domain/gap.ts';
import { fateOf } from '../../../domain/group-authority.ts';
import { groupsLeft } from '../../../domain/parts-left.ts';
import type { Membership } from '../../../domain/target-user.ts';
import { type Json, text } from '../../../domain/text.ts';
import type { PerformContext, StepContext } from '../../../flow/ports.ts';
import { cutShort, endOfParts } from '../end-of-parts.ts';
import { type Ambiguous, field, type Held, type Refused } from '../graph-answer.ts';
import { meaningOf } from '../graph-errors.ts';
import { mailboxGroupsIn } from '../mailbox-groups-in.ts';
import { readMemberships } from '../memberships.ts';
import { referencePath } from '../references.ts';
import { refusedPart } from '../refused-part.ts';
import { objectIn, rowsIn, type StepActions, type StepTools, sending, textIn, without } from '../step-actions.ts';

/**
 * Leaves cloud groups, as member and as owner. Only classes that Graph may change and that were approved ("all cloud
 * groups"); every other one is a gap, for whom it belongs to. A group's last owner keeps owner- and membership (design,
 * rule 9). Snapshot: the memberships found before the first change, which a restore goes back to. Evidence: `removed`,
 * and after a look that misses some of them `still`; what was refused or left is in the gaps, and of a group that was left as
 * owner alone its membership, while `removed` says as what it was left.
 */
export function leaveGroups(tools: StepTools): StepActions {
  return {
    async look(context) {
      const { step, targetUserId } = context;
      assertApprovedClass(step.parameters);
      const memberships = await readMemberships(tools.graph, targetUserId);
      const snapshot = { groups: memberships.map(toSnapshot) };
      const gaps = leftOf(memberships, context);
      if (memberships.some(isToLeave)) return { status: 'needed', snapshot, gaps };
      const key = memberships.length === 0 ? 'graph.groups.none' : 'graph.groups.none-to-leave';
      return { status: 'already', note: text(key), snapshot, gaps };
    },

    async perform(context) {
      const memberships = await readMemberships(tools.graph, context.targetUserId);
      const refused: Gap[] = [];
      let refusal: Refused | null = null;
      const toLeave = memberships.filter(isToLeave);
      for (const [place, membership] of toLeave.entries()) {
        const ending = await leave(tools, context, membership);
        if (ending === 'left') continue;
        if (ending.outcome === 'held' || ending.outcome === 'ambiguous') {
          // Of whose answer was lost it may be: what is given back to somebody who has it harms nobody.
          const kept = toLeave.slice(ending.outcome === 'held' ? place : place + 1).map(partOf);
          const left = leftOf(memberships, context);
          const removed = removedBy(context, memberships, [...refused, ...left, ...kept]);
          return cutShort(tools, ending, removed.length === 0 ? null : { removed });
        }
        const isHalf = wasOwner(context.step.snapshot, membership) && !ending.isOwner;
        refused.push(refusedPart(isHalf ? membershipOf(membership) : partOf(membership), ending.refused));
        refusal ??= ending.refused;
      }
      const left = leftOf(memberships, context);
      const removed = removedBy(context, memberships, [...refused, ...left]);
      return endOfParts(tools, { refused, refusal }, { done: removed.length, left, evidence: { removed } });
    },

    async verify(context) {
      const { step, targetUserId } = context;
      const memberships = await readMemberships(tools.graph, targetUserId);
      const known = new Set([...toLeaveIn(step.snapshot), ...rowsIn(step.evidence, 'removed').map(groupIdOf)]);
      const toLeave = memberships.filter(isToLeave);
      // Became ours to leave since (another owner was found): nobody took it, so nobody changed it back.
      const leftBefore = step.gaps.filter(
        ({ end, id }) => end === 'left' && !known.has(id) && toLeave.some((each) => each.groupId === id),
      );
      const refused = step.gaps.filter(
        ({ end, id }) => end === 'refused' && toLeave.some((each) => each.groupId === id),
      );
      const gaps = [...refused, ...leftBefore, ...leftOf(memberships, context)];
      const still = toLeave.filter(({ groupId }) => known.has(groupId) && !refused.some(({ id }) => id === groupId));
      if (still.length === 0) return { status: 'seen', evidence: without(step.evidence, 'still'), gaps };
      const evidence = { ...objectIn(step.evidence), still: still.map(({ groupId }) => groupId) };
      return { status: 'not-seen', evidence, items: still.map(partOf) };
    },
  };
}

/** Licences are kept where the plan has no step that takes them. */
function leftOf(memberships: readonly Membership[], context: StepContext): readonly Gap[] {
  const keepsLicences = context.steps.every(({ kind }) => kind !== 'remove-licences');
  const { identity } = context.facts;
  return groupsLeft(memberships, { identity, keepsLicences, mailboxGroups: mailboxGroupsIn(context) });
}

function isToLeave(membership: Membership): boolean {
  return fateOf(membership) === 'removed';
}

function partOf({ groupId, name }: Membership) {
  return { kind: 'group' as const, id: groupId, name };
}

/** All that is left of a group that is not theirs any more. */
function membershipOf({ groupId, name }: Membership) {
  return { kind: 'membership' as const, id: groupId, name };
}

/** Now, or before an earlier attempt of this step. */
function wasOwner(snapshot: Json, { groupId, owner }: Membership): boolean {
  const before = rowsIn(snapshot, 'groups').find((group) => groupIdOf(group) === groupId);
  return owner || field(before, 'owner') === true;
}

type NotLeft = Ambiguous | Held | { readonly outcome: 'refused'; readonly refused: Refused; readonly isOwner: boolean };

// Owner first: a refusal ("last owner", a race) then keeps the membership too.
async function leave(tools: StepTools, context: PerformContext, membership: Membership): Promise<'left' | NotLeft> {
  const kinds = [...(membership.owner ? ['owners' as const] : []), ...(membership.member ? ['members' as const] : [])];
  for (const kind of kinds) {
    const path = referencePath(membership.groupId, kind, context.targetUserId);
    const ending = await tools.graph.write('DELETE', path, undefined, { ...sending(context), repeatable: true });
    // 404 and "removed references do not exist" both mean: not in there any more (graph.md 2.4).
    const gone = ending.outcome === 'refused' && ['not-found', 'already-removed'].includes(meaningOf(ending));
    if (ending.outcome === 'ambiguous' || ending.outcome === 'held') return ending;
    if (ending.outcome === 'refused' && !gone)
      return { outcome: 'refused', refused: ending, isOwner: kind === 'owners' };
  }
  return 'left';
}

// What an earlier attempt removed is only in the snapshot, no longer in the memberships of now.
function removedBy(
  { step }: StepContext,
  memberships: readonly Membership[],
  gaps: readonly Pick<Gap, 'kind' | 'id'>[],
) {
  const before = toLeaveIn(step.snapshot);
  const now = memberships.filter(isToLeave).map(({ groupId }) => groupId);
  const kept = gaps.filter(({ kind }) => kind !== 'membership').map(({ id }) => id);
  const half = gaps.filter(({ kind }) => kind === 'membership').map(({ id }) => id);
  return [...new Set([...before, ...now])]
    .filter((id) => !kept.includes(id))
    .map((groupId) => (half.includes(groupId) ? { groupId, owner: true, member: false } : { groupId }));
}

function toLeaveIn(snapshot: Json): readonly string[] {
  return rowsIn(snapshot, 'groups')
    .filter((group) => field(group, 'leaves') === true)
    .map(groupIdOf);
}

function toSnapshot(membership: Membership) {
  const { groupId, name, owner, member } = membership;
  return { groupId, name, class: membership.class, owner, member, leaves: isToLeave(membership) };
}

function groupIdOf(group: Json): string {
  return textIn(group, 'groupId') ?? '';
}

function assertApprovedClass(parameters: Json): void {
  if (textIn(parameters, 'groups') !== 'all-cloud-groups') throw new InternalError('unknown class of groups to leave');
}
