import type { Permission } from '@microsoft/microsoft-graph-types';
import { type Json, text } from '../../../domain/text.ts';
import { permissionPath, permissionsPath, writePermissionsOf } from '../drive-permissions.ts';
import { field, type Refused } from '../graph-answer.ts';
import { accepted, performedBy, refusalNote, rowsIn, type StepActions, type StepTools } from '../step-actions.ts';
import { type Shared, sharedBefore, sharedIn } from './share-onedrive.ts';

/**
 * Takes back what Leaver gave successors in the OneDrive; what they had before stays, and where it is known which
 * permissions are Leaver's own, what others gave them since stays too.
 */
export function unshareOnedrive(tools: StepTools): StepActions {
  const { graph } = tools;

  async function givenByLeaver(parameters: Json): Promise<{ readonly given: readonly Given[] } | Refused> {
    const given: Given[] = [];
    for (const share of sharesIn(parameters)) {
      const shared = sharedIn(share);
      const permissions = await graph.readAll<Permission>(permissionsPath(shared));
      if (permissions.outcome === 'refused' && permissions.status === 404) continue;
      if (permissions.outcome === 'refused') return permissions;
      const ids = writePermissionsOf(permissions.body, shared.successorId).filter((id) => isOurs(share, id));
      given.push(...ids.map((id) => ({ shared, id })));
    }
    return { given };
  }

  return {
    async look({ step }) {
      const found = await givenByLeaver(step.parameters);
      if ('outcome' in found) return { status: 'refused', note: refusalNote(found) };
      const snapshot = { permissionIds: found.given.map(({ id }) => id) };
      if (found.given.length > 0) return { status: 'needed', snapshot };
      return { status: 'already', note: text('graph.unshare.already'), snapshot };
    },

    async perform({ step }) {
      const found = await givenByLeaver(step.parameters);
      if ('outcome' in found) return { status: 'refused', note: refusalNote(found) };
      for (const { shared, id } of found.given) {
        const write = await graph.write('DELETE', permissionPath(shared, id), undefined, {
          stepId: step.id,
          repeatable: true,
        });
        const gone = write.outcome === 'refused' && write.status === 404;
        if (write.outcome !== 'ok' && !gone) return performedBy(tools, write);
      }
      return accepted(tools, { permissionIds: found.given.map(({ id }) => id) });
    },

    async verify({ step }) {
      const found = await givenByLeaver(step.parameters);
      if ('outcome' in found) return { status: 'unreadable', note: refusalNote(found) };
      const permissionIds = found.given.map(({ id }) => id);
      return { status: permissionIds.length === 0 ? 'seen' : 'not-seen', evidence: { permissionIds } };
    },
  };
}

type Given = { readonly shared: Shared; readonly id: string };

function isOurs(share: Json, id: string): boolean {
  const given = rowsIn(share, 'given');
  return !sharedBefore(share).includes(id) && (given.length === 0 || given.includes(id));
}

/** One for each successor that Leaver shared it with; plans of the first version held one snapshot. */
function sharesIn(parameters: Json): readonly Json[] {
  const shares = rowsIn(parameters, 'shares');
  return shares.length > 0 ? shares : [(field(parameters, 'snapshot') as Json | undefined) ?? null];
}
