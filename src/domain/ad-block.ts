import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';
import type { TargetUser } from './target-user.ts';

/**
 * Whether the account is disabled in AD DS: as read there, else as Leaver's own runs know it, else unknown. A block of the
 * cloud alone leaves it enabled there: then nobody has to do anything in AD DS when the person comes back.
 */
export function adBlockOf(runs: readonly EarlierRun[], { inAd }: TargetUser): 'disabled' | 'enabled' | 'unknown' {
  if (typeof inAd?.disabled === 'boolean') return inAd.disabled ? 'disabled' : 'enabled';
  return runs.reduce<'disabled' | 'enabled' | 'unknown'>((known, { steps }) => afterRun(known, steps), 'unknown');
}

function afterRun(known: 'disabled' | 'enabled' | 'unknown', steps: readonly StepRecord[]) {
  const find = (kind: StepRecord['kind']) => steps.find((step) => step.kind === kind);
  const [block, disable, enable] = [find('block-sign-in'), find('disable-account'), find('enable-account')];
  if (enable !== undefined && DONE.includes(enable.state)) return 'enabled';
  if (disable === undefined) return known;
  if (disable.turnedBack?.how === 'ad') return 'enabled';
  if (DONE.includes(disable.state)) return 'disabled';
  // Somebody was asked and did not answer, or what was sent was not answered: it may be done.
  if (!NEVER.includes(disable.state) || disable.attempt > 0) return 'unknown';
  // It could sign in until this block, so that AD DS had it enabled, and nothing was done there.
  const stopped =
    block !== undefined && DONE.includes(block.state) && jsonField(block.snapshot, 'accountEnabled') !== false;
  return stopped && disable.acceptedAt === null ? 'enabled' : 'unknown';
}

/**
 * Whether directory sync turned the last block back and the person can sign in still: sync carries what AD DS says, so the
 * account is enabled there, and nobody has said otherwise since.
 */
export function isEnabledBySync(runs: readonly EarlierRun[], { accountEnabled, found }: TargetUser): boolean {
  const last = runs.findLast(({ steps }) => steps.some(({ kind }) => kind === 'block-sign-in'));
  const find = (wanted: StepRecord['kind']) => last?.steps.find(({ kind }) => kind === wanted);
  const [block, disable] = [find('block-sign-in'), find('disable-account')];
  const isBack = block?.turnedBack?.how === 'sync' && block.state === 'overwritten';
  return found === 'active' && accountEnabled && isBack && !DONE.includes(disable?.state ?? 'planned');
}

const DONE: readonly StepRecord['state'][] = ['verified', 'accepted', 'attested'];
const NEVER: readonly StepRecord['state'][] = ['planned', 'waiting', 'failed'];
