import { titleOf } from './catalogue.ts';
import { doubtedSince } from './doubted-since.ts';
import { ofEveryStep } from './every-step.ts';
import { type Gap, isByChoice } from './gap.ts';
import { accountGoneAt, GONE_THINGS, type GoneThing, goneOf } from './gone.ts';
import { isGoneInAd } from './gone-in-ad.ts';
import { howLetGo } from './how-let-go.ts';
import { isLetIn } from './is-let-in.ts';
import { isReported, reportedBy } from './is-reported.ts';
import { later } from './last-read.ts';
import { LEFT_WITH } from './left-with.ts';
import { isGivenUp, isSettled, type StepRecord } from './outcome.ts';
import { gapThings } from './report-gaps.ts';
import { leftBack, overwrittenHeadline, overwrittenOf } from './report-overwritten.ts';
import { stoppedRestore } from './report-stopped.ts';
import { beforeLastLook, taskGaps, tasksLeft } from './report-tasks.ts';
import type { Request } from './request.ts';
import { LETS_IN } from './sign-in-kinds.ts';
import { stillIn } from './still-in-headline.ts';
import { isTakenOver, stoppedHeadline, takenOverHeadline } from './stopped-between.ts';
import { type Text, text } from './text.ts';
import { workLeft } from './work-left.ts';
import { isWorkOff, leftAsIs, stillAsked } from './work-off.ts';

/**
 * One sentence about a request that is over and of which not everything was seen: what is missing, by name, and that
 * the person can sign in, or may, where that is so.
 */
export function endedWithGaps(request: Request, steps: readonly StepRecord[]): Text {
  if (isTakenOver(request)) return takenOverHeadline(request);
  const headline = headlineOfEnd(request, steps);
  const back = overwrittenHeadline(leftBack(steps), request, steps);
  if (back !== null && overwrittenOf(steps).length === 0)
    return text('report.headline.overwritten-and-failed', { headline: back, failed: headline });
  return stillIn(headline, request, steps) ?? headline;
}

function headlineOfEnd(request: Request, steps: readonly StepRecord[]): Text {
  const { hold, emergency } = request;
  if (hold?.how === 'stop') {
    const stopped = stoppedHeadline({ hold, emergency }, steps);
    const back = overwrittenHeadline(overwrittenOf(steps), request, steps);
    return back === null
      ? stoppedRestore(stopped, request, steps)
      : text('report.headline.stopped-and-back', { stopped, back });
  }
  const at = { instant: overAt(request, steps) };
  // That the person may be able to sign in is no less urgent once nobody looks any more.
  const back = overwrittenHeadline(overwrittenOf(steps), request, steps);
  if (back !== null) return back;
  if (!steps.every((step) => isSettled(step.state) || isReported(step)))
    return text(`report.headline.${isTemporary(steps) ? 'ended-temporary' : 'done-with-gaps'}`, { at });
  const asIs = leftAsIs(request, steps);
  const all = workLeft(stillAsked(request, steps));
  const left = all.filter((gap) => !isByChoice(gap));
  const kept = all.filter(isByChoice);
  const gaps = [
    ...notLetInGap(request, steps),
    ...reportedGaps(steps),
    ...waivedGaps(steps),
    ...goneGaps(steps),
    ...doubtedGap(steps, seenAt(request, steps).instant),
    ...asIsGap(asIs),
    ...passwordGap(request, steps),
  ];
  const values = { count: left.length, items: gapThings(left) };
  const tasks = tasksLeft(request);
  if (gaps.length === 0 && all.length === 0 && tasks !== null)
    return text('report.headline.done-tasks', { at: seenAt(request, steps), ...tasks });
  if (gaps.length === 0 && tasks === null) {
    if (left.length > 0) return text('report.headline.done-left', { at, ...values });
    if (kept.length === 0)
      return (
        beforeLastLook(request, steps) ??
        text(ofEveryStep('report.headline.done', steps), { at: seenAt(request, steps) })
      );
    if (taskGaps(request).length === 0)
      return text('report.headline.done-kept', { at, count: kept.length, items: gapThings(kept) });
  }
  return text('report.headline.done-but', {
    at,
    gaps: [...gaps, ...(left.length === 0 ? [] : [text('report.gap.left', values)]), ...taskGaps(request)],
  });
}

/** When the last of it was seen: what was left to people at the end may have been done since. */
function seenAt(request: Request, steps: readonly StepRecord[]) {
  const seen = steps.map(({ state, verifiedAt }) => (state === 'verified' ? verifiedAt : null));
  return { instant: seen.reduce<string>((last, at) => later(last, at) ?? last, overAt(request, steps)) };
}

