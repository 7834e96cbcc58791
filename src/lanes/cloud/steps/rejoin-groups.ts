import type { Gap } from '../../../domain/gap.ts';
import type { Membership } from '../../../domain/target-user.ts';
import { type Json, text } from '../../../domain/text.ts';
import type { PerformContext } from '../../../flow/ports.ts';
import { endOfParts } from '../end-of-parts.ts';
import { type Ambiguous, field, type Held, type Refused } from '../graph-answer.ts';
import { meaningOf } from '../graph-errors.ts';
import { at } from '../graph-path.ts';
import { readMemberships } from '../memberships.ts';
import { refusedPart } from '../refused-part.ts';
import {
  ambiguous,
  objectIn,
  rowsIn,
  type StepActions,
  type StepTools,
  sending,
  textIn,
  without,
} from '../step-actions.ts';

/** Back into the groups that Leaver took the person out of, as what they were there; groups that are gone are named. */
export function rejoinGroups(tools: StepTools): StepActions {
  const missingNow = async (parameters: Json, targetUserId: string) =>
    missing(groupsIn(parameters), await readMemberships(tools.graph, targetUserId));

  return {
    async look({ step, targetUserId }) {
      const groups = await missingNow(step.parameters, targetUserId);
      const snapshot = { groups: groups.map(({ groupId }) => groupId) };
      if (groups.length > 0) return { status: 'needed', snapshot };
      return { status: 'already', note: text('graph.groups.in-all'), snapshot };
    },

    async perform(context) {
      const { step, targetUserId } = context;
      const groups = await missingNow(step.parameters, targetUserId);
      const refused: Gap[] = [];
      let refusal: Refused | null = null;
      for (const group of groups) {
        const ending = await join(tools, context, group);
        if (ending === 'joined') continue;
        if (ending.outcome === 'held') return { status: 'held' };
        if (ending.outcome === 'ambiguous') return ambiguous(tools, ending.retryAfter, ending.why);
        const isHalf = isWantedAsMember(step.parameters, group) && !ending.isMember;
        refused.push(refusedPart(isHalf ? ownershipOf(group) : partOf(group), ending.refused));
        refusal ??= ending.refused;
      }
      const half = groups.filter(({ groupId, member }) => member && isOwnershipOf(refused, groupId)).length;
      const done = half + missingIn(step.snapshot).filter((id) => !refused.some((gap) => gap.id === id)).length;
      return endOfParts(tools, { refused, refusal }, { done, left: [], evidence: {} });
    },

    async verify({ step, targetUserId }) {
      const missing = await missingNow(step.parameters, targetUserId);
      const gaps = step.gaps.filter(({ id }) => missing.some(({ groupId }) => groupId === id));
      const still = missing.filter(({ groupId }) => !gaps.some(({ id }) => id === groupId));
      if (still.length === 0) return { status: 'seen', evidence: without(step.evidence, 'missing'), gaps };
      const evidence = { ...objectIn(step.evidence), missing: still.map(({ groupId }) => groupId) };
      return { status: 'not-seen', evidence, items: still.map(partOf) };
    },
  };
}

function partOf({ groupId, name }: Left) {
  return { kind: 'group' as const, id: groupId, name };
}

/** All that is missing of a group of which they are a member again. */
function ownershipOf({ groupId, name }: Left) {
  return { kind: 'ownership' as const, id: groupId, name };
}

function isOwnershipOf(gaps: readonly Gap[], groupId: string): boolean {
  return gaps.some(({ kind, id }) => kind === 'ownership' && id === groupId);
}

function isWantedAsMember(parameters: Json, { groupId }: Left): boolean {
  return groupsIn(parameters).some((group) => group.groupId === groupId && group.member);
}

/** What was missing when this step first looked. */
function missingIn(snapshot: Json): readonly string[] {
  return rowsIn(snapshot, 'groups').map(String);
}

type Left = { readonly groupId: string; readonly name: string; readonly owner: boolean; readonly member: boolean };

function groupsIn(parameters: Json): readonly Left[] {
  const snapshot = (field(parameters, 'snapshot') as Json | undefined) ?? null;
  return rowsIn(snapshot, 'groups')
    .filter((group) => field(group, 'leaves') === true)
    .map((group) => ({
      groupId: textIn(group, 'groupId') ?? '',
      name: textIn(group, 'name') ?? '',
      owner: field(group, 'owner') === true,
      member: field(group, 'member') === true,
    }));
}

// What is missing of each: only that is added.
function missing(groups: readonly Left[], memberships: readonly Membership[]): readonly Left[] {
  return groups
    .map((group) => {
      const now = memberships.find(({ groupId }) => groupId === group.groupId);
      return { ...group, member: group.member && now?.member !== true, owner: group.owner && now?.owner !== true };
    })
    .filter(({ member, owner }) => member || owner);
}

type NotJoined =
  | Ambiguous
  | Held
  | { readonly outcome: 'refused'; readonly refused: Refused; readonly isMember: boolean };

async function join({ graph }: StepTools, context: PerformContext, group: Left): Promise<'joined' | NotJoined> {
  const reference = { '@odata.id': `${graph.root}${at`/directoryObjects/${context.targetUserId}`}` };
  const paths = [
    ...(group.member ? [{ path: at`/groups/${group.groupId}/members/$ref`, isMember: true }] : []),
    ...(group.owner ? [{ path: at`/groups/${group.groupId}/owners/$ref`, isMember: false }] : []),
  ];
  for (const { path, isMember } of paths) {
    const ending = await graph.write('POST', path, reference, { ...sending(context), repeatable: true });
    const there = ending.outcome === 'refused' && meaningOf(ending) === 'already-added';
    if (ending.outcome === 'ambiguous' || ending.outcome === 'held') return ending;
    if (ending.outcome === 'refused' && !there) return { outcome: 'refused', refused: ending, isMember };
  }
  return 'joined';
}
