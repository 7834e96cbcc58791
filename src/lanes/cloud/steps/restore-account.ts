import { DELAYS } from '../../../domain/delays.ts';
import type { StepRecord } from '../../../domain/outcome.ts';
import { type Json, text } from '../../../domain/text.ts';
import type { Performed } from '../../../flow/ports.ts';
import { field, type Refused } from '../graph-answer.ts';
import { meaningOf } from '../graph-errors.ts';
import { at } from '../graph-path.ts';
import {
  accepted,
  ambiguous,
  performedBy,
  readDeleted,
  readNow,
  refusalNote,
  type StepActions,
  type StepTools,
  sending,
  textIn,
} from '../step-actions.ts';

/**
 * Back from the deleted items, for people mastered by the cloud; one of AD DS is restored there (hybrid.md 0.8). A
 * second restore answers 404, so the active object is read first (graph.md 2.9).
 */
export function restoreAccount(tools: StepTools): StepActions {
  return {
    async look({ step, targetUserId }) {
      const active = await readNow(tools, targetUserId, 'id');
      if (active !== null) return { status: 'already', note: text('graph.restore.already'), snapshot: null };
      const deleted = await readDeleted(tools, targetUserId);
      if (deleted === null && isOnItsWay(tools, step)) return { status: 'later', seconds: tools.settleSeconds };
      if (deleted === null) return { status: 'refused', note: text('graph.restore.gone') };
      if (deleted.onPremisesSyncEnabled === true) return { status: 'refused', note: text('graph.restore.synced') };
      const { deletedDateTime = null } = deleted as { readonly deletedDateTime?: string };
      return { status: 'needed', snapshot: { deletedAt: deletedDateTime } };
    },

    async perform(context) {
      const { step, targetUserId } = context;
      const path = at`/directory/deletedItems/${targetUserId}/restore`;
      const write = await tools.graph.write('POST', path, restoreBody(step.parameters), sending(context));
      return write.outcome === 'refused' ? afterRefusal(tools, targetUserId, write) : performedBy(tools, write);
    },

    async verify({ targetUserId }) {
      const active = await readNow(tools, targetUserId, 'id,userPrincipalName,accountEnabled');
      if (active === null) return { status: 'not-seen', evidence: { active: false } };
      const { userPrincipalName = null, accountEnabled = null } = active;
      return { status: 'seen', evidence: { active: true, userPrincipalName, accountEnabled } };
    },
  };
}

// Both are documented and absent from Graph's metadata: sent as plain JSON, only when asked for (graph.md 0.15).
function restoreBody(parameters: Json): { readonly [key: string]: Json } {
  const newUserPrincipalName = textIn(parameters, 'userPrincipalName');
  return {
    ...(newUserPrincipalName === null ? {} : { newUserPrincipalName }),
    ...(field(parameters, 'dropConflictingAddresses') === true ? { autoReconcileProxyConflict: true } : {}),
  };
}

async function afterRefusal(tools: StepTools, targetUserId: string, refused: Refused): Promise<Performed> {
  if (meaningOf(refused) === 'name-taken') return { status: 'refused', note: text('graph.restore.conflict') };
  if (refused.status !== 404) return { status: 'refused', note: refusalNote(refused) };
  if ((await readNow(tools, targetUserId, 'id')) !== null) return accepted(tools, { status: 404 });
  // It was there a moment ago: an earlier attempt may have brought it back, and a read may lag.
  return ambiguous(tools);
}

/** A restore was sent a moment ago: that the account is in neither place says only that reads lag. */
function isOnItsWay({ clock }: StepTools, { attempt, intendedAt }: StepRecord): boolean {
  if (attempt === 0 || intendedAt === null) return false;
  return clock.now().getTime() < Date.parse(intendedAt) + DELAYS.graphWrite[2] * 60_000;
}
