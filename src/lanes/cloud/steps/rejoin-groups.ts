import {
  either,
  type InGroup,
  NOT_IN,
  readInGroup,
  storedInGroup,
  storedUnlessNone,
} from '../../../domain/group-part.ts';
import { asKnown, newPart, type Part } from '../../../domain/part.ts';
import { settledParts, withEnded } from '../../../domain/settled-parts.ts';
import type { Membership } from '../../../domain/target-user.ts';
import { type Json, text } from '../../../domain/text.ts';
import type { PerformContext, StepContext } from '../../../flow/ports.ts';
import { changePart, isCutShort, type Stopped } from '../change-part.ts';
import { cutShortAt, endingOf } from '../ending-of.ts';
import { field, type Refused } from '../graph-answer.ts';
import { meaningOf } from '../graph-errors.ts';
import { at } from '../graph-path.ts';
import { readMemberships } from '../memberships.ts';
import { readFreshly } from '../read-freshly.ts';
import { objectIn, rowsIn, type StepActions, type StepTools, sending, textIn, without } from '../step-actions.ts';

/**
 * Back into the groups that Leaver took the person out of, as what they were there, each a part of its own; groups that are
 * gone are named. Of a part the evidence is what of it is there as wanted since this step began it.
 */
export function rejoinGroups(tools: StepTools): StepActions {
  const missingNow = async ({ step, targetUserId }: StepContext) =>
    missing(groupsIn(step.parameters), (await readMemberships(tools.graph, targetUserId)) ?? []);

  return {
    async look(context) {
      const toDo = (await missingNow(context)).map(partOf);
      const partsFound = { toDo, ended: asWanted(context, toDo) };
      if (toDo.length > 0) return { status: 'needed', snapshot: {}, partsFound };
      return { status: 'already', note: text('graph.groups.in-all'), snapshot: {}, partsFound };
    },

    async perform(context) {
      const { step, targetUserId } = context;
      const read = readFreshly(async () => (await readMemberships(tools.graph, targetUserId)) ?? []);
      const parts = new Map(wantedIn(step).map((part) => [part.id, part]));
      let refusal: Refused | null = null;
      for (const { groupId } of missing(groupsIn(step.parameters), await read())) {
        const memberships = await read();
        const group = missing(groupsIn(step.parameters), memberships).find((each) => each.groupId === groupId);
        if (group === undefined) continue;
        const ending = await joinPart(tools, context, { group, memberships, parts });
        if (isCutShort(ending)) return cutShortAt(tools, ending, [...parts.values()]);
        refusal ??= ending;
      }
      const ended = asWanted(context, missing(groupsIn(step.parameters), await read()).map(partOf));
      return endingOf(tools, { parts: withEnded([...parts.values()], ended), refusal, left: [] });
    },

    async verify(context) {
      const { step } = context;
      const missing = await missingNow(context);
      const gaps = step.gaps.filter(({ id }) => missing.some(({ groupId }) => groupId === id));
      const still = missing.filter(({ groupId }) => !gaps.some(({ id }) => id === groupId));
      if (still.length === 0) {
        const partsFound = { ended: asWanted(context, missing.map(partOf)) };
        return { status: 'seen', evidence: without(step.evidence, 'missing'), gaps, partsFound };
      }
      const evidence = { ...objectIn(step.evidence), missing: still.map(({ groupId }) => groupId) };
      return { status: 'not-seen', evidence, items: still.map(partOf) };
    },
  };
}

function partOf({ groupId, name }: Pick<Left, 'groupId' | 'name'>) {
  return { kind: 'group' as const, id: groupId, name };
}

/** Each group that is to be given back, as the ledger knows it. */
function wantedIn({ parts, parameters }: StepContext['step']): readonly Part[] {
  return asKnown(parts, groupsIn(parameters).map(partOf));
}

/** The groups that they are in as wanted, and that the ledger does not know to be so: found there, or given by what was begun. */
function asWanted({ step }: StepContext, missing: readonly Pick<Part, 'id'>[]): readonly Part[] {
  return settledParts(
    wantedIn(step),
    (part) => missing.some(({ id }) => id === part.id),
    ({ id }) => storedInGroup(groupsIn(step.parameters).find(({ groupId }) => groupId === id) ?? NOT_IN),
  );
}

type Joining = {
  readonly group: Left;
  readonly memberships: readonly Membership[];
  readonly parts: Map<string, Part>;
};

function joinPart(tools: StepTools, context: PerformContext, { group, memberships, parts }: Joining) {
  const part = parts.get(group.groupId) ?? newPart(partOf(group));
  const now = memberships.find(({ groupId }) => groupId === group.groupId) ?? NOT_IN;
  const wanted = groupsIn(context.step.parameters).find(({ groupId }) => groupId === group.groupId) ?? NOT_IN;
  const there = { owner: wanted.owner && now.owner, member: wanted.member && now.member };
  return changePart(context, parts, {
    part,
    before: storedInGroup(readInGroup(part.before) ?? now),
    done: storedUnlessNone(there),
    change: async () => {
      const { ending, changed } = await join(tools, context, group);
      return { ending, done: storedUnlessNone(either(there, changed)) };
    },
  });
}

type Left = InGroup & { readonly groupId: string; readonly name: string };

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

async function join(
  { graph }: StepTools,
  context: PerformContext,
  group: Left,
): Promise<{ readonly ending: Stopped; readonly changed: InGroup }> {
  const reference = { '@odata.id': `${graph.root}${at`/directoryObjects/${context.targetUserId}`}` };
  let changed = NOT_IN;
  for (const as of ['member', 'owner'] as const) {
    if (!group[as]) continue;
    const path = as === 'member' ? at`/groups/${group.groupId}/members/$ref` : at`/groups/${group.groupId}/owners/$ref`;
    const ending = await graph.write('POST', path, reference, { ...sending(context), repeatable: true });
    const there = ending.outcome === 'refused' && meaningOf(ending) === 'already-added';
    if (ending.outcome !== 'ok' && !there) return { ending, changed };
    changed = { ...changed, [as]: true };
  }
  return { ending: null, changed };
}
