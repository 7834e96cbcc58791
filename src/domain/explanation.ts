import { adBlockOf } from './ad-block.ts';
import { type Authority, authorityOf } from './authority.ts';
import { FACTS_AS_OF, type Operation } from './authority-table.ts';
import type { RequestKind } from './choices.ts';
import { delayText, durationText } from './delay-text.ts';
import { DELAYS } from './delays.ts';
import { goneForGood } from './gone-for-good.ts';
import { isCheckedElsewhere } from './is-checked-elsewhere.ts';
import { lastCycleOf } from './last-cycle.ts';
import { newPasswordWarning } from './new-password.ts';
import type { EarlierRun } from './plan-input.ts';
import { restorableUntil } from './plan-returning.ts';
import { propagate } from './propagate.ts';
import type { PropagationLine } from './propagation.ts';
import { NOTHING_DONE } from './propagation-input.ts';
import type { Colour, Report } from './report.ts';
import { reportNow } from './report-now.ts';
import { standingOf } from './report-standing.ts';
import { mayStandBeside, type Standing } from './request.ts';
import { mailReturns } from './returns-mailbox.ts';
import { protectionRefusal } from './rules.ts';
import { type StandingBlock, standingBlock } from './standing-block.ts';
import { syncModelOf } from './sync-model.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/** What is asked about most when somebody must be kept out, or come back. */
const EXPLAINED_OPERATIONS = [
  'block-sign-in',
  'disable-account',
  'revoke-sessions',
  'reset-password',
  'delete-account',
  'restore-account',
] as const satisfies readonly Operation[];

export type ExplainedRule = Authority & {
  readonly operation: (typeof EXPLAINED_OPERATIONS)[number];
  readonly takes: Text;
};

/**
 * The answer to `why <person>`: how they stand now, which rule holds, how long things take, and what can be asked next.
 */
export type Explanation = {
  readonly facts: TargetUser;
  readonly state: Text;
  /**
   * Why Leaver changes nothing about this person, protected or gone: then no rule, figure and request is theirs. Null =
   * it may.
   */
  readonly untouched: Text | null;
  readonly colour: Colour;
  /** Badge first, then where the password is checked and when sync was seen. */
  readonly standing: readonly Text[];
  /** The day on which the sources of the rules were read, YYYY-MM-DD. */
  readonly asOf: string;
  readonly rules: readonly ExplainedRule[];
  /** The articles' figures beside today's: for a block, or for a return of somebody who cannot sign in. */
  readonly figures: readonly Pick<PropagationLine, 'id' | 'seed' | 'today'>[];
  readonly figuresFor: 'block-sign-in' | 'restore-user';
  /** The newest request that is open or watched, else the newest, of those that the reader may see; null = none. */
  readonly report: Report | null;
  /** Whether something goes on about this person of which the reader may see no more than that. */
  readonly hidden: boolean;
  /** What the reader may ask now. */
  readonly next: readonly RequestKind[];
};

export function explain(given: {
  readonly facts: TargetUser;
  /** What is open about this person, whoever may see it. */
  readonly open: readonly Standing[];
  /** Left out = false. */
  readonly hidden?: boolean;
  readonly report: Report | null;
  readonly mayAsk: boolean;
  /** All of Leaver's runs about this person, oldest first. */
  readonly runs: readonly EarlierRun[];
  readonly now: string;
}): Explanation {
  const { facts, open, hidden = false, report, mayAsk, runs, now } = given;
  const out = facts.found !== 'active' || !facts.accountEnabled;
  const untouched = whyUntouched(facts, now);
  const figuresFor = out ? 'restore-user' : 'block-sign-in';
  const block = facts.found === 'active' ? standingBlock(runs) : null;
  const state = stateOf(facts, block, untouched === null ? whyNotSignIn(facts, runs) : whereChecked(facts), now);
  const isOut = out || state.key === 'why.state.not-shown';
  return {
    facts,
    state,
    untouched,
    colour: facts.found === 'gone' ? 'attention' : out || untouched !== null ? 'warning' : 'default',
    standing: [
      ...standingOf(facts, now).filter(({ key }) => key !== 'report.standing.ad-masters'),
      ...syncAge(facts, now),
    ],
    asOf: FACTS_AS_OF,
    rules: untouched === null ? operationsOf(facts).map((operation) => rule(operation, facts)) : [],
    figures: untouched === null ? figuresOf(facts, figuresFor, now) : [],
    figuresFor,
    report: report === null ? null : reportNow(report, { isOut, runs, isIn: state.key === 'why.state.enabled' }),
    hidden,
    next: mayAsk && untouched === null ? nextOf(facts, open) : [],
  };
}

function whyUntouched(facts: TargetUser, now: string): Text | null {
  const { displayName: name, found } = facts;
  if (found === 'gone') return text('why.state.gone', { name });
  const until = found === 'soft-deleted' ? restorableUntil(facts) : null;
  // Microsoft deletes it for good some time after that hour: until then it still shows.
  if (until !== null && until <= now) return text('plan.refusal.too-old', { name, at: { instant: until } });
  return protectionRefusal(facts, text('why.by-hand'));
}

/**
 * What keeps somebody from signing in whom Microsoft 365 does not block, as far as Leaver did it or read it, or who
 * else decides about it; null = nothing known.
 */
