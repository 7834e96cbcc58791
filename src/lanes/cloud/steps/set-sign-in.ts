import { adToCloud } from '../../../domain/delays.ts';
import { isFoundInPlace } from '../../../domain/found-in-place.ts';
import { GONE_AGAIN_AFTER, goneEvidence, goneOnceAt, withGoneOnce } from '../../../domain/gone.ts';
import { jsonField } from '../../../domain/json-field.ts';
import { isSyncedByConnect } from '../../../domain/last-cycle.ts';
import { lastRead } from '../../../domain/last-read.ts';
import type { StepRecord, TurnedBack } from '../../../domain/outcome.ts';
import { syncModelOf } from '../../../domain/sync-model.ts';
import { text } from '../../../domain/text.ts';
import { wasDone } from '../../../domain/was-done.ts';
import type { StepContext } from '../../../flow/ports.ts';
import { meaningOf } from '../graph-errors.ts';
import { at } from '../graph-path.ts';
import { createStandingReader } from '../standing.ts';
import { accepted, performedBy, readNow, type StepActions, type StepTools, sending } from '../step-actions.ts';
import { whoTurnedBack } from '../who-turned-back.ts';

/**
 * Blocking and unblocking: `accountEnabled`, sent alone, because one refused property fails the whole PATCH (graph.md
 * 2.2). For a person mastered by AD DS Graph may take it or refuse it (graph.md 0.6), and what it took may be turned
 * back by sync: seen, but only for now, until AD DS says the same.
 */
export function setSignIn(tools: StepTools, enabled: boolean): StepActions {
  const verb = enabled ? 'unblock' : 'block';
  const readStanding = createStandingReader(tools);
  return {
    async look({ step, targetUserId }) {
      const targetUser = await readNow(tools, targetUserId, 'id,accountEnabled');
      if (targetUser === null) return { status: 'refused', note: text('graph.refused.not-found') };
      const snapshot = { accountEnabled: targetUser.accountEnabled ?? null };
      if (targetUser.accountEnabled !== enabled || step.parameters.always === true)
        return { status: 'needed', snapshot };
      return { status: 'already', note: text(`graph.${verb}.already`), snapshot };
    },

    async perform(context) {
      const { targetUserId } = context;
      const write = await tools.graph.write(
        'PATCH',
        at`/users/${targetUserId}`,
        { accountEnabled: enabled },
        { ...sending(context), repeatable: true },
      );
      if (write.outcome === 'refused' && meaningOf(write) === 'synced') {
        // A block is sent whatever a read says: of one that stands, the refusal says nothing.
        const now = await readNow(tools, targetUserId, 'id,accountEnabled');
        if (now?.accountEnabled === enabled) return accepted(tools, { status: write.status });
        return { status: 'needs-person', note: text(`graph.${verb}.refused-by-sync`) };
      }
      return performedBy(tools, write);
    },

    async verify(context) {
      const { steps, targetUserId, facts } = context;
      const standing = await readStanding(targetUserId);
      const read = tools.clock.now().toISOString();
      const evidence = { ...standing, read };
      // One read that finds the account neither here nor among the deleted may lag: a block stays what it was seen to
      // be.
      if (!enabled && standing.found === 'gone' && !isKnownGone(context.step, read))
        return {
          status: 'seen',
          evidence: withGoneOnce(context.step.evidence, goneOnceAt(context.step) ?? read),
        };
      // Nobody signs in to a deleted account.
      if (standing.found !== 'active')
        return enabled
          ? { status: 'gone', evidence: goneEvidence(evidence, 'account', evidence.read) }
          : { status: 'seen', evidence };
      if (standing.accountEnabled === enabled) {
        if (facts.identity !== 'synced') return { status: 'seen', evidence };
        if (waitsForAd(steps, enabled)) return { status: 'seen-temporary', evidence };
        return hasSyncLeftIt(context, standing, read)
          ? { status: 'seen', evidence }
          : { status: 'seen-temporary', evidence, ...waitsForSync(context.step) };
      }
      const turnedBack = await readTurnedBack(tools, context, { synced: standing.personLastSync, enabled: !enabled });
      return { status: 'not-seen', evidence, ...(turnedBack === null ? {} : { turnedBack }) };
    },
  };
}

/** Never seen, seen deleted before, or not found for the second time. */
function isKnownGone(step: StepRecord, now: string): boolean {
  const [found, once] = [jsonField(step.evidence, 'found'), goneOnceAt(step)];
  if (lastSeen(step) === null || found === 'gone' || found === 'soft-deleted') return true;
  return once !== null && Date.parse(now) - Date.parse(once) >= GONE_AGAIN_AFTER;
}

type Standing = Awaited<ReturnType<ReturnType<typeof createStandingReader>>>;

/**
 * A block always; an unblock where the account was to be enabled in AD DS too, and not where it was blocked only here.
 */
function waitsForAd(steps: readonly StepRecord[], enabled: boolean): boolean {
  return !enabled || steps.some(({ kind }) => kind === 'enable-account');
}

/**
 * A sync came by since and left it so. Where Cloud Sync syncs nothing says when it ran: then when it has had the time
 * for it.
 */
function hasSyncLeftIt({ step, facts }: StepContext, standing: Standing, read: string): boolean {
  const since = step.acceptedAt;
  // Found so, and nothing was done about it.
  if (since === null) return true;
  if (standing.personLastSync !== null && standing.personLastSync > since) return true;
  if (isSyncedByConnect(facts.adDomain)) return standing.tenantLastSync === null || standing.tenantLastSync > since;
  const [, , latest] = adToCloud(syncModelOf(facts.adDomain));
  return Date.parse(read) - Date.parse(since) > latest * 60_000;
}

/** Of what was found changed back, that it is in place again says the flow. */
function waitsForSync({ state }: StepRecord) {
  return state === 'overwritten' ? {} : { note: text('graph.unblock.waits-for-sync') };
}

/** Of what was found in place every read was one that saw it so. */
function lastSeen(step: StepRecord): string | null {
  return isFoundInPlace(step) ? lastRead(step) : step.verifiedAt;
}

/**
 * Null: the read may only lag. Seen before, or synced after our change: somebody else's doing, and the audit log says
 * whose. Where it is silent, what AD DS itself said decides, and for somebody whom no sync touches it can only have
 * been a person. Of what nobody has seen yet only the log can tell: sync may come between the call and its answer.
 */
async function readTurnedBack(
  { graph }: StepTools,
  { step, steps, targetUserId, facts }: StepContext,
  { synced, enabled }: { readonly synced: string | null; readonly enabled: boolean },
): Promise<Pick<TurnedBack, 'how' | 'by'> | null> {
  const seen = lastSeen(step);
  const since = step.acceptedAt ?? seen;
  if (since === null) return null;
  const sent = seen === null ? (step.intendedAt ?? since) : since;
  const found = await whoTurnedBack(graph, { targetUserId, since: sent, enabled });
  if (found !== null) return found;
  const syncedSince = synced !== null && synced > since;
  if (seen === null && !syncedSince) return null;
  if (facts.identity !== 'synced') return { how: 'person', by: null };
  const inAd = enabled ? 'disable-account' : 'enable-account';
  const isOtherwise = facts.inAd?.disabled === !enabled && !steps.some((each) => each.kind === inAd && wasDone(each));
  return { how: syncedSince && isOtherwise ? 'sync' : 'unknown', by: null };
}
