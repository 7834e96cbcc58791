import { awaitsAgreement, hourThatHolds } from '../domain/agreement.ts';
import { asReadLast } from '../domain/as-read-last.ts';
import type { Listed } from '../domain/listed.ts';
import type { Request, RequestState } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { TextKey } from '../domain/text-key.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { heldValues } from './parts/held-values.ts';
import { renderCard } from './render-card.ts';
import { say, untrusted } from './untrusted.ts';

export type ListInput = {
  readonly kind: 'mine' | 'queue';
  /** All of them; the card shows one page. */
  readonly requests: readonly Listed[];
  /** How many newer ones were not looked at, of own ones how many older ones are not listed; left out = none. */
  readonly more?: number;
  /** Instead of the queue: the tasks of who reads it. */
  readonly isWork?: true;
  /** Instead of the queue: what is asked of the escalation group. */
  readonly isEscalation?: true;
  /** Open stops that hold requests back, and which ones; left out = none. */
  readonly stops?: readonly { readonly reference: string; readonly held: readonly string[] }[];
  /** From 1; outside the pages = the nearest page. */
  readonly page: number;
  /** Of the tenant, ISO UTC: whether an hour has passed at which nothing began. */
  readonly now: string;
};

/**
 * Own requests or the helpdesk queue, ten per page, a button `open` per row; verb `page` with inputs `page` (from 1)
 * and `list` (the kind).
 */
export function listCard(
  { kind, requests, more = 0, stops = [], page, isWork, isEscalation, now }: ListInput,
  reader: Reader,
): AdaptiveCard {
  const what = isWork === true ? 'work' : isEscalation === true ? 'escalation' : kind;
  const pages = Math.max(1, Math.ceil(requests.length / ROWS));
  const shown = Math.min(pages, Math.max(1, Math.trunc(page) || 1));
  const rows = requests.slice((shown - 1) * ROWS, shown * ROWS);
  return renderCard('list', {
    ...head(
      {
        kicker: [text('card.app')],
        title: text(`card.list.${what}`),
        headline: stops.reduceRight<Text>(
          (headline, { reference: stop, held }) => text('card.list.held-by', { stop, ...heldValues(held), headline }),
          stops.length > 0 && requests.length + more === 0
            ? text('card.list.nothing-else')
            : text(more > 0 ? COUNT_AND_MORE[kind] : `card.list.${what}.count`, { count: requests.length, more }),
        ),
        colour: stops.length > 0 ? 'warning' : 'default',
        reference: null,
      },
      reader,
    ),
    rows: rows.map((each) => row(each, { kind, now }, reader)),
    ...paging(pages, shown, reader),
    listValue: kind,
    ...buttons(listButtons(kind, requests.length, pages), reader),
  });
}

const ROWS = 10;

const COUNT_AND_MORE = { mine: 'card.list.mine.count-and-more', queue: 'card.list.count-and-more' } as const;

function row({ request, says, urgency }: Listed, { kind, now }: Pick<ListInput, 'kind' | 'now'>, reader: Reader) {
  const state = kind === 'mine' ? says.map(toYou) : says;
  const facts: readonly Text[] = [text(`card.kind.${request.choices.kind}`), ...state];
  return {
    ...(urgency === 'none' ? signOf(request, says) : URGENT[urgency]),
    name: untrusted(asReadLast(request).targetUserName),
    reference: request.reference,
    words: facts.map((fact) => say(fact, reader)).join(' · '),
    when: say(kind === 'queue' ? asked(request) : hour(request, now), reader),
    open: [openButton(request, reader)],
  };
}

/**
 * With gaps, and the person may sign in all the same: that is not what only leaves something to do. What stays as was
 * chosen leaves nothing.
 */
function signOf({ state }: Request, says: Listed['says']) {
  const saying = (key: TextKey) => says.some((each) => each.key === key);
  if (saying('card.request-state.block-turned-back')) return URGENT.now;
  return saying('card.request-state.done-kept') ? SIGNS.done : SIGNS[state];
}

