import type { TenantPerson, TenantState, TimelineChange, TimelineEntry } from '../tenant.ts';

const CLOCK_LANES = ['cloud', 'sessions', 'ad', 'lasting'] as const;
export type ClockLaneId = (typeof CLOCK_LANES)[number];

export type ClockSpan = {
  readonly from: string;
  /** Null = still so. */
  readonly to: string | null;
  /** `fading`: may still be so, until then at the latest. */
  readonly look: 'held' | 'fading' | 'good';
};

export type ClockLane = {
  readonly id: ClockLaneId;
  readonly spans: readonly ClockSpan[];
  /** When directory sync turned it back. */
  readonly turnedBack: readonly string[];
};

/** What happened to a person who was blocked, on one axis of tenant time; ISO UTC. */
export type BlockClock = {
  readonly from: string;
  readonly to: string;
  readonly lanes: readonly ClockLane[];
  /** The sync that will turn a block in the cloud alone back; null = none will, or the account is disabled in AD. */
  readonly threat: string | null;
};

/** Refresh tokens are cut in 5 minutes, access tokens live up to 90 (hybrid.md b). */
const SESSIONS_END_MS = 95 * 60_000;

/**
 * The story of the last block, from the tenant's own timeline and accounts (nothing of Leaver's); null for people who
 * were not blocked as far back as the timeline goes.
 */
export function blockClock(state: TenantState, person: TenantPerson, now: string): BlockClock | null {
  const entries = lastStory(state.timeline.filter(({ personId }) => personId === person.id));
  const [first] = entries;
  if (first === undefined) return null;
  const lanes = [
    lane('cloud', spansOf(entries, ['blocked'], ['unblocked', 'block-turned-back'], 'held'), turnedBack(entries)),
    lane('sessions', sessionSpans(entries)),
    ...(person.ad === null ? [] : [lane('ad', spansOf(entries, ['ad-disabled'], ['ad-enabled'], 'held'))]),
    ...(person.ad === null ? [] : [lane('lasting', lastingSpans(entries, person))]),
  ];
  const moments = lanes.flatMap(({ spans }) => spans.flatMap(({ from, to }) => [from, ...(to === null ? [] : [to])]));
  const last = [...moments, entries.at(-1)?.at ?? first.at].toSorted().at(-1) ?? first.at;
  const threatened = person.cloud?.accountEnabled === false && person.ad?.enabled === true && person.ad.inScope;
  const threat = threatened && person.quirks.overwrites === 'next-cycle' ? state.sync.nextCycleAt : null;
  return {
    from: first.at,
    to: axisEnd(first.at, threat !== null && threat > last ? threat : last, now),
    lanes,
    threat,
  };
}

const BEGINS: readonly TimelineChange[] = ['blocked', 'ad-disabled'];
const TOLD: readonly TimelineChange[] = [
  ...BEGINS,
  'unblocked',
  'block-turned-back',
  'sessions-revoked',
  'ad-enabled',
  'deleted',
  'restored',
];

/** Since the person could sign in on both sides for the last time; what was before is another story. */
function lastStory(entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const told = entries.filter(({ what }) => TOLD.includes(what));
  let [cloud, ad, start] = [true, true, 0];
  for (const [place, { what }] of told.entries()) {
    if (cloud && ad && BEGINS.includes(what)) start = isAgain(told, place) ? start : place;
    if (what === 'blocked') cloud = false;
    if (what === 'unblocked' || what === 'block-turned-back') cloud = true;
    if (what === 'ad-disabled') ad = false;
    if (what === 'ad-enabled') ad = true;
  }
  return told.some(({ what }) => BEGINS.includes(what)) ? told.slice(start) : [];
}

/** Blocked again after sync turned it back: the same story. */
function isAgain(told: readonly TimelineEntry[], place: number): boolean {
  return told.slice(0, place).findLast(({ what }) => what !== 'sessions-revoked')?.what === 'block-turned-back';
}

function lane(id: ClockLaneId, spans: readonly ClockSpan[], back: readonly string[] = []): ClockLane {
  return { id, spans, turnedBack: back };
}

function turnedBack(entries: readonly TimelineEntry[]): readonly string[] {
  return entries.filter(({ what }) => what === 'block-turned-back').map(({ at }) => at);
}

function spansOf(
  entries: readonly TimelineEntry[],
  begins: readonly TimelineChange[],
  ends: readonly TimelineChange[],
  look: ClockSpan['look'],
): readonly ClockSpan[] {
  const spans: { from: string; to: string | null; look: ClockSpan['look'] }[] = [];
  for (const { what, at } of entries) {
    const open = spans.at(-1)?.to === null ? spans.at(-1) : undefined;
    if (begins.includes(what) && open === undefined) spans.push({ from: at, to: null, look });
    if (ends.includes(what) && open !== undefined) open.to = at;
  }
  return spans;
}

/** From the last cut on, what was open may live on, but no longer than that. */
function sessionSpans(entries: readonly TimelineEntry[]): readonly ClockSpan[] {
  const cut = entries.findLast(({ what }) => what === 'sessions-revoked');
  if (cut === undefined) return [];
  return [{ from: cut.at, to: new Date(Date.parse(cut.at) + SESSIONS_END_MS).toISOString(), look: 'fading' }];
}

/** Disabled in AD, and a sync carried that: from then on no sync turns the block back. */
function lastingSpans(entries: readonly TimelineEntry[], { ad, cloud }: TenantPerson): readonly ClockSpan[] {
  const disabled = entries.findLast(({ what }) => what === 'ad-disabled');
  if (ad === null || disabled === undefined || ad.enabled || ad.exported.enabled) return [];
  return cloud?.accountEnabled === false && ad.exported.at >= disabled.at
    ? [{ from: ad.exported.at, to: null, look: 'good' }]
    : [];
}

/** A little after the last that is known, or now where that is near: a day later the story still fills the picture. */
function axisEnd(from: string, last: string, now: string): string {
  const [start, end] = [Date.parse(from), Date.parse(last)];
  const room = Math.max(10 * 60_000, (end - start) * 0.15);
  const near = now > last && Date.parse(now) < end + 4 * room ? Date.parse(now) : end;
  return new Date(near + room).toISOString();
}