function whyNotSignIn(facts: TargetUser, runs: readonly EarlierRun[]): Text | null {
  if (facts.identity === 'synced' && isDisabledInAd(facts, runs)) return text('why.ad-disabled');
  return newPasswordWarning(runs, facts) ?? whereChecked(facts);
}

/**
 * Where the password is checked elsewhere, what is said there of the account is not known from here, unless it was
 * read.
 */
function whereChecked(facts: TargetUser): Text | null {
  if (!isCheckedElsewhere(facts)) return null;
  const { identity, signIn, inAd } = facts;
  if (identity !== 'synced') return text('why.checked-at-provider');
  if (typeof inAd?.disabled === 'boolean') return null;
  if (signIn === 'federated') return text('why.checked-at-provider-or-ad');
  return text(signIn === 'unknown' ? 'why.perhaps-checked-in-ad' : 'why.checked-in-ad');
}

/** Of somebody deleted nothing else can be done. */
function operationsOf({ found }: TargetUser): readonly ExplainedRule['operation'][] {
  return found === 'soft-deleted' ? ['restore-account'] : EXPLAINED_OPERATIONS;
}

/**
 * As read there; else as Leaver's own runs know it, as long as no directory sync has run since, which would have
 * brought it.
 */
function isDisabledInAd(facts: TargetUser, runs: readonly EarlierRun[]): boolean {
  if (typeof facts.inAd?.disabled === 'boolean') return facts.inAd.disabled;
  const last = lastCycleOf(facts);
  const disable = runs.flatMap(({ steps }) => steps).findLast(({ kind }) => kind === 'disable-account');
  if (last === null || disable === undefined || adBlockOf(runs, facts) !== 'disabled') return false;
  const isBare = disable.state === 'attested' && disable.evidence === null;
  return !isBare && (disable.acceptedAt ?? '') > last;
}

function stateOf(facts: TargetUser, block: StandingBlock | null, notIn: Text | null, now: string): Text {
  const { displayName: name, deletedAt } = facts;
  if (facts.found === 'gone') return goneForGood(facts);
  if (facts.found === 'soft-deleted') {
    const until = restorableUntil(facts);
    if (deletedAt === undefined || until === null) return text('why.state.deleted', { name });
    if (until <= now) return text('why.state.deleted-long-ago', { name, at: { instant: deletedAt } });
    return text('why.state.deleted-until', { name, at: { instant: deletedAt }, until: { instant: until } });
  }
  if (facts.accountEnabled && block !== null && !block.wasSeen && isTooSoon(block.at, facts.readAt))
    return text('why.state.not-shown', { name, at: { instant: block.at } });
  if (facts.accountEnabled && notIn !== null) return text('why.state.enabled-but', { name, why: notIn });
  if (facts.accountEnabled) return text('why.state.enabled', { name });
  if (block === null || block.since === null) return text('why.state.blocked', { name });
  if (block.again !== null) return text('why.state.blocked-again', { name, ...instantsOf(block.at, block.again) });
  return block.since === 'unsure'
    ? text('why.state.blocked-before', { name, at: { instant: block.at } })
    : text('why.state.blocked-since', { name, at: { instant: block.since } });
}

function instantsOf(at: string, { back, seen }: NonNullable<StandingBlock['again']>) {
  return { at: { instant: at }, back: { instant: back }, seen: { instant: seen } };
}

/** Reads lag behind writes: what was written a moment ago may not be shown yet (reliability.md 0.7). */
function isTooSoon(since: string, readAt: string): boolean {
  return Date.parse(readAt) - Date.parse(since) < DELAYS.graphWrite[2] * 60_000;
}

function syncAge(facts: TargetUser, now: string): readonly Text[] {
  const last = lastCycleOf(facts);
  if (facts.identity !== 'synced' || last === null) return [];
  const minutes = Math.max(0, Math.round((Date.parse(now) - Date.parse(last)) / 60_000));
  return [text('why.sync-age', { age: durationText(minutes) })];
}

function rule(operation: ExplainedRule['operation'], facts: TargetUser): ExplainedRule {
  const authority = authorityOf(operation, facts);
  return { ...authority, operation, takes: delayText(authority.delay, syncModelOf(facts.adDomain)) };
}

/** Whose figures they are does not depend on what was done, so the plain case gives them. */
function figuresOf(targetUser: TargetUser, kind: 'block-sign-in' | 'restore-user', now: string) {
  const expected = { startsAt: now, cloud: true, revoke: true, onPremises: targetUser.identity === 'synced' };
  const { found, mailbox } = targetUser;
  const returns = found === 'soft-deleted' ? 'restored' : mailReturns(mailbox) ? 're-enabled' : 'without-mail';
  const lines = propagate({ targetUser, kind, done: NOTHING_DONE, expected, now, returns });
  return lines.filter(({ id }) => id !== 'connected-apps').map(({ id, seed, today }) => ({ id, seed, today }));
}

/** What may be asked for beside what is open (rule 12). */
function nextOf(facts: TargetUser, open: readonly Standing[]): readonly RequestKind[] {
  const wanted: readonly RequestKind[] =
    facts.found === 'soft-deleted'
      ? ['restore-user']
      : facts.accountEnabled
        ? ['block-sign-in', 'offboard']
        : ['restore-user', 'offboard'];
  const asked = (kind: RequestKind) => ({ state: 'pending', emergency: null, choices: { kind } }) as const;
  return wanted.filter((kind) => open.every((other) => mayStandBeside(asked(kind), other)));
}
