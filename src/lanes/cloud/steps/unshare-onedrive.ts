import type { Permission } from '@microsoft/microsoft-graph-types';
import { type Json, text } from '../../../domain/text.ts';
import { permissionPath, permissionsPath, writePermissionsOf } from '../drive-permissions.ts';
import { field, type Refused } from '../graph-answer.ts';
import { accepted, performedBy, refusalNote, type StepActions, type StepTools } from '../step-actions.ts';
import { sharedBefore, sharedIn } from './share-onedrive.ts';

/** Takes back what Leaver gave the successor in the OneDrive; what they had before stays. */
export function unshareOnedrive(tools: StepTools): StepActions {
  const { graph } = tools;

  async function givenByLeaver(parameters: Json): Promise<{ readonly ids: readonly string[] } | Refused> {
    const snapshot = snapshotIn(parameters);
    const shared = sharedIn(snapshot);
    const permissions = await graph.readAll<Permission>(permissionsPath(shared));
    if (permissions.outcome === 'refused') return permissions.status === 404 ? { ids: [] } : permissions;
    const before = sharedBefore(snapshot);
    return { ids: writePermissionsOf(permissions.body, shared.successorId).filter((id) => !before.includes(id)) };
  }

  return {
    async look({ step }) {
      const given = await givenByLeaver(step.parameters);
      if ('outcome' in given) return { status: 'refused', note: refusalNote(given) };
      const snapshot = { permissionIds: given.ids };
      if (given.ids.length > 0) return { status: 'needed', snapshot };
      return { status: 'already', note: text('graph.unshare.already'), snapshot };
    },

    async perform({ step }) {
      const given = await givenByLeaver(step.parameters);
      if ('outcome' in given) return { status: 'refused', note: refusalNote(given) };
      const shared = sharedIn(snapshotIn(step.parameters));
      for (const id of given.ids) {
        const write = await graph.write('DELETE', permissionPath(shared, id), undefined, {
          stepId: step.id,
          repeatable: true,
        });
        const gone = write.outcome === 'refused' && write.status === 404;
        if (write.outcome !== 'ok' && !gone) return performedBy(tools, write);
      }
      return accepted(tools, { permissionIds: given.ids });
    },

    async verify({ step }) {
      const given = await givenByLeaver(step.parameters);
      if ('outcome' in given) return { status: 'not-seen', evidence: { status: given.status } };
      return { status: given.ids.length === 0 ? 'seen' : 'not-seen', evidence: { permissionIds: given.ids } };
    },
  };
}

function snapshotIn(parameters: Json): Json {
  return (field(parameters, 'snapshot') as Json | undefined) ?? null;
}
