import { InternalError } from '../../../domain/errors.ts';
import type { Gap } from '../../../domain/gap.ts';
import { fateOf } from '../../../domain/group-authority.ts';
import {
  doneOfGroup,
  either,
  type InGroup,
  NOT_IN,
  storedInGroup,
  storedUnlessNone,
} from '../../../domain/group-part.ts';
import { newPart, type Part } from '../../../domain/part.ts';
import { groupsLeft } from '../../../domain/parts-left.ts';
import { settledParts, withEnded } from '../../../domain/settled-parts.ts';
import type { Membership } from '../../../domain/target-user.ts';
import { type Json, text } from '../../../domain/text.ts';
import type { PerformContext, StepContext } from '../../../flow/ports.ts';
import { changePart, isCutShort, type Stopped } from '../change-part.ts';
import { cutShortAt, endingOf } from '../ending-of.ts';
import type { Refused } from '../graph-answer.ts';
import { meaningOf } from '../graph-errors.ts';
import { mailboxGroupsIn } from '../mailbox-groups-in.ts';
import { readMemberships } from '../memberships.ts';
import { ownersReadAgain, withOwner } from '../owners-read-again.ts';
import { readFreshly } from '../read-freshly.ts';
import { referencePath } from '../references.ts';
import {
  ambiguous,
  goneAt,
  objectIn,
  type StepActions,
  type StepTools,
  sending,
  textIn,
  without,
} from '../step-actions.ts';

/**
 * Leaves cloud groups, as member and as owner, each a part of its own. Only classes that Graph may change and that were approved
 * ("all cloud groups"); every other one is a gap, for whom it belongs to. A group's last owner keeps owner- and membership
 * (design, rule 9). Before a group is left, as what they are in it is read and stored with the part: a restore goes back to that.
 * Evidence: after a look that misses some of them `still`.
 */
export function leaveGroups(tools: StepTools): StepActions {
  return {
    async look(context) {
      const { step, targetUserId } = context;
      assertApprovedClass(step.parameters);
      const memberships = await readMemberships(tools.graph, targetUserId);
      if (memberships === null) return { status: 'refused', note: text('graph.refused.not-found') };
      // Let go, so nobody leaves it here: what is ours to leave since is for people as before.
      const letGo = step.state === 'skipped' ? leftBeforeOf(step.gaps, memberships.filter(isToLeave)) : [];
      const gaps = [...letGo, ...leftOf(memberships, context)];
      const toDo = memberships
        .filter(isToLeave)
        .map((membership) => ({ ...partOf(membership), evidence: doneBefore(context, membership) }));
      if (toDo.length > 0) return { status: 'needed', snapshot: {}, gaps, partsFound: { toDo } };
      const key = memberships.length === 0 ? 'graph.groups.none' : 'graph.groups.none-to-leave';
      return { status: 'already', note: text(key), snapshot: {}, gaps };
    },

    async perform(context) {
      const read = readFreshly(() => readMemberships(tools.graph, context.targetUserId));
      const memberships = await read();
      if (memberships === null) return { status: 'look-first', seconds: tools.settleSeconds };
      const parts = new Map(groupsIn(context).map((part) => [part.id, part]));
      let refusal: Refused | null = null;
      for (const { groupId } of memberships.filter(isToLeave)) {
        const membership = (await read())?.find((each) => each.groupId === groupId);
        if (membership === undefined || !isToLeave(membership)) continue;
        const ending = await leavePart(tools, context, membership, parts);
        if (isCutShort(ending)) return cutShortAt(tools, ending, [...parts.values()]);
        refusal ??= ending;
      }
      const now = await read();
      const made = [...parts.values()];
      // Deleted meanwhile: what was begun is known once the account is back.
      if (now === null) return ambiguous(tools);
      return endingOf(tools, { parts: withEnded(made, endedIn(made, now)), refusal, left: leftOf(now, context) });
    },

    async verify(context) {
      const { step, targetUserId } = context;
      const memberships = await readMemberships(tools.graph, targetUserId);
      if (memberships === null) {
        const gaps = await ownersReadAgain(tools.graph, targetUserId, step.gaps);
        return { ...goneAt(tools, step, 'account'), gaps };
      }
      const known = groupsIn(context).filter(({ state }) => state !== 'left');
      const toLeave = memberships.filter(isToLeave);
      const leftBefore = leftBeforeOf(step.gaps, toLeave);
      const refused = step.gaps.filter(
        ({ end, id }) => end === 'refused' && toLeave.some((each) => each.groupId === id),
      );
      const gaps = [...refused, ...leftBefore, ...leftOf(memberships, context)];
      const still = toLeave.filter(
        ({ groupId }) => known.some(({ id }) => id === groupId) && !refused.some(({ id }) => id === groupId),
      );
      const partsFound = { ended: endedIn(known, memberships) };
      if (still.length === 0) return { status: 'seen', evidence: without(step.evidence, 'still'), gaps, partsFound };
      const evidence = { ...objectIn(step.evidence), still: still.map(({ groupId }) => groupId) };
      return { status: 'not-seen', evidence, items: still.map(partOf) };
    },
  };
}

