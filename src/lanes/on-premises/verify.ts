import type { AdReading } from '../../domain/ad-account.ts';
import { goneEvidence, isOfDeleted } from '../../domain/gone.ts';
import { jsonField } from '../../domain/json-field.ts';
import { lastCycleOf } from '../../domain/last-cycle.ts';
import type { TurnedBack } from '../../domain/outcome.ts';
import type { StepKind } from '../../domain/step.ts';
import { type Text, text } from '../../domain/text.ts';
import type { StepContext, Verified } from '../../flow/ports.ts';
import { stillOpen } from './ad-gaps.ts';
import { type AdResult, evidenceOf, resultIn, resultOf } from './evidence.ts';
import { hasSyncShown } from './has-sync-shown.ts';
import { isContradicted } from './is-contradicted.ts';
import { isOverruledBySync } from './is-overruled-by-sync.ts';
import { pushSync } from './push-sync.ts';
import { type OnPremisesLaneSettings, wayFor } from './settings.ts';
import type { Standing } from './standing.ts';
import { verifyBySync } from './verify-by-sync.ts';
import type { AdRead } from './way.ts';
import { type Work, workOf } from './work.ts';

/**
 * Two keys: AD DS seen as wished, and a sync after it that the cloud agrees with. What AD DS says now goes before what
 * was said earlier: an account that is enabled there again was enabled by somebody, on purpose. Throws
 * `DirectoryUnavailable`.
 */
export async function verify(settings: OnPremisesLaneSettings, context: StepContext): Promise<Verified> {
  const work = workOf(context.step.kind);
  const inAd = await lookInAd(settings, context, work);
  if (inAd.state === 'unknown' && context.step.acceptedAt === null) return verifyUndone(settings, context);
  const standing = ofDomain(await settings.readStanding(context.targetUserId), context);
  const evidence = evidenceOf(inAd.result, standing, { read: settings.clock.now().toISOString() });
  if (inAd.state === 'undone') return { status: 'not-seen', evidence, turnedBack: { how: 'ad', by: null } };
  if (inAd.state === 'not-done') return { status: 'not-seen', evidence };
  if (inAd.state === 'replicating') return { status: 'seen-temporary', evidence, note: inAd.note };
  const found = withGaps(await verifyInCloud({ settings, context, work, standing, inAd, evidence }), context, inAd);
  // What people did by hand is carried over as well; the next look sees what came of it.
  if (found.status === 'seen-temporary' && inAd.result !== null)
    await pushSync(settings, context, context.facts.onPremises?.distinguishedName ?? null);
  return found;
}

/**
 * Nobody said that it is done, and nothing that the cloud shows would make it so; but of an account that is deleted
 * nothing is left to do. Read only where the block beside it was not just read and found there: one read, not one for
 * each step.
 */
async function verifyUndone(settings: OnPremisesLaneSettings, { step, steps, targetUserId }: StepContext) {
  const later: Verified = { status: 'later', seconds: settings.settleSeconds };
  const block = steps.find(({ kind }) => kind === 'block-sign-in');
  const isGone = step.state === 'gone';
  if (!GOES_WITH_ACCOUNT.includes(step.kind)) return later;
  if (!isGone && jsonField(block?.evidence ?? null, 'found') === 'active') return later;
  const standing = await settings.readStanding(targetUserId);
  const read = settings.clock.now().toISOString();
  const evidence = evidenceOf(null, standing, { read });
  if (standing.found === 'active') return isGone ? { status: 'not-seen' as const, evidence } : later;
  // Found nowhere, and not known to be deleted: that read may lag.
  if (standing.found === 'gone' && !isGone && !isOfDeleted(block?.evidence ?? null)) return later;
  return { status: 'gone' as const, evidence: goneEvidence(evidence, 'account', read) };
}

/** What takes from an account what it had: with the account, that went too. */
const GOES_WITH_ACCOUNT: readonly StepKind[] = [
  'reset-password',
  'disable-account',
  'leave-ad-groups',
  'hide-from-address-lists',
  'move-to-ou',
];

/** `readNow`: AD DS itself was read, so that the cloud cannot contradict it. */
type InAd = { readonly reading: AdReading | null } & (
  | { readonly state: 'done' | 'unknown'; readonly result: AdResult | null; readonly readNow?: true }
  | { readonly state: 'not-done'; readonly result: AdResult | null }
  | { readonly state: 'undone'; readonly result: AdResult | null }
  /** Written, and the domain controller that the sync server reads has not heard of it, or does not say. */
  | { readonly state: 'replicating'; readonly result: AdResult; readonly note: Text }
);

/** What was refused stays, also when the rest is seen, until AD DS itself shows that part done. */
function withGaps(found: Verified, { step }: StepContext, { reading }: InAd): Verified {
  if (reading === null || step.gaps.length === 0) return found;
  return found.status === 'seen' || found.status === 'seen-temporary'
    ? { ...found, gaps: stillOpen(step, reading) }
    : found;
}