/** What was left then, and went with the account since, is over only since that was found. */
function overAt({ endedAt, createdAt }: Request, steps: readonly StepRecord[]): string {
  const end = endedAt ?? createdAt;
  return later(end, accountGoneAt(steps)) ?? end;
}

/** The block stood at the last look, and what would make it last in AD DS was let go, or could not be done. */
function isTemporary(steps: readonly StepRecord[]): boolean {
  const stands = steps.some(({ kind, state }) => kind === 'block-sign-in' && state === 'accepted');
  return stands && steps.some(({ kind, state }) => kind === 'disable-account' && isGivenUp(state));
}

function reportedGaps(steps: readonly StepRecord[]): readonly Text[] {
  const reported = steps.filter(isReported);
  if (reported.length === 0) return [];
  const by = [...new Set(reported.flatMap((step) => reportedBy(step) ?? []))].join(', ');
  const values = { count: reported.length, steps: reported.map(({ kind }) => titleOf(kind)), by };
  return [by === '' ? text('report.gap.reported-by-it', values) : text('report.gap.reported', values)];
}

/** What went with the account, the mailbox or the drive, and when that was found. */
function goneGaps(steps: readonly StepRecord[]): readonly Text[] {
  const inAd = steps.filter(isGoneInAd);
  const others = steps.filter((step) => !isGoneInAd(step));
  return [
    ...goneGap('account-in-ad', inAd),
    ...GONE_THINGS.flatMap((thing) =>
      goneGap(
        thing,
        others.filter((step) => goneOf(step)?.what === thing),
        // The block sees at once that it is among the deleted; what went with it is believed at its second look.
        thing === 'account' ? accountGoneAt(others) : null,
      ),
    ),
  ];
}

function goneGap(
  thing: GoneThing | 'account-in-ad',
  lost: readonly StepRecord[],
  foundAt: string | null = null,
): readonly Text[] {
  const last = lost.flatMap((step) => goneOf(step)?.at ?? []).sort()[0];
  if (last === undefined) return [];
  const at = foundAt !== null && foundAt < last ? foundAt : last;
  return [text(`report.gap.gone-${thing}`, { at: { instant: at }, steps: lost.map(({ kind }) => titleOf(kind)) })];
}

/** No hour is one at which all was seen, while what was seen once was not found by the look that saw the rest. */
function doubtedGap(steps: readonly StepRecord[], seenAt: string): readonly Text[] {
  const doubted = doubtedSince(steps, seenAt);
  if (doubted === null) return [];
  const values = { at: { instant: doubted.at }, steps: doubted.steps.map(({ kind }) => titleOf(kind)) };
  return [text('report.gap.not-found-once', values)];
}

/** Nobody is asked to do it any more. */
function asIsGap(parts: readonly Gap[]): readonly Text[] {
  return parts.length === 0 ? [] : [text('report.gap.as-is', { items: gapThings(parts) })];
}

/** Nor for a new password, and nobody looks whether one was handed over. */
function passwordGap(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  const isMissing = isWorkOff(request) && workLeft(steps).some(({ kind }) => kind === 'password');
  return isMissing ? [text('report.gap.password-unknown')] : [];
}

/** The helpdesk let it go, or an approver's stop or refusal did. */
function waivedGaps(steps: readonly StepRecord[]): readonly Text[] {
  // That the person was not let in says it of what would have.
  const waived = steps.filter((step) => step.state === 'waived' && !isNotLetIn(step));
  const said = (key: 'report.gap.waived' | 'report.gap.let-go', these: readonly StepRecord[]) =>
    these.length === 0 ? [] : [text(key, { steps: these.map(({ kind }) => titleOf(kind)) })];
  return [
    ...said(
      'report.gap.waived',
      waived.filter((step) => howLetGo(step) === 'waived'),
    ),
    ...said(
      'report.gap.let-go',
      waived.filter((step) => howLetGo(step) !== 'waived'),
    ),
  ];
}

/** What lets the person in was skipped; the rest, where there is any, is left with it. */
function notLetInGap({ targetUserName: name }: Request, steps: readonly StepRecord[]): readonly Text[] {
  if (isLetIn(steps)) return [];
  const left = steps.filter(({ note }) => note?.key === LEFT_WITH);
  if (left.length === 0) return [];
  return [text(left.every(isNotLetIn) ? 'report.gap.not-let-in-only' : 'report.gap.not-let-in', { name })];
}

function isNotLetIn({ kind, note }: StepRecord): boolean {
  return note?.key === LEFT_WITH && LETS_IN.includes(kind);
}
