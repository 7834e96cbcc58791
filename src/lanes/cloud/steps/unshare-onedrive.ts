import type { Permission } from '@microsoft/microsoft-graph-types';
import { driveDue } from '../../../domain/drive-due.ts';
import type { Gap } from '../../../domain/gap.ts';
import { shareKey } from '../../../domain/share-key.ts';
import { gapsOfSkip } from '../../../domain/skip.ts';
import { type Json, text } from '../../../domain/text.ts';
import type { Looked, StepContext } from '../../../flow/ports.ts';
import { permissionPath, permissionsPath } from '../drive-permissions.ts';
import { endOfParts } from '../end-of-parts.ts';
import { givenPermissions } from '../given-permissions.ts';
import { field, type Refused } from '../graph-answer.ts';
import type { GraphClient } from '../graph-client.ts';
import { refusedPart } from '../refused-part.ts';
import {
  ambiguous,
  goneAt,
  refusalNote,
  rowsIn,
  type StepActions,
  type StepTools,
  sending,
  textIn,
} from '../step-actions.ts';
import { hadBefore, type Shared, sharedIn } from './share-onedrive.ts';

/**
 * Takes back what Leaver gave successors in the OneDrive; what they had before stays, or is made again of what Leaver
 * raised it to (permission-update changes the roles), and where it is known which permissions are Leaver's own, what
 * others gave them since stays too. Where no answer said whether Leaver gave any, what is there is named for people. A
 * OneDrive that is not found says nothing of what is shared in it: it comes back after its owner, and with what was
 * shared.
 */
export function unshareOnedrive(tools: StepTools): StepActions {
  const { graph } = tools;

  async function givenByLeaver(parameters: Json): Promise<{ readonly given: readonly Given[] } | Refused> {
    const given: Given[] = [];
    for (const share of sharesIn(parameters)) {
      const shared = sharedIn(share);
      const permissions = await graph.readAll<Permission>(permissionsPath(shared));
      if (permissions.outcome === 'refused') return permissions;
      const ids = givenPermissions(share, permissions.body);
      const had = hadBefore(share);
      const rolesOf = (id: string) => had.find((each) => each.id === id)?.roles ?? null;
      const [name, known] = [textIn(share, 'name') ?? '', rowsIn(share, 'given')];
      const isTried = (id: string) => field(share, 'tried') === true && !known.includes(id);
      given.push(...ids.map((id) => ({ shared, id, roles: rolesOf(id), name, isTried: isTried(id) })));
    }
    return { given };
  }

  function takeBack({ shared, id, roles }: Given, how: Parameters<GraphClient['write']>[3]) {
    const path = permissionPath(shared, id);
    return roles === null ? graph.write('DELETE', path, undefined, how) : graph.write('PATCH', path, { roles }, how);
  }

  return {
    async look({ step, steps }) {
      const found = await givenByLeaver(step.parameters);
      if (isMissing(found)) return withoutDrive(tools, steps);
      if ('outcome' in found) return { status: 'refused', note: refusalNote(found) };
      const [own, gaps] = [found.given.filter(isOwn), perhapsShared(found.given)];
      const snapshot = { permissionIds: own.map(({ id }) => id) };
      if (own.length > 0) return { status: 'needed', snapshot, gaps };
      const note = text(gaps.length > 0 ? 'graph.unshare.perhaps' : 'graph.unshare.already');
      return { status: 'already', note, snapshot, gaps };
    },

    async perform(context) {
      const { step } = context;
      const found = await givenByLeaver(step.parameters);
      // It was there a moment ago.
      if (isMissing(found)) return ambiguous(tools);
      if ('outcome' in found) return { status: 'refused', note: refusalNote(found) };
      const refused: { readonly id: string; readonly part: Gap }[] = [];
      let refusal: Refused | null = null;
      const own = found.given.filter(isOwn);
      for (const given of own) {
        const write = await takeBack(given, { ...sending(context), repeatable: true });
        if (write.outcome === 'held') return { status: 'held' };
        if (write.outcome === 'ambiguous') return ambiguous(tools, write.retryAfter, write.why);
        if (write.outcome === 'ok' || write.status === 404) continue;
        refused.push({ id: given.id, part: refusedPart(partOf(given), write) });
        refusal ??= write;
      }
      const before = [...rowsIn(step.snapshot, 'permissionIds').map(String), ...own.map(({ id }) => id)];
      const permissionIds = [...new Set(before)].filter((id) => !refused.some((each) => each.id === id));
      const left = perhapsShared(found.given);
      const parts = { refused: distinct(refused.map(({ part }) => part)), refusal };
      return endOfParts(tools, parts, { done: permissionIds.length, left, evidence: { permissionIds } });
    },

    async verify({ step }) {
      const found = await givenByLeaver(step.parameters);
      if (isMissing(found)) return goneAt(tools, step, 'drive');
      if ('outcome' in found) return { status: 'unreadable', note: refusalNote(found) };
      const gaps = step.gaps.filter((gap) => found.given.some((given) => isGapOf(given, gap)));
      const still = found.given.filter((given) => isOwn(given) && !gaps.some((gap) => isGapOf(given, gap)));
      if (still.length === 0) return { status: 'seen', evidence: { permissionIds: [] }, gaps };
      const evidence = { permissionIds: still.map(({ id }) => id) };
      return { status: 'not-seen', evidence, items: distinct(still.map(partOf)) };
    },
  };
}

/** Looked for until it can be back; then it is for people to look, for nothing says that nothing is shared. */
function withoutDrive({ clock, settleSeconds }: StepTools, steps: StepContext['steps']): Looked {
  const due = driveDue(steps);
  if (due !== null && clock.now().toISOString() < due) return { status: 'later', seconds: settleSeconds };
  const note = text('graph.unshare.drive-not-found');
  return { status: 'already', note, snapshot: null, gaps: gapsOfSkip('unshare-onedrive', note) };
}

function isMissing(found: object): boolean {
  return 'status' in found && found.status === 404;
}

/** `roles`: what the successor had by it before; null = nothing. */
type Given = {
  readonly shared: Shared;
  readonly id: string;
  readonly roles: readonly string[] | null;
  readonly name: string;
  /** Whether it is Leaver's nothing says: no answer came when Leaver shared. */
  readonly isTried: boolean;
};

function isOwn({ isTried }: Given): boolean {
  return !isTried;
}

/** One share can have permissions of both sorts: its own, which Graph may refuse to take, and what is left to people. */
function isGapOf(given: Given, { id, end }: Gap): boolean {
  return partOf(given).id === id && isOwn(given) === (end === 'refused');
}

/** It may be Leaver's, or others gave it in between. */
function perhapsShared(given: readonly Given[]): readonly Gap[] {
  const perhaps = given.filter((each) => each.isTried).map(partOf);
  return distinct(perhaps).map((part) => ({
    ...part,
    end: 'left',
    why: 'perhaps-shared',
    who: 'helpdesk',
    through: null,
  }));
}

function partOf({ shared, name }: Given) {
  return { kind: 'share' as const, id: shareKey(shared), name };
}

/** Somebody may have several permissions, which are one share. */
function distinct<Part extends { readonly id: string }>(parts: readonly Part[]): readonly Part[] {
  return [...new Map(parts.map((part) => [part.id, part])).values()];
}

/** One for each successor that Leaver shared it with; plans of the first version held one snapshot. */
function sharesIn(parameters: Json): readonly Json[] {
  const shares = rowsIn(parameters, 'shares');
  return shares.length > 0 ? shares : [(field(parameters, 'snapshot') as Json | undefined) ?? null];
}
