import { DirectoryUnavailable } from '../../domain/errors.ts';
import { type Gap, isOfEarlierRun } from '../../domain/gap.ts';
import type { StepContext, StepLane } from '../../flow/ports.ts';
import { at } from './graph-path.ts';
import { readNow, type StepTools } from './step-actions.ts';

/**
 * The same lane, where what earlier runs left to people stays with the step that carries it, whatever the step itself
 * reads. A new password is looked at: it stays until the cloud shows a change after ours. One of AD DS shows there when
 * its hash was synchronised. One of Leaver's own groups stays until they are in it again. The rest no read shows.
 */
export function withEarlierGaps(lane: StepLane, tools: Pick<StepTools, 'graph'>): StepLane {
  return {
    ...lane,
    look: async (context) => keeping(context, await lane.look(context), await stillLeft(tools, context)),
    perform: async (context) => keeping(context, await lane.perform(context), earlierGaps(context)),
    verify: async (context) => keeping(context, await lane.verify(context), await stillLeft(tools, context)),
  };
}

type Ending = { readonly status: string; readonly gaps?: readonly Gap[] };

function keeping<Found extends Ending>({ step }: StepContext, found: Found, left: readonly Gap[]): Found {
  const carried = step.gaps.filter(isOfEarlierRun).map(({ kind }) => kind);
  if (carried.length === 0 || !READ.includes(found.status)) return found;
  // A password that this very step replaced is its own, where it carries none.
  const others = (found.gaps ?? step.gaps).filter(({ kind }) => !carried.includes(kind));
  return { ...found, gaps: [...others, ...left] };
}

/** Endings of which the gaps count. */
const READ: readonly string[] = ['needed', 'already', 'accepted', 'seen', 'seen-temporary'];

/** What cannot be read now is still left. */
async function stillLeft(tools: Pick<StepTools, 'graph'>, context: StepContext): Promise<readonly Gap[]> {
  const gaps = await stillAway(tools, context, earlierGaps(context));
  if (!gaps.some(isPassword)) return gaps;
  try {
    const person = await readNow(tools, context.targetUserId, 'id,lastPasswordChangeDateTime');
    const changedAt = Date.parse(person?.lastPasswordChangeDateTime ?? '');
    return gaps.filter((gap) => !isPassword(gap) || !(changedAt > Date.parse(gap.id)));
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return gaps;
  }
}

/** Without Leaver's own groups in which they are seen again. */
async function stillAway({ graph }: Pick<StepTools, 'graph'>, { targetUserId }: StepContext, gaps: readonly Gap[]) {
  const groupIds = gaps.flatMap(({ kind, id }) => (kind === 'own-group' ? [id] : []));
  if (groupIds.length === 0) return gaps;
  const path = at`/users/${targetUserId}/checkMemberGroups`;
  const answer = await graph.ask<{ readonly value?: readonly string[] }>(path, { groupIds: groupIds.slice(0, 20) });
  const held = answer.outcome === 'ok' ? (answer.body.value ?? []).map((id) => id.toLowerCase()) : [];
  return gaps.filter(({ kind, id }) => kind !== 'own-group' || !held.includes(id.toLowerCase()));
}

function earlierGaps({ step }: StepContext): readonly Gap[] {
  return step.gaps.filter(isOfEarlierRun);
}

function isPassword({ kind }: Gap): boolean {
  return kind === 'password';
}