async function lookInAd(settings: OnPremisesLaneSettings, context: StepContext, work: Work): Promise<InAd> {
  const { step } = context;
  const known = resultIn(step.evidence);
  const reached = wayFor(settings, context);
  const now = settings.clock.now();
  const read = reached === null ? null : await reached.way.read(reached.order);
  const reading = read?.status === 'read' ? read.reading : null;
  if (reached === null || read?.status !== 'read' || work.inAd === null) {
    const differs = known !== null && work.disabled !== null && known.accountDisabled !== work.disabled;
    return { state: differs ? 'not-done' : known === null ? 'unknown' : 'done', result: known, reading };
  }
  if (!work.inAd(read.reading, step)) {
    // What people said, and the cloud that agreed, is no look into AD DS.
    const wasSeen = step.state === 'verified' || (known !== null && known.by !== 'pasted' && step.verifiedAt !== null);
    return { state: wasSeen ? 'undone' : 'not-done', result: known, reading };
  }
  // What somebody pasted is a claim: our own read goes before it.
  const own = known?.by === 'pasted' ? null : known;
  const result = own ?? resultOf(read.reading, reached.way.name, now);
  const note = whyNotThere(read, context, work);
  return note === null
    ? { state: 'done', result, reading, readNow: true }
    : { state: 'replicating', result, reading, note };
}

/**
 * Why the change is not, or not known to be, where directory sync reads it; null = it is. What the cloud shows came
 * from there.
 */
function whyNotThere(
  { atSyncServer, silentSyncServer }: Extract<AdRead, { readonly status: 'read' }>,
  { step }: StepContext,
  { inAd, inCloud }: Work,
): Text | null {
  if (atSyncServer !== null && inAd?.(atSyncServer, step) === false)
    return text('on-premises.replicating', { server: atSyncServer.server });
  if (silentSyncServer === undefined || inCloud !== null) return null;
  return text('on-premises.sync-server-silent', { server: silentSyncServer });
}

async function verifyInCloud(looked: {
  readonly settings: OnPremisesLaneSettings;
  readonly context: StepContext;
  readonly work: Work;
  readonly standing: Standing;
  readonly inAd: Extract<InAd, { readonly state: 'done' | 'unknown' }>;
  readonly evidence: ReturnType<typeof evidenceOf>;
}): Promise<Verified> {
  const { settings, context, work, standing, inAd, evidence } = looked;
  const { step } = context;
  const { result } = inAd;
  const done = result?.at ?? step.acceptedAt;
  // A bare Done was seen by nobody: it keeps waiting for its evidence.
  const waits: Verified =
    result === null
      ? { status: 'later', seconds: settings.settleSeconds }
      : { status: 'seen-temporary', evidence, note: text('on-premises.waits-for-sync') };
  // The cloud cannot show it by itself: what was said stays a report, unless it is for directory sync to show.
  if (work.inCloud === null)
    return result === null || result.by === 'pasted'
      ? verifyBySync(settings, { context, work, standing, result, evidence })
      : { status: 'seen', evidence };
  if (done === null) return waits;
  if (inAd.readNow !== true && isOverruledBySync(context, standing, done))
    return contradicted(settings, standing, { how: step.state === 'attested' ? 'said' : 'ad', by: null });
  // That a sync left it so takes one from after the block was made again; what contradicts it, the one that turned it
  // back.
  if (work.inCloud(standing) && !hasSyncShown(context, standing, result, done)) return waits;
  if (result === null && wentWithAccount(step, standing))
    return { status: 'gone', evidence: goneEvidence(evidence, 'account', settings.clock.now().toISOString()) };
  // It was said, and sync has shown otherwise: that the cloud is so now tells nothing of AD DS.
  if (result === null && step.state === 'overwritten' && work.inCloud(standing)) return waits;
  if (work.inCloud(standing)) return { status: result === null ? 'seen-temporary' : 'seen', evidence };
  if (inAd.readNow === true || !isContradicted(standing, done)) return waits;
  if (work.kind === 'enable-account' && standing.found !== 'active')
    return { status: 'gone', evidence: goneEvidence(evidence, 'account', settings.clock.now().toISOString()) };
  const turnedBack = await whatContradicts(settings, context, work, done);
  return turnedBack === null ? waits : contradicted(settings, standing, turnedBack);
}

/** Without the result: what was said is lost from here on, also when the cloud agrees again later. */
function contradicted(
  { clock }: OnPremisesLaneSettings,
  standing: Standing,
  turnedBack: Pick<TurnedBack, 'how' | 'by'>,
): Verified {
  return { status: 'not-seen', evidence: evidenceOf(null, standing, { read: clock.now().toISOString() }), turnedBack };
}

/**
 * What the cloud's being otherwise says about AD DS. Null = nothing: somebody changed the cloud. Sync wrote it: AD DS
 * says so, and was never as people said, or was changed since it was seen.
 */
async function whatContradicts(
  { whoTurnedBack }: OnPremisesLaneSettings,
  { step, targetUserId }: StepContext,
  { disabled }: Work,
  since: string,
): Promise<Pick<TurnedBack, 'how' | 'by'> | null> {
  const who = disabled === null ? null : await whoTurnedBack({ targetUserId, since, enabled: disabled });
  if (who?.how === 'person') return null;
  if (step.state === 'attested') return { how: 'said', by: null };
  return { how: who === null ? 'unknown' : 'ad', by: null };
}

/**
 * Said, and shown to be otherwise: nobody signs in to an account that was deleted since, and nobody has to disable it.
 */
function wentWithAccount({ kind, state }: StepContext['step'], { found }: Standing): boolean {
  return kind === 'disable-account' && found !== 'active' && (state === 'overwritten' || state === 'gone');
}

/** Without the stamp of a sync that does not carry this domain: no sync of it came by. */
function ofDomain(standing: Standing, { facts: { adDomain } }: StepContext): Standing {
  return { ...standing, tenantLastSync: lastCycleOf({ ...standing, adDomain }) };
}
