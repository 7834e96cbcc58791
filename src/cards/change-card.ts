import { hasMore } from '../domain/has-more.ts';
import { needsRequester } from '../domain/lasting-authority.ts';
import { isMade } from '../domain/outcome.ts';
import type { Report, ReportedStep } from '../domain/report.ts';
import { DATE_STATES, type RequestState } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head, kicker } from './parts/head.ts';
import { hourField } from './parts/hour-field.ts';
import { errorLines } from './parts/sections.ts';
import type { ProposedHour } from './proposed-hour.ts';
import { renderCard } from './render-card.ts';
import { say, untrusted } from './untrusted.ts';

export type ChangeInput = {
  readonly report: Report;
  /** The requester moves it; the helpdesk moves, holds or stops it, and says why. */
  readonly role: 'requester' | 'approver';
  readonly reason: string;
  /** What to begin with instead of its own day and hour; null = its own. */
  readonly proposed: ProposedHour | null;
  /** Its hour cannot be changed now; why stands in `error`. */
  readonly isFixed: boolean;
  readonly error: Text | null;
};

/**
 * What can be done about a request that is asked or decided: another day, hold, stop. Inputs `lastDay`, `hour`, and for
 * the helpdesk `reason` (at most 280 characters); verbs `move`, `hold-request`, `stop-request`, `keep`.
 */
export function changeCard(
  { report, role, reason, proposed, isFixed, error }: ChangeInput,
  reader: Reader,
): AdaptiveCard {
  const { request } = report;
  const { id: requestId, version, reference, state, choices } = request;
  const moves = DATE_STATES.includes(state) && !isFixed;
  const holds = hasMore(report.steps);
  const when = choices.when.mode === 'at' ? choices.when : { localDate: '', localTime: '17:00' };
  return renderCard('change', {
    ...head(
      {
        kicker: kicker(choices.kind, reference),
        title: request.targetUserName,
        headline: text(`card.change.headline-${headlineFor(role, state, holds)}`),
        colour: 'default',
        reference,
        says: [meansFor(report, headlineFor(role, state, holds))],
      },
      reader,
    ),
    errors: errorLines([error], reader),
    means: say(meansFor(report, headlineFor(role, state, holds)), reader),
    hasReason: role === 'approver',
    reasonLabel: say(text('card.change.reason'), reader),
    reasonError: say(text('flow.reason-missing'), reader),
    reason: untrusted(reason, 280),
    hasDay: moves,
    dayLabel: say(text('card.request.new-day'), reader),
    dayValue: proposed?.day ?? when.localDate,
    ...hourField(moves, reader),
    hourValue: proposed?.hour ?? when.localTime,
    ...buttons(
      buttonsFor(role, state, { moves, holds }).map((button) => ({ ...button, requestId, version })),
      reader,
    ),
  });
}

/** Without its half in Active Directory the block of a synced account does not last. */
function meansFor(report: Report, what: ReturnType<typeof headlineFor>): Text {
  const means = meansAlone(report, what);
  const isRunning = what === 'running' || what === 'watching';
  if (!isRunning || !report.steps.some(isLostByStop) || !report.steps.some(isBlocked)) return means;
  return text('card.change.means-block-turned', { means, name: report.request.targetUserName });
}

function isLostByStop({ kind, state, at }: ReportedStep): boolean {
  const isUnbegun = at === null && (state === 'planned' || state === 'waiting');
  return kind === 'disable-account' && (isUnbegun || state === 'needs-person');
}

function isBlocked({ kind, state }: ReportedStep): boolean {
  return kind === 'block-sign-in' && isMade(state);
}

/** Nobody has to agree to another hour of what Leaver proposed; what the helpdesk has in hand ends with a stop. */
function meansAlone({ request, steps }: Report, what: ReturnType<typeof headlineFor>): Text {
  if (what === 'planned' && request.proposal !== null) return text('card.change.means-proposed');
  if (what === 'planned' && !needsRequester(request)) return text('card.change.means-taken-over');
  const count = steps.filter(({ lane, state }) => lane === 'on-premises' && state === 'needs-person').length;
  return what === 'watching' && count > 0
    ? text('card.change.means-watching-in-ad', { count })
    : text(`card.change.means-${what}`);
}

function headlineFor(
  role: ChangeInput['role'],
  state: RequestState,
  holds: boolean,
): 'own' | 'planned' | 'running' | 'watching' {
  if (role === 'requester') return 'own';
  if (DATE_STATES.includes(state)) return 'planned';
  return holds ? 'running' : 'watching';
}

function buttonsFor(
  role: ChangeInput['role'],
  state: RequestState,
  { moves, holds }: { readonly moves: boolean; readonly holds: boolean },
): readonly Button[] {
  const isHelpdesk = role === 'approver';
  return [
    ...(moves ? [{ verb: 'move', withInputs: true, style: 'positive' } as const] : []),
    ...(isHelpdesk && holds && (state === 'running' || state === 'watching')
      ? [{ verb: 'hold-request', withInputs: true } as const]
      : []),
    ...(isHelpdesk ? [{ verb: 'stop-request', withInputs: true, style: 'destructive' } as const] : []),
    { verb: 'keep' },
  ];
}
