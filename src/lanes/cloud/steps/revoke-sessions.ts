import { text } from '../../../domain/text.ts';
import { at } from '../graph-path.ts';
import {
  isSince,
  performedBy,
  readDeleted,
  readNow,
  type StepActions,
  type StepTools,
  sending,
  textIn,
} from '../step-actions.ts';

/**
 * Refresh tokens end. Graph answers 200 `{"value":true}` whatever it did (graph.md 0.14): what counts is
 * `signInSessionsValidFromDateTime`, read back. Works for people mastered by AD DS too: it is the cloud's own
 * attribute.
 */
export function revokeSessions(tools: StepTools): StepActions {
  return {
    async look({ targetUserId }) {
      const targetUser = await readNow(tools, targetUserId, FIELDS);
      if (targetUser === null) return { status: 'refused', note: text('graph.refused.not-found') };
      return { status: 'needed', snapshot: { validFrom: targetUser.signInSessionsValidFromDateTime ?? null } };
    },

    async perform(context) {
      const { targetUserId } = context;
      const write = await tools.graph.write('POST', at`/users/${targetUserId}/revokeSignInSessions`, undefined, {
        ...sending(context),
        repeatable: true,
      });
      return performedBy(tools, write);
    },

    async verify(context) {
      const { targetUserId, step } = context;
      const targetUser = await readNow(tools, targetUserId, FIELDS);
      if (targetUser === null) {
        // Deleting somebody ends their sessions as well.
        const ended = (await readDeleted(tools, targetUserId)) !== null;
        return { status: ended ? 'seen' : 'not-seen', evidence: { deleted: true } };
      }
      const validFrom = targetUser.signInSessionsValidFromDateTime ?? null;
      const seen = isSince(context, validFrom, textIn(step.snapshot, 'validFrom'));
      return { status: seen ? 'seen' : 'not-seen', evidence: { validFrom } };
    },
  };
}

const FIELDS = 'id,signInSessionsValidFromDateTime';
