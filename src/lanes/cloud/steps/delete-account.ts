import { text } from '../../../domain/text.ts';
import { at } from '../graph-path.ts';
import {
  accepted,
  performedBy,
  readDeleted,
  readNow,
  type StepActions,
  type StepTools,
  sending,
} from '../step-actions.ts';

/**
 * The account goes to the deleted items, where it can be restored for 30 days. Only for people mastered by the cloud:
 * one of AD DS would come back at the next sync (graph.md 2.9). Done = in the deleted items; a 404 alone proves
 * nothing.
 */
export function deleteAccount(tools: StepTools): StepActions {
  return {
    async look({ targetUserId }) {
      const targetUser = await readNow(
        tools,
        targetUserId,
        'id,userPrincipalName,accountEnabled,onPremisesSyncEnabled',
      );
      if (targetUser === null) {
        if ((await readDeleted(tools, targetUserId)) === null)
          return { status: 'refused', note: text('graph.refused.not-found') };
        return { status: 'already', note: text('graph.delete.already'), snapshot: null };
      }
      if (targetUser.onPremisesSyncEnabled === true) return { status: 'refused', note: text('graph.delete.synced') };
      const { userPrincipalName = null, accountEnabled = null } = targetUser;
      return { status: 'needed', snapshot: { userPrincipalName, accountEnabled } };
    },

    async perform(context) {
      const { targetUserId } = context;
      const write = await tools.graph.write('DELETE', at`/users/${targetUserId}`, undefined, sending(context));
      if (write.outcome === 'refused' && write.status === 404 && (await readDeleted(tools, targetUserId)) !== null) {
        return accepted(tools, { status: 404 });
      }
      return performedBy(tools, write);
    },

    async verify({ step, targetUserId }) {
      const deleted = (await readDeleted(tools, targetUserId)) as { readonly deletedDateTime?: string } | null;
      // Purged, it is in neither place: deleted all the same.
      if (deleted === null && step.verifiedAt !== null && (await readNow(tools, targetUserId, 'id')) === null)
        return { status: 'seen', evidence: step.evidence };
      if (deleted === null) return { status: 'not-seen', evidence: { deleted: false } };
      return { status: 'seen', evidence: { deleted: true, deletedAt: deleted.deletedDateTime ?? null } };
    },
  };
}
