import type { PropagationLine } from '../../domain/propagation.ts';
import type { Report } from '../../domain/report.ts';
import { decidesInAd } from '../../domain/sign-in-kinds.ts';
import type { StepKind } from '../../domain/step.ts';
import { type Text, text } from '../../domain/text.ts';
import type { KeyAfter } from '../../domain/text-key.ts';
import { whoseServices } from '../../domain/whose-services.ts';

/**
 * "Open sessions end by 14:47 at the latest. Checked 14:32: still waiting for directory sync." Null while nothing has
 * been looked at, and when there is nothing left to wait for.
 */
export function liveSentence(report: Report, clock: (instant: string) => string): Text | null {
  const { checkedAt, request, now } = report;
  if (checkedAt === null || !LIVE.includes(request.state)) return null;
  const sessions = report.lines.find(({ id }) => id === 'open-sessions');
  const durable = report.lines.find(({ id }) => id === 'durable');
  const promise = sessions?.state === 'expected' && sessions.latest !== null && sessions.latest > now;
  if (!promise && durable?.state === 'seen') return null;
  const found = foundIn(durable, report);
  if (found === 'not-seen' && isAwaited(report)) return null;
  // Tried again, and not seen since: that it is in place was the look before, or is still to be seen.
  const isSeen = report.lines.some(({ id, state }) => id === 'new-sign-ins' && state === 'seen');
  const what = found === 'seen-in-cloud' && (isAwaited(report) || !isSeen) ? null : found;
  const checked =
    what === null ? null : text('card.live.checked', { at: clock(checkedAt), found: text(`card.live.${what}`) });
  if (!promise) return checked;
  const until = text(promiseOf(request, sessions), {
    at: clock(sessions.latest ?? now),
    ...signedOutAt(sessions, clock),
  });
  return checked === null ? until : text('card.live.both', { until, found: checked });
}

/** What comes back, as the title of its line has it. */
function promiseOf({ choices }: Report['request'], sessions: PropagationLine) {
  const why = sessions?.explains?.key;
  if (why === 'propagation.explains.new-sessions') return 'card.live.sessions-before';
  if (LATER_STAY.includes(why)) return 'card.live.sessions-signed-out';
  if (choices.kind !== 'restore-user') return 'card.live.sessions';
  const whose = whoseServices(sessions);
  return whose === 'all' ? 'card.live.services' : (`card.live.services-${whose}` as const);
}

/** From when sessions were opened that nothing ends. */
function signedOutAt({ explains }: PropagationLine, clock: (instant: string) => string) {
  const at = explains?.values?.at;
  const isInstant = typeof at === 'object' && 'instant' in at;
  return LATER_STAY.includes(explains?.key) && isInstant ? { from: clock(at.instant) } : {};
}

const LATER_STAY: readonly (string | undefined)[] = [
  'propagation.explains.sessions-held',
  'propagation.explains.sessions-unblocked',
];

/** What decides about signing in has not begun: the look was at something else, and says nothing of it. */
function isAwaited({ steps }: Report): boolean {
  return steps.some(({ kind, state }) => DECIDES.includes(kind) && (state === 'planned' || state === 'waiting'));
}

const DECIDES: readonly StepKind[] = ['block-sign-in', 'unblock-sign-in'];

const LIVE: readonly string[] = ['running', 'watching', 'done', 'done-with-gaps'];

const NOT_LOOKED_AT: readonly string[] = [
  'not-planned',
  'on-hold',
  'held-by-stop',
  'not-certain',
  'failed',
  'not-known-done',
  'block-refused',
  'block-refused-elsewhere',
  'allowed-already',
];

/**
 * What the last look found, by what the durable line waits for; null = no step brings it about, and none was looked at.
 */
function foundIn(durable: PropagationLine | undefined, report: Report): KeyAfter<'card.live.'> | null {
  const isSeen = report.lines.some(({ id, state }) => id === 'new-sign-ins' && state === 'seen');
  const why = durable?.explains?.key.split('.').at(-1) ?? '';
  if (NOT_LOOKED_AT.includes(why)) return null;
  const inCloud = durable?.today.key.endsWith('-in-cloud') === true;
  if (durable?.state === 'seen') return inCloud ? 'in-place' : 'lasting';
  if (why === 'gone') return 'gone';
  if (why === 'turned-back' || why === 'changed-back') return why;
  if (why === 'sync-stale') return 'sync-overdue';
  if (why.startsWith('waits-for-ad')) return isSeen && isReadSince(report) ? 'seen-in-cloud' : 'waits-for-ad';
  // What was only reported waits for its proof once the syncs that it was expected with have come by.
  if (why === 'attested-over' && isSeen) return 'seen-in-cloud';
  if (why.startsWith('only-in-cloud')) return 'seen-in-cloud';
  return inCloud ? 'not-seen' : 'waits-for-sync';
}

/**
 * A look found that it is not so in Active Directory as was reported, and the last one came after it: that one shows the
 * cloud alone, which may be as it is because somebody has done it there since.
 */
function isReadSince({ steps, checkedAt }: Report): boolean {
  return steps.some((step) => decidesInAd(step) && step.said && step.at !== null && (checkedAt ?? '') > step.at);
}
