import type { Deed, Shown } from '../chronicle.ts';
import type { Past } from '../past.ts';
import type { Row, Words } from '../sheet.ts';

/** A sentence about state, where it stood, and all that it can be compared with. */
export type Claim = {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
  readonly words: Words;
  readonly row: Row | null;
  readonly shown: Shown;
  /** Everything on the same card, without spaces and signs: what is named there. */
  readonly named: string;
  /** All rows of the card. */
  readonly rows: readonly Row[];
  /** Object id of the person that it is about; null = nobody, or not known. */
  readonly personId: string | null;
  readonly reference: string | null;
  /** Such as `restore-user`, as the head of the card says, or the newest card of the request where it says none; null = neither. */
  readonly kind: string | null;
  /** When the request was first seen by anybody; the card's own hour without a request. */
  readonly asked: number;
  /** The request ran, and the card does not say that nobody looks any more: Leaver looks twice a day for a week. */
  readonly isWatched: boolean;
  readonly past: Past;
  readonly deeds: readonly Deed[];
  /** The step that the words name, such as `leave-groups`; null = none. */
  stepCalled(title: string): string | null;
  /** Keys that the words can be. */
  keysOf(words: string): readonly string[];
  /** What another request is, as its own cards said; null = none was seen. */
  requestCalled(reference: string): { readonly personId: string | null; readonly kind: string | null } | null;
  /** The newest card about the request before this was shown. */
  cardBefore(): { readonly rows: readonly Row[]; readonly named: string } | null;
};

/**
 * Null = it is so; else what is not, in words. How late a sentence may be:
 *
 * - With an hour beside it (“done, seen 18:10”, “Checked 18:10: in place”): so at that minute, give or take
 *   {@link SLACK}.
 * - About how somebody stands (name, address, last sync, blocked): so at some moment since Leaver's look before its
 *   last one, since a card shows what the look before it found.
 * - In a plan: so when it was read, or since; a plan is read before it is asked for, and again when it starts.
 * - About what somebody undid, or sync: it is in the tenant's own timeline since the request.
 * - “Done, being checked”, “not needed”: so at some moment since the request.
 * - About who did it: that person clicked or typed it, at that minute where an hour is said.
 */
export type Predicate = (claim: Claim) => string | null;

/**
 * “Twice a day for a week” (README, the watcher): the span within which what a current card says is so was so, tenant
 * milliseconds.
 */
export const CADENCE = 13 * 3_600_000;
/** What one look finds otherwise counts once a second one does, minutes later: a read may lag (milliseconds). */
export const TAKING_IN = 10 * 60_000;
/** After the watch a card stays as it was; requests that are younger than this are watched. */
export const WATCHED = 6 * 86_400_000;
/** Sentences with which a card says that it will not be brought up to date. */
export const WATCH_ENDED: readonly string[] = [
  'flow.watch-ended-by',
  'flow.watch-ended-by-deletion',
  'flow.watch-ended-meant',
  'flow.watch-over',
  'flow.watch-rests',
];

/** Cards may be behind by the minute that they write, and by what Leaver needs to say it. */
export const SLACK = 90_000;