/** What an earlier attempt took, or was to take, and is not there now. */
function doneBefore(context: StepContext, membership: Membership): Json {
  const known = groupsIn(context).find(({ id }) => id === membership.groupId);
  return storedUnlessNone(known === undefined ? null : lessOf(doneOfGroup(known), membership));
}

/** Licences are kept where the plan has no step that takes them. */
function leftOf(memberships: readonly Membership[], context: StepContext): readonly Gap[] {
  const keepsLicences = context.steps.every(({ kind }) => kind !== 'remove-licences');
  const { identity } = context.facts;
  return groupsLeft(memberships, { identity, keepsLicences, mailboxGroups: mailboxGroupsIn(context) });
}

/** Became ours to leave since (another owner was found): nobody took it, so nobody changed it back. */
function leftBeforeOf(gaps: readonly Gap[], toLeave: readonly Membership[]): readonly Gap[] {
  return gaps.filter(({ end, id }) => end === 'left' && toLeave.some(({ groupId }) => groupId === id)).map(withOwner);
}

function isToLeave(membership: Membership): boolean {
  return fateOf(membership) === 'removed';
}

function groupsIn({ step }: Pick<StepContext, 'step'>): readonly Part[] {
  return step.parts.filter(({ kind }) => kind === 'group');
}

function partOf({ groupId, name }: Membership) {
  return { kind: 'group' as const, id: groupId, name };
}

/** What was to be left, or was being left, and is nowhere to be found: left by us, as far as we had begun it. */
function endedIn(parts: readonly Part[], memberships: readonly Membership[]): readonly Part[] {
  const isThere = (part: Part) => memberships.some(({ groupId }) => groupId === part.id);
  return settledParts(parts, isThere, (part) => storedUnlessNone(doneOfGroup(part)));
}

function leavePart(tools: StepTools, context: PerformContext, membership: Membership, parts: Map<string, Part>) {
  const part = parts.get(membership.groupId) ?? newPart(partOf(membership));
  const done = lessOf(doneOfGroup(part), membership);
  return changePart(context, parts, {
    part,
    before: storedInGroup(either(done, membership), membership.class),
    done: storedUnlessNone(done),
    change: async () => {
      const { ending, changed } = await leave(tools, context, membership);
      return { ending, done: storedUnlessNone(either(done, changed)) };
    },
  });
}

function lessOf(done: InGroup | null, { owner, member }: InGroup): InGroup | null {
  return done === null ? null : { owner: done.owner && !owner, member: done.member && !member };
}

// Owner first: a refusal ("last owner", a race) then keeps the membership too.
async function leave(
  tools: StepTools,
  context: PerformContext,
  membership: Membership,
): Promise<{ readonly ending: Stopped; readonly changed: InGroup }> {
  let changed = NOT_IN;
  for (const as of ['owner', 'member'] as const) {
    if (!membership[as]) continue;
    const path = referencePath(membership.groupId, `${as}s`, context.targetUserId);
    const ending = await tools.graph.write('DELETE', path, undefined, { ...sending(context), repeatable: true });
    // 404 and "removed references do not exist" both mean: not in there any more (graph.md 2.4).
    const gone = ending.outcome === 'refused' && ['not-found', 'already-removed'].includes(meaningOf(ending));
    if (ending.outcome !== 'ok' && !gone) return { ending, changed };
    changed = { ...changed, [as]: true };
  }
  return { ending: null, changed };
}

function assertApprovedClass(parameters: Json): void {
  if (textIn(parameters, 'groups') !== 'all-cloud-groups') throw new InternalError('unknown class of groups to leave');
}
