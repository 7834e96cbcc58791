import { InternalError } from '../../../domain/errors.ts';
import { fateOf } from '../../../domain/group-authority.ts';
import { namesOf } from '../../../domain/rules.ts';
import type { Membership } from '../../../domain/target-user.ts';
import { type Json, type Text, text } from '../../../domain/text.ts';
import type { StepContext } from '../../../flow/ports.ts';
import type { GraphWrite } from '../graph-answer.ts';
import { field } from '../graph-answer.ts';
import { type Meaning, meaningOf } from '../graph-errors.ts';
import { readMemberships } from '../memberships.ts';
import { referencePath } from '../references.ts';
import { accepted, ambiguous, rowsIn, type StepActions, type StepTools, textIn } from '../step-actions.ts';

/**
 * Leaves cloud groups, as member and as owner. Only classes that Graph may change and that were approved ("all cloud
 * groups"); every other one is left to whom it belongs. A group's last owner keeps owner- and membership (design, rule 9).
 * The memberships found before the first change are the snapshot that a restore goes back to.
 */
export function leaveGroups(tools: StepTools): StepActions {
  return {
    async look({ step, targetUserId }) {
      assertApprovedClass(step.parameters);
      const memberships = await readMemberships(tools.graph, targetUserId);
      const snapshot = { groups: memberships.map(toSnapshot) };
      if (memberships.some(isToLeave)) return { status: 'needed', snapshot };
      const key = memberships.length === 0 ? 'graph.groups.none' : 'graph.groups.none-to-leave';
      return { status: 'already', note: text(key), snapshot };
    },

    async perform(context) {
      const memberships = await readMemberships(tools.graph, context.targetUserId);
      const kept: Kept[] = [];
      for (const membership of memberships.filter(isToLeave)) {
        const ending = await leave(tools, context, membership);
        if (ending.outcome === 'ambiguous') return ambiguous(tools, ending.retryAfter);
        if (ending.outcome === 'refused') kept.push({ ...membership, why: meaningOf(ending) });
      }
      return accepted(tools, evidenceOf(context, memberships, kept), noteOf(memberships, kept));
    },

    async verify({ step, targetUserId }) {
      const memberships = await readMemberships(tools.graph, targetUserId);
      const known = new Set([...rowsIn(step.snapshot, 'groups'), ...rowsIn(step.evidence, 'removed')].map(groupIdOf));
      const kept = new Set(rowsIn(step.evidence, 'kept').map(groupIdOf));
      const still = memberships.filter(
        (membership) => isToLeave(membership) && known.has(membership.groupId) && !kept.has(membership.groupId),
      );
      if (still.length === 0) return { status: 'seen', evidence: step.evidence };
      return { status: 'not-seen', evidence: { still: still.map(({ groupId }) => groupId) } };
    },
  };
}

type Kept = Membership & { readonly why: Meaning };

function isToLeave(membership: Membership): boolean {
  return fateOf(membership) === 'removed';
}

// Owner first: a refusal ("last owner", a race) then keeps the membership too.
async function leave(
  tools: StepTools,
  { step, targetUserId }: StepContext,
  membership: Membership,
): Promise<GraphWrite> {
  const kinds = [...(membership.owner ? ['owners' as const] : []), ...(membership.member ? ['members' as const] : [])];
  let ending: GraphWrite = { outcome: 'ok', status: 204, body: null };
  for (const kind of kinds) {
    const path = referencePath(membership.groupId, kind, targetUserId);
    ending = await tools.graph.write('DELETE', path, undefined, { stepId: step.id, repeatable: true });
    // 404 and "removed references do not exist" both mean: not in there any more (graph.md 2.4).
    const gone = ending.outcome === 'refused' && ['not-found', 'already-removed'].includes(meaningOf(ending));
    if (ending.outcome !== 'ok' && !gone) return ending;
  }
  return { outcome: 'ok', status: 204, body: null };
}

// What an earlier attempt removed is only in the snapshot, no longer in the memberships of now.
function evidenceOf({ step }: StepContext, memberships: readonly Membership[], kept: readonly Kept[]) {
  const keptIds = new Set(kept.map(({ groupId }) => groupId));
  const before = rowsIn(step.snapshot, 'groups')
    .filter((group) => field(group, 'leaves') === true)
    .map(groupIdOf);
  const now = memberships.filter(isToLeave).map(({ groupId }) => groupId);
  const removed = [...new Set([...before, ...now])].filter((id) => !keptIds.has(id));
  return {
    removed: removed.map((groupId) => ({ groupId })),
    kept: [
      ...kept.map(({ groupId, why }) => ({ groupId, why })),
      ...withFate(memberships, 'last-owner').map(({ groupId }) => ({ groupId, why: 'last-owner' })),
    ],
    leftToOthers: memberships
      .filter((membership) => !['removed', 'last-owner'].includes(fateOf(membership)))
      .map((membership) => ({ groupId: membership.groupId, class: membership.class })),
  };
}

function noteOf(memberships: readonly Membership[], kept: readonly Kept[]): Text | undefined {
  const lastOwner = [...withFate(memberships, 'last-owner'), ...kept.filter(({ why }) => why === 'last-owner')];
  const refused = kept.filter(({ why }) => why !== 'last-owner');
  const values = { lastOwner: namesOf(lastOwner), refused: namesOf(refused) };
  if (lastOwner.length === 0 && refused.length === 0) return undefined;
  if (refused.length === 0) return text('graph.groups.last-owner', { groups: values.lastOwner });
  return lastOwner.length === 0
    ? text('graph.groups.refused', { groups: values.refused })
    : text('graph.groups.last-owner-and-refused', values);
}

function withFate(memberships: readonly Membership[], fate: ReturnType<typeof fateOf>): readonly Membership[] {
  return memberships.filter((membership) => fateOf(membership) === fate);
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