/** Who reads their own list is not told what somebody of their name has to do. */
function toYou(says: Text): Text {
  const own = OF_REQUESTER.find((key) => key === says.key);
  return own === undefined ? says : text(`${own}-you`);
}

const OF_REQUESTER = [
  'card.request-state.late',
  'card.request-state.to-agree',
  'card.request-state.to-answer',
] as const;

function openButton(request: Request, reader: Reader) {
  const { id, version, targetUserName } = asReadLast(request);
  const data = { verb: 'open', requestId: id, version };
  const name = untrusted(targetUserName, 48);
  return {
    verb: 'open',
    title: say(text('card.verb.open'), reader),
    tooltip: say(text('card.list.open', { name }), reader),
    data,
  };
}

function asked({ requesterName, createdAt, proposal }: Request): Text {
  if (proposal !== null) return text('card.list.proposed', { at: { instant: createdAt } });
  return text('card.list.asked', { name: requesterName, at: { instant: createdAt } });
}

/** What ended before it began no longer has the hour that was planned. */
function hour(request: Request, now: string): Text {
  const [dueAt, createdAt] = [hourThatHolds(request), request.createdAt];
  if (dueAt !== null && dueAt <= now && isNotBegun(request))
    return text('card.list.due-passed', { at: { instant: dueAt } });
  return dueAt === null || (request.endedAt !== null && request.startedAt === null)
    ? text('card.list.asked-at', { at: { instant: createdAt } })
    : text(isOnlyAsked(request) ? 'card.list.due-if-approved' : 'card.list.due', { at: { instant: dueAt } });
}

/** What is planned begins at its hour; nothing is planned for one that passed without it. */
function isNotBegun({ state }: Request): boolean {
  return state === 'pending' || state === 'approved';
}

/** Nothing is planned yet: nobody approved it for this hour. One that was, and is only to be moved, stays at it. */
function isOnlyAsked({ state, edited }: Request): boolean {
  return state === 'pending' && !(awaitsAgreement({ edited }) && edited?.before !== undefined);
}

function paging(pages: number, shown: number, reader: Reader) {
  return {
    hasPages: pages > 1,
    pageLabel: say(text('card.list.page'), reader),
    pageValue: String(shown < pages ? shown + 1 : 1),
    pages: Array.from({ length: pages }, (_, at) => ({
      value: String(at + 1),
      title: say(text('card.list.page-of', { page: at + 1, pages }), reader),
    })),
  };
}

function listButtons(kind: ListInput['kind'], count: number, pages: number): readonly Button[] {
  if (count === 0) return kind === 'mine' ? [{ verb: 'start-offboard' }, { verb: 'help' }] : [{ verb: 'help' }];
  return pages > 1 ? [{ verb: 'page', withInputs: true }] : [];
}

/** Somebody has to act: because something does not hold or failed, or so that it can go on. */
const URGENT = {
  now: { symbol: '!', colour: 'attention' },
  soon: { symbol: '!', colour: 'warning' },
} as const;

const SIGNS: Readonly<Record<RequestState, { readonly symbol: string; readonly colour: string }>> = {
  // Open, and nobody's word about it yet: “?” is what is not known.
  pending: { symbol: '○', colour: 'accent' },
  approved: { symbol: '…', colour: 'accent' },
  scheduled: { symbol: '…', colour: 'accent' },
  running: { symbol: '…', colour: 'accent' },
  watching: { symbol: '…', colour: 'accent' },
  done: { symbol: '✓', colour: 'good' },
  'done-with-gaps': { symbol: '!', colour: 'warning' },
  declined: { symbol: '–', colour: 'default' },
  expired: { symbol: '–', colour: 'default' },
  withdrawn: { symbol: '–', colour: 'default' },
  stopped: { symbol: '!', colour: 'attention' },
};
