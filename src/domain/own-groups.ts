import { canonicalDn, commonNameOf } from './ad-domain.ts';
import type { Gap } from './gap.ts';
import type { PlanInput } from './plan-input.ts';
import { takenFrom } from './taken.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';
import type { Taken } from './undoes.ts';

type Input = Pick<PlanInput, 'runs' | 'targetUser' | 'ownGroups'>;

/**
 * What Leaver took over all its runs and may give back: without the groups by which is decided who may ask, approve or
 * block here. Nobody gets such a right back because a restore gives back all there was (security.md S10): people decide
 * about it.
 */
export function givenBackFrom(input: Input): readonly Taken[] {
  return takenFrom(input.runs, input.targetUser).away.filter((taken) => ownGroupOf(taken, input) === null);
}

/** Those groups, for whoever runs Leaver. */
export function ownGroupsLeft(input: Input): readonly Gap[] {
  return ownGroupsAway(input).map(({ groupId, name }) => ({
    end: 'left',
    kind: 'own-group',
    id: groupId,
    name,
    why: 'own-group',
    who: 'leaver-admin',
    through: null,
  }));
}

/** The same as the plan says it. */
export function ownGroupsNote(input: Input): readonly Text[] {
  const items = ownGroupsAway(input).map(({ name }) => name);
  return items.length === 0 ? [] : [text('plan.note.own-groups', { name: input.targetUser.displayName, items })];
}

/**
 * Who is let in and still is in such a group counts here again from that moment on, which is said before it is
 * approved.
 */
export const DECIDES_AGAIN = 'plan.warning.decides-again';

export function decidesAgain({ targetUser, runs, ownGroups = [] }: Input): readonly Text[] {
  const { displayName: name, memberships } = asKnownLast(targetUser, runs);
  const items = memberships.filter(({ groupId }) => isAmong(ownGroups, groupId)).map((each) => each.name);
  return items.length === 0 ? [] : [text(DECIDES_AGAIN, { name, items })];
}

/**
 * Of somebody deleted Graph names no groups, and gives them back with the account: those of before, less what Leaver
 * took.
 */
function asKnownLast(targetUser: TargetUser, runs: PlanInput['runs']): Pick<TargetUser, 'displayName' | 'memberships'> {
  const last = runs.at(-1)?.request.facts;
  if (targetUser.found === 'active' || last === undefined) return targetUser;
  const taken = takenFrom(runs, targetUser).away.filter(({ kind }) => kind === 'rejoin-groups');
  const memberships = last.memberships.filter(({ groupId }) => !taken.some(({ key }) => key === groupId));
  return { displayName: targetUser.displayName, memberships };
}

type OwnGroup = { readonly groupId: string; readonly name: string };

function ownGroupsAway(input: Input): readonly OwnGroup[] {
  const found = takenFrom(input.runs, input.targetUser).away.flatMap((taken) => ownGroupOf(taken, input) ?? []);
  return [...new Map(found.map((group) => [group.groupId, group])).values()];
}

/** In AD DS it is known by its security identifier, or by the name that it has there as well. */
function ownGroupOf({ kind, key, name }: Taken, { runs, ownGroups = [] }: Input): OwnGroup | null {
  if (kind === 'rejoin-groups') return isAmong(ownGroups, key) ? { groupId: key, name } : null;
  if (kind !== 'rejoin-ad-groups') return null;
  const known = runs.flatMap(({ request }) => request.facts.memberships);
  const synced = known.filter((each) => each.class === 'synced' && isAmong(ownGroups, each.groupId));
  const found = synced.find(
    (each) =>
      each.securityIdentifier?.toLowerCase() === key ||
      canonicalDn(commonNameOf(key)) === canonicalDn(each.name.toLowerCase()),
  );
  return found === undefined ? null : { groupId: found.groupId, name: found.name };
}

function isAmong(ids: readonly string[], id: string): boolean {
  return ids.some((each) => each.toLowerCase() === id.toLowerCase());
}
