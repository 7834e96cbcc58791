import { DELAYS } from '../../domain/delays.ts';
import { DirectoryUnavailable, InternalError } from '../../domain/errors.ts';
import { lastBroughtBack } from '../../domain/last-brought-back.ts';
import type { StepKind } from '../../domain/step.ts';
import type { Looked, StepContext, StepLane, Verified } from '../../flow/ports.ts';
import { goneAt, readNow, type StepActions, type StepTools } from './step-actions.ts';
import { blockSignIn } from './steps/block-sign-in.ts';
import { deleteAccount } from './steps/delete-account.ts';
import { disableDevices } from './steps/disable-devices.ts';
import { enableDevices } from './steps/enable-devices.ts';
import { leaveGroups } from './steps/leave-groups.ts';
import { rejoinGroups } from './steps/rejoin-groups.ts';
import { removeLicences } from './steps/remove-licences.ts';
import { resetPassword } from './steps/reset-password.ts';
import { restoreAccount } from './steps/restore-account.ts';
import { returnLicences } from './steps/return-licences.ts';
import { revokeSessions } from './steps/revoke-sessions.ts';
import { setAutoReply } from './steps/set-auto-reply.ts';
import { shareOnedrive } from './steps/share-onedrive.ts';
import { stopAutoReply } from './steps/stop-auto-reply.ts';
import { unblockSignIn } from './steps/unblock-sign-in.ts';
import { unshareOnedrive } from './steps/unshare-onedrive.ts';
import { whoChangedParts } from './who-changed-parts.ts';

/**
 * The cloud lane: every change that Leaver makes through Graph. Expected endings are values; a directory that cannot be
 * read now is `later` when looking and verifying, and `ambiguous` while performing.
 */
export function createCloudLane(tools: StepTools): StepLane {
  const actionsOf = (kind: StepKind) => {
    const make = STEPS[kind];
    if (make === undefined) throw new InternalError(`the cloud lane has no step ${kind}`);
    return make.actions(tools);
  };
  const unlessUnavailable = async <Found, Instead>(
    read: Promise<Found>,
    instead: (seconds: number, answered: { readonly answered?: number }) => Instead,
  ) => {
    try {
      return await read;
    } catch (error) {
      if (!(error instanceof DirectoryUnavailable)) throw error;
      const { retryAfter, answered } = error;
      return instead(Math.max(tools.settleSeconds, retryAfter ?? 0), answered === null ? {} : { answered });
    }
  };
  return {
    lane: 'cloud',
    idempotent: (kind) => STEPS[kind]?.repeatable ?? false,
    look: async (context) => {
      return unlessUnavailable(whenBack(tools, context, actionsOf(context.step.kind)), (seconds, answered) => ({
        status: 'later' as const,
        seconds,
        ...answered,
      }));
    },
    perform: async (context) =>
      unlessUnavailable(actionsOf(context.step.kind).perform(context), (seconds, answered) => ({
        status: 'ambiguous' as const,
        seconds,
        ...answered,
      })),
    verify: async (context) => {
      const later = (seconds: number) => ({ status: 'later' as const, seconds });
      const found = await unlessUnavailable(actionsOf(context.step.kind).verify(context), later);
      const told = await unlessUnavailable(unlessDeleted(tools, context, found), () => found);
      return unlessUnavailable(withWho(tools, context, told), () => told);
    },
  };
}

/**
 * An account that this very restore brought back may not be known everywhere yet (reliability.md 0.7): a service that
 * does not find it says nothing of what is in it, and would be asked too early.
 */
async function whenBack(tools: StepTools, context: StepContext, { look }: StepActions): Promise<Looked> {
  const back = context.step.kind === 'restore-account' ? null : lastBroughtBack(context.steps, ['restore-account']);
  const isFresh = back !== null && tools.clock.now().getTime() < Date.parse(back) + DELAYS.graphWrite[2] * 60_000;
  if (isFresh && (await readNow(tools, context.targetUserId, 'id')) === null)
    return { status: 'later', seconds: tools.settleSeconds };
  return look(context);
}

/** Parts that were seen and are not there: who changed them. */
async function withWho(tools: StepTools, context: StepContext, found: Verified): Promise<Verified> {
  const { verifiedAt, state } = context.step;
  if (found.status !== 'not-seen' || verifiedAt === null || state === 'overwritten') return found;
  if (found.turnedBack !== undefined) return found;
  const turnedBack = await whoChangedParts(tools.graph, context, found);
  return turnedBack === null ? found : { ...found, turnedBack };
}

/** Whatever a step did to an account, or what is the account's: nobody changed it back by deleting the account. */
async function unlessDeleted(tools: StepTools, context: StepContext, found: Verified): Promise<Verified> {
  if (found.status === 'seen' || found.status === 'seen-temporary') return found;
  const { kind, verifiedAt } = context.step;
  // Devices outlive their owner, a deletion is what it should be, and a restore that was not seen yet has brought
  // nobody back.
  if (['delete-account', 'disable-devices', 'enable-devices'].includes(kind)) return found;
  if (kind === 'restore-account' && verifiedAt === null) return found;
  const account = await readNow(tools, context.targetUserId, 'id');
  return account === null
    ? { ...(found.status === 'gone' ? found : {}), ...goneAt(tools, context.step, 'account') }
    : found;
}

type Row = { readonly actions: (tools: StepTools) => StepActions; readonly repeatable: boolean };

/**
 * `repeatable`: the same call twice leaves the same state (graph.md 12). A reset password, an invitation, a licence
 * change, a deletion and a restore are never sent again before a read said what the first one did.
 */
const STEPS: Readonly<Partial<Record<StepKind, Row>>> = {
  'block-sign-in': { actions: blockSignIn, repeatable: true },
  'revoke-sessions': { actions: revokeSessions, repeatable: true },
  'disable-devices': { actions: disableDevices, repeatable: true },
  'reset-password': { actions: resetPassword, repeatable: false },
  'set-auto-reply': { actions: setAutoReply, repeatable: true },
  'share-onedrive': { actions: shareOnedrive, repeatable: false },
  'leave-groups': { actions: leaveGroups, repeatable: true },
  'remove-licences': { actions: removeLicences, repeatable: false },
  'delete-account': { actions: deleteAccount, repeatable: false },
  'restore-account': { actions: restoreAccount, repeatable: false },
  'unblock-sign-in': { actions: unblockSignIn, repeatable: true },
  'enable-devices': { actions: enableDevices, repeatable: true },
  'rejoin-groups': { actions: rejoinGroups, repeatable: true },
  'return-licences': { actions: returnLicences, repeatable: false },
  'stop-auto-reply': { actions: stopAutoReply, repeatable: true },
  'unshare-onedrive': { actions: unshareOnedrive, repeatable: true },
};
