import { addressOf } from '../../domain/address-of.ts';
import { awaitsAgreement, withoutAgreement } from '../../domain/agreement.ts';
import { isToCome } from '../../domain/outcome.ts';
import type { Report } from '../../domain/report.ts';
import { isHeld } from '../../domain/report-headline.ts';
import { NEVER_BEGUN_STATES, type Proposal } from '../../domain/request.ts';
import { isInPlace } from '../../domain/skip.ts';
import { type Text, text } from '../../domain/text.ts';
import type { TextKey } from '../../domain/text-key.ts';
import { isTurnedRound } from '../../domain/work-off.ts';
import type { Reader } from '../../locales/reader.ts';
import { say, untrusted } from '../untrusted.ts';
import { isMasters } from './lines.ts';

export type AboutLine = {
  readonly label?: Text;
  readonly words: string;
  /** Small and subtle: details of the line above. */
  readonly small?: boolean;
  /** What must be seen at once, after the words. */
  readonly badge?: string;
};

/**
 * Who asked what, for when and why, and where the account stands; the requester is not told who asked. An emergency was
 * not asked for: who blocked stands there, and when and why it was asked do not. What Leaver proposes says so, to all.
 */
export function about(report: Report, reader: Reader, to: 'requester' | 'helpdesk' = 'helpdesk') {
  const { request } = report;
  const line = (label: TextKey, words: Text): AboutLine => ({ label: text(label), words: say(words, reader) });
  const isEmergency = request.emergency !== null;
  const who = text(isEmergency ? 'card.about.blocked-by' : 'card.about.requester');
  const asked: AboutLine = { label: who, words: untrusted(request.requesterName) };
  const { proposal } = request;
  const lines: AboutLine[] = [
    ...standing(report, reader),
    ...(proposal !== null
      ? [line('card.about.proposer', proposedBecause(proposal))]
      : to === 'helpdesk'
        ? [asked]
        : []),
    // What is refused runs at no hour.
    ...(isEmergency || isRefused(report) ? [] : [line('card.about.when', when(report))]),
  ];
  if (request.choices.kind !== 'restore-user' && !isEmergency)
    lines.push(line('card.about.reason', text(`card.reason.${request.choices.reason}`)));
  const label = successorLabel(report);
  if (request.choices.successorName !== null && label !== null)
    lines.push({ label: text(label), words: untrusted(request.choices.successorName) });
  // A declined request says so, by whom and why, in its headline; where several approved, all of them stand below.
  if (request.decision?.verdict === 'approved' && !isEmergency && request.needs.count === 1)
    lines.push(line('card.about.decision', decision(request.decision)));
  return aboutLines(lines, reader);
}

/** No more about somebody than whoever collects a laptop has to know: the account, and when it is. */
export function aboutTasks(report: Report, reader: Reader) {
  const { facts } = report.request;
  const lines: AboutLine[] = [
    { label: text('card.about.account'), words: untrusted(addressOf(facts)) },
    { label: text('card.about.when'), words: say(when(report), reader) },
  ];
  return aboutLines(lines, reader);
}

/** Lines of label and words, as the template needs them. */
export function aboutLines(lines: readonly AboutLine[], reader: Reader) {
  return lines.map(({ label, words, small = false, badge = '' }, at) => ({
    label: label === undefined ? '' : `${say(label, reader)}  `,
    words,
    size: small ? 'small' : 'default',
    subtle: small,
    badge: ` · ${badge}`,
    hasBadge: badge !== '',
    spacing: at === 0 ? 'medium' : 'none',
  }));
}

/** The account with the badge of who masters it, and below it what follows from that. */
function standing({ request, standing: [badge, ...others] }: Report, reader: Reader): readonly AboutLine[] {
  const details = others.filter((each) => !isMasters(each));
  const account: AboutLine = {
    label: text('card.about.account'),
    words: untrusted(addressOf(request.facts)),
    badge: badge === undefined ? '' : say(badge, reader),
  };
  if (details.length === 0) return [account];
  return [account, { words: details.map((each) => say(each, reader)).join(' · '), small: true }];
}

/**
 * Whoever was chosen has something once it was seen to be shared with them, and is to have it before. Null = they get
 * nothing: there is nothing to share, or it was not shared after all, or is not any more; its row says which. Nor what
 * it is once a later request turned it round.
 */
function successorLabel({ request, steps }: Report): 'card.about.successor' | 'card.about.successor-to-come' | null {
  const sharing = steps.find(({ kind }) => kind === 'share-onedrive');
  if (sharing === undefined || isTurnedRound(request)) return null;
  const { state, note } = sharing;
  if (state === 'verified' || (state === 'skipped' && isInPlace(note))) return 'card.about.successor';
  const isPlanned = isToCome(state) || state === 'accepted';
  return isPlanned && !NEVER_BEGUN_STATES.includes(request.state) ? 'card.about.successor-to-come' : null;
}

function proposedBecause({ block: reference, verdict, byName }: Proposal): Text {
  return verdict === 'refused' && byName !== null
    ? text('card.about.proposed-refused', { name: byName, reference })
    : text('card.about.proposed-unanswered', { reference });
}

/** What has begun began at an hour; what was approved and waits for something else begins after that. */
function when({ request, now }: Report): Text {
  const { dueAt, startedAt, note } = request;
  const proposed = awaitsAgreement(request) ? dueAt : null;
  if (proposed !== null) return whenProposed({ request, now }, proposed);
  if (dueAt !== null && startedAt !== null && isLate(request, dueAt, startedAt))
    return text('card.when.later', { at: { instant: startedAt }, due: { instant: dueAt } });
  if (dueAt !== null) return text('card.when.at', { at: { instant: dueAt } });
  if (startedAt !== null) return text('card.when.at', { at: { instant: startedAt } });
  if (NEVER_BEGUN_STATES.includes(request.state)) return text('card.when.never');
  if (isHeld(request)) return text('card.when.held', { stop: '', ...note?.values });
  if (request.decision?.verdict === 'approved') return text('card.when.approved');
  const { when } = request.choices;
  return when.mode === 'at' ? text('card.when.at', { at: { instant: when.instant } }) : text('card.when.now');
}

/** As long as the requester has not agreed to it, it is at the hour that was approved, where that is still to come. */
function whenProposed({ request, now }: Pick<Report, 'request' | 'now'>, proposed: string): Text {
  const then = withoutAgreement(request, now);
  const at = { instant: proposed };
  return then?.holds === 'approved' && then.before.dueAt !== null
    ? text('card.when.proposed', { holds: { instant: then.before.dueAt }, at })
    : text('card.when.only-proposed', { at });
}

/** What was approved only after its hour did not begin at it, however soon it did then. */
function isLate({ decision }: Report['request'], dueAt: string, startedAt: string): boolean {
  const approvedAt = decision?.at ?? dueAt;
  const isApprovedLate = approvedAt > dueAt && approvedAt <= startedAt;
  return isApprovedLate || Date.parse(startedAt) - Date.parse(dueAt) > LATE;
}

/** Milliseconds; what begins within it began at its hour. */
const LATE = 3_600_000;

function isRefused({ request }: Report): boolean {
  return request.plan.refusals.length > 0;
}

function decision({ byName, at }: NonNullable<Report['request']['decision']>): Text {
  return text('card.decision.approved', { name: byName, at: { instant: at } });
}
