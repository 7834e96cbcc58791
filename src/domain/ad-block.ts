import { LONGEST_SYNC } from './delays.ts';
import { jsonField } from './json-field.ts';
import { isMade, type StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';
import type { TargetUser } from './target-user.ts';

type AdBlock = 'disabled' | 'enabled' | 'unknown';

/**
 * Whether the account is disabled in AD DS: as read there, else as Leaver's own runs know it, else unknown. A block of
 * the cloud alone leaves it enabled there: then nobody has to do anything in AD DS when the person comes back. What a
 * run knows holds until directory sync brings something of this person again: that may be anything (sync stamps only
 * who changed in AD DS; hybrid.md 0.8).
 */
export function adBlockOf(runs: readonly EarlierRun[], { inAd, onPremises }: TargetUser): AdBlock {
  if (typeof inAd?.disabled === 'boolean') return inAd.disabled ? 'disabled' : 'enabled';
  const synced = onPremises?.lastSync ?? null;
  return runs.reduce<AdBlock>((known, { steps }) => afterRun(known, steps, synced), 'unknown');
}

function afterRun(known: AdBlock, steps: readonly StepRecord[], synced: string | null): AdBlock {
  const find = (kind: StepRecord['kind']) => steps.find((step) => step.kind === kind);
  const [block, disable, enable] = [find('block-sign-in'), find('disable-account'), find('enable-account')];
  const until = (what: AdBlock, since: string | null | undefined) =>
    synced === null || synced <= (since ?? '') ? what : 'unknown';
  if (enable !== undefined && isMade(enable.state)) return until('enabled', seenAt(enable));
  if (disable === undefined) return known;
  if (disable.turnedBack?.how === 'ad') return until('enabled', disable.turnedBack.at);
  if (isMade(disable.state)) return until('disabled', isCarried(disable, synced) ? synced : seenAt(disable));
  // Somebody was asked and did not answer, or what was sent was not answered: it may be done.
  if (!NEVER.includes(disable.state) || disable.attempt > 0) return 'unknown';
  // It could sign in until this block, so that AD DS had it enabled, and nothing was done there.
  const stopped = block !== undefined && isMade(block.state) && jsonField(block.snapshot, 'accountEnabled') !== false;
  return stopped && disable.acceptedAt === null ? until('enabled', block.acceptedAt ?? block.verifiedAt) : 'unknown';
}

function seenAt({ state, verifiedAt, acceptedAt }: StepRecord): string | null {
  return state === 'verified' ? (verifiedAt ?? acceptedAt) : acceptedAt;
}

/** Not seen yet: what sync brought in the hours that it takes is taken for this very change. */
function isCarried({ state, acceptedAt }: StepRecord, synced: string | null): boolean {
  if (state === 'verified' || acceptedAt === null || synced === null) return false;
  return Date.parse(synced) - Date.parse(acceptedAt) <= LONGEST_SYNC * 60_000;
}

/**
 * Whether directory sync turned the last block back and the person can sign in still: sync carries what AD DS says, so
 * the account is enabled there, and nobody has said otherwise since.
 */
export function isEnabledBySync(runs: readonly EarlierRun[], { accountEnabled, found }: TargetUser): boolean {
  const last = runs.findLast(({ steps }) => steps.some(({ kind }) => kind === 'block-sign-in'));
  const find = (wanted: StepRecord['kind']) => last?.steps.find(({ kind }) => kind === wanted);
  const [block, disable] = [find('block-sign-in'), find('disable-account')];
  const isBack = block?.turnedBack?.how === 'sync' && block.state === 'overwritten';
  return found === 'active' && accountEnabled && isBack && !isMade(disable?.state ?? 'planned');
}

const NEVER: readonly StepRecord['state'][] = ['planned', 'waiting', 'failed'];
