import { goneEvidence } from '../../domain/gone.ts';
import { syncModelOf } from '../../domain/sync-model.ts';
import type { StepContext, Verified } from '../../flow/ports.ts';
import { type AdResult, evidenceOf } from './evidence.ts';
import { hasSyncShown } from './has-sync-shown.ts';
import { isContradicted } from './is-contradicted.ts';
import type { OnPremisesLaneSettings } from './settings.ts';
import type { Standing } from './standing.ts';
import type { Work } from './work.ts';

/**
 * What people said was done in AD DS, and directory sync alone writes in the cloud: shown there after a sync since, it
 * is so, whoever said it and with or without a result. Shown otherwise, it is not; but a cycle that had begun before may
 * bring the person as they were in its middle, so that takes one more. An account that is deleted shows nothing: it may
 * have left the sync's scope with that very change. Throws `DirectoryUnavailable`.
 */
export async function verifyBySync(settings: OnPremisesLaneSettings, looked: Looked): Promise<Verified> {
  const { context, work, standing, result, evidence } = looked;
  const { step, targetUserId, facts } = context;
  const done = result?.at ?? step.acceptedAt;
  const later: Verified = { status: 'later', seconds: settings.settleSeconds };
  if (work.bySync === null || done === null) return later;
  const read = settings.clock.now().toISOString();
  if (standing.found !== 'active')
    return standing.found === 'soft-deleted'
      ? { status: 'gone', evidence: goneEvidence(evidence, 'account', read) }
      : later;
  // After the hours of the syncs: what is shown is never older than they are.
  const isSo = work.bySync(await settings.readShown(targetUserId), step);
  if (isSo === true) return hasSyncShown(context, standing, result, done) ? { status: 'seen', evidence } : later;
  const cycle = syncModelOf(facts.adDomain).cycleMinutes * 60_000;
  if (isSo === null || !isContradicted(standing, done, cycle)) return later;
  const how = step.state === 'attested' ? 'said' : 'ad';
  return { status: 'not-seen', evidence: evidenceOf(null, standing, { read }), turnedBack: { how, by: null } };
}

type Looked = {
  readonly context: StepContext;
  readonly work: Work;
  readonly standing: Standing;
  readonly result: AdResult | null;
  readonly evidence: ReturnType<typeof evidenceOf>;
};
