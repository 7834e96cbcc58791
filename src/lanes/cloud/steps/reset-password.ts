import { randomBytes } from 'node:crypto';
import { text } from '../../../domain/text.ts';
import { at } from '../graph-path.ts';
import { isSince, performedBy, readNow, type StepActions, type StepTools, sending, textIn } from '../step-actions.ts';

/**
 * The old password stops working, for people mastered by the cloud. The new one is random and forgotten at once: nobody
 * is told, nothing is stored. Needs an Entra role on the app besides the permission (graph.md 0.3).
 */
export function resetPassword(tools: StepTools): StepActions {
  return {
    async look({ targetUserId }) {
      const targetUser = await readNow(tools, targetUserId, `${FIELDS},onPremisesSyncEnabled`);
      if (targetUser === null) return { status: 'refused', note: text('graph.refused.not-found') };
      if (targetUser.onPremisesSyncEnabled === true) return { status: 'refused', note: text('graph.refused.synced') };
      return { status: 'needed', snapshot: { changedAt: targetUser.lastPasswordChangeDateTime ?? null } };
    },

    async perform(context) {
      const { targetUserId } = context;
      const passwordProfile = { password: randomPassword(), forceChangePasswordNextSignIn: true };
      const write = await tools.graph.write('PATCH', at`/users/${targetUserId}`, { passwordProfile }, sending(context));
      return performedBy(tools, write);
    },

    async verify(context) {
      const targetUser = await readNow(tools, context.targetUserId, FIELDS);
      const changedAt = targetUser?.lastPasswordChangeDateTime ?? null;
      const seen = isSince(context, changedAt, textIn(context.step.snapshot, 'changedAt'));
      return { status: seen ? 'seen' : 'not-seen', evidence: { changedAt } };
    },
  };
}

const FIELDS = 'id,lastPasswordChangeDateTime';

// The tail holds one of each class that password rules ask for.
function randomPassword(): string {
  return `${randomBytes(32).toString('base64url')}aA1!`;
}
