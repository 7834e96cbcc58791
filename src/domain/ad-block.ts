import { LONGEST_SYNC } from './delays.ts';
import { jsonField } from './json-field.ts';
import { isMade, type StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';
import { saidDoneBefore } from './said-done-before.ts';
import type { TargetUser } from './target-user.ts';

type AdBlock = 'disabled' | 'enabled' | 'unknown';

/**
 * `how` it is known that AD DS has it enabled: AD DS was read for this plan; Leaver saw it then, there or brought by
 * directory sync; the result of the runbook said so, as it was pasted; or it could sign in until a block that was made
 * in the cloud alone. `at`: when, ISO UTC.
 */
type Enabled = {
  readonly is: 'enabled';
  readonly how: 'read' | 'seen' | 'reported' | 'not-asked';
  readonly at: string;
};
export type KnownOfAd = Enabled | { readonly is: 'disabled' | 'unknown' };

const UNKNOWN = { is: 'unknown' } as const;

/**
 * Whether the account is disabled in AD DS: as read there, else as Leaver's own runs know it, else unknown. A block of
 * the cloud alone leaves it enabled there: then nobody has to do anything in AD DS when the person comes back. What a
 * run knows holds until directory sync brings something of this person again: that may be anything (sync stamps only
 * who changed in AD DS; hybrid.md 0.8). A bare word that it was enabled is no knowledge: where it is not so, nothing
 * changes in AD DS, and no sync ever comes to say so.
 */
export function knownOfAd(
  runs: readonly EarlierRun[],
  { inAd, onPremises, readAt }: Pick<TargetUser, 'inAd' | 'onPremises' | 'readAt'>,
): KnownOfAd {
  if (inAd?.disabled === true) return { is: 'disabled' };
  if (inAd?.disabled === false) return { is: 'enabled', how: 'read', at: readAt };
  const synced = onPremises?.lastSync ?? null;
  return runs.reduce<KnownOfAd>((known, { steps }) => afterRun(known, steps, synced), UNKNOWN);
}

export function adBlockOf(runs: readonly EarlierRun[], facts: Parameters<typeof knownOfAd>[1]): AdBlock {
  return knownOfAd(runs, facts).is;
}

function afterRun(known: KnownOfAd, steps: readonly StepRecord[], synced: string | null): KnownOfAd {
  const find = (kind: StepRecord['kind']) => steps.find((step) => step.kind === kind);
  const [block, disable, enable] = [find('block-sign-in'), find('disable-account'), find('enable-account')];
  const isNow = (since: string | null) => synced === null || synced <= (since ?? '');
  const enabled = (how: Enabled['how'], at: string | null): KnownOfAd =>
    at !== null && synced !== null && synced <= at ? { is: 'enabled', how, at } : UNKNOWN;
  if (enable !== undefined && isMade(enable.state)) {
    if (enable.state !== 'attested') return enabled('seen', seenAt(enable));
    return saysEnabled(enable) ? enabled('reported', enable.acceptedAt) : UNKNOWN;
  }
  if (disable === undefined) return known;
  if (isMade(disable.state))
    return isNow(isCarried(disable, synced) ? synced : seenAt(disable)) ? { is: 'disabled' } : UNKNOWN;
  const { turnedBack } = disable;
  if (turnedBack?.how === 'ad' && (disable.intendedAt ?? '') <= turnedBack.at) return enabled('seen', turnedBack.at);
  // Somebody was asked and did not answer, or said both, or what was sent was not answered: it may be done.
  if (!NEVER.includes(disable.state) || disable.attempt > 0 || saidDoneBefore(disable) !== null) return UNKNOWN;
  // It could sign in until this block, so that AD DS had it enabled, and nothing was done there.
  const stopped = block !== undefined && isMade(block.state) && jsonField(block.snapshot, 'accountEnabled') === true;
  return stopped && disable.acceptedAt === null ? enabled('not-asked', block.acceptedAt ?? block.verifiedAt) : UNKNOWN;
}

/** The pasted result of the runbook, and not a bare word. */
function saysEnabled({ evidence }: StepRecord): boolean {
  const result = jsonField(evidence, 'result');
  return result !== null && jsonField(result, 'accountDisabled') !== true;
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
