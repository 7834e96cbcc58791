import type { TenantState } from '../../../../sandbox/tenant.ts';
import { readInstants } from '../instants.ts';
import { enabledOf, groupsOf, licencesOf, takenBy } from '../taken.ts';
import { type Claim, type Predicate, SLACK } from './claim.ts';
import { EFFECTS, isDeleted } from './effects.ts';
import { isUndone, replyChanged, syncTurnedBack, wasBegun } from './evidence.ts';
import { hasMailbox, PLANNING } from './plan-claims.ts';

/** What a row of steps says about its own step. */
export const STEP_CLAIMS: Readonly<Record<string, Predicate>> = {
  'card.state.verified': (claim) => heldWhenSeen(claim),
  'card.state.taken-in': (claim) => heldWhenSeen(claim),
  'card.state.verified-but-left': (claim) => heldWhenSeen(claim),
  'card.state.accepted': (claim) => heldSince(claim),
  'card.state.accepted-but-left': (claim) => heldSince(claim),
  'card.state.temporary': (claim) => heldWhenSeen(claim),
  'card.state.temporary-then': (claim) => heldWhenSeen(claim),
  'card.state.skipped': (claim) => ((claim.row?.below.join('') ?? '') !== '' ? null : heldSince(claim)),
  'card.state.attested': (claim) =>
    claim.deeds.some(
      ({ verb, reference, at }) => verb.startsWith('runbook') && reference === claim.reference && at <= claim.shown.at,
    )
      ? null
      : 'nobody reported it done',
  'card.state.waived': (claim) => wasSkipped(claim),
  'card.state.not-begun': (claim) => wasStopped(claim),
  'card.state.not-known': (claim) => wasStopped(claim),
  'card.state.let-go': (claim) => wasStopped(claim),
  'card.state.gone': (claim) => whatWent(claim),
  'card.state.said-not-seen': (claim) => wasBroken(claim, stepOf(claim)),
  'card.state.elsewhere': (claim) => wasBroken(claim, stepOf(claim)),
  'card.state.overwritten': (claim) =>
    claim.words.words.includes('directory sync')
      ? syncTurnedBack(claim, stepOf(claim))
      : wasBroken(claim, stepOf(claim)),
};

/**
 * “Not begun: Daan Bakker stopped the request.”: who is named below stopped or refused it, said that it cannot be done,
 * or approved what turns it round for the same person; a restore stops whatever runs, another restore too. Where a
 * request is named below instead, that very one was approved; where it goes on with the step, it is about the same
 * person and of the same kind, as a block at once that is made anew.
 */
function wasStopped({ row, deeds, shown, reference, personId, kind, keysOf, requestCalled }: Claim): string | null {
  const line = row?.below.find((each) => keysOf(each).some((key) => SAYS_WHO.includes(key))) ?? null;
  // “… when L-1041 changed this account the other way” names nobody: then it is that request, whoever let it begin.
  const named: readonly string[] = line?.match(/\bL-\d+/g) ?? [];
  const isAnew = (of: string) => {
    const other = requestCalled(of);
    return of !== reference && (other === null || (other.personId === personId && other.kind === kind));
  };
  const turnsRound = (of: string | null) => {
    const other = of === null || of === reference ? null : requestCalled(of);
    return other?.personId === personId && [other.kind, kind].includes('restore-user');
  };
  const goesOn = row?.below.find((each) => keysOf(each).includes('flow.step-taken-over'))?.match(/\bL-\d+/)?.[0];
  if (goesOn !== undefined) return isAnew(goesOn) ? null : `${goesOn} does not go on with it`;
  // Left with what the helpdesk skipped.
  const stops = row?.below.some((each) => keysOf(each).includes('flow.step-left-with')) ? [...STOPS, 'skip'] : STOPS;
  const isSo = deeds.some(
    ({ by, verb, reference: of, at }) =>
      (line === null || line.includes(by) || (of !== reference && named.includes(of ?? ''))) &&
      at <= shown.at &&
      ((stops.includes(verb) && of === reference) || (BEGINS.includes(verb) && turnsRound(of))),
  );
  return isSo ? null : 'nobody stopped it';
}

const SAYS_WHO: readonly string[] = [
  'flow.step-handed-out',
  'flow.step-handed-out-after',
  'flow.step-handed-out-enabled',
  'flow.step-cut-short',
  'flow.step-not-repeated',
  'flow.step-not-tried-again',
  'flow.step-refused',
  'flow.step-refused-cut-short',
  'flow.step-refused-failed',
  'flow.step-refused-handed-out',
  'flow.step-refused-not-repeated',
  'flow.step-stopped',
];
const BEGINS: readonly string[] = ['approve', 'block-now'];
const STOPS: readonly string[] = ['stop-request', 'refuse-block', 'runbook-cannot'];

/** Somebody skipped that very step, around the hour beside its state: another that was skipped says nothing of it. */
function wasSkipped(claim: Claim): string | null {
  const { deeds, shown, reference } = claim;
  const kind = stepOf(claim);
  const skips = deeds.filter(
    ({ verb, reference: of, step, at }) => verb === 'skip' && of === reference && step === kind && at <= shown.at,
  );
  if (skips.length === 0) return 'nobody let it go';
  const hours = hoursBeside(claim);
  const isThen =
    hours === null ||
    skips.some(({ at, answered = at }) => hours.some((hour) => hour > at - SLACK && hour < answered + SLACK));
  return isThen ? null : 'it was let go at another hour';
}

/**
 * What the step works on was not there at some moment since the request: the mailbox, the files, or the account itself.
 */
function whatWent(claim: Claim): string | null {
  const { past, personId: id, asked, shown } = claim;
  if (id === null) return null;
  const kind = stepOf(claim) ?? '';
  const isThere = (state: TenantState) => {
    if (kind.endsWith('-auto-reply')) return hasMailbox(state, id);
    return !kind.endsWith('share-onedrive') || state.people[id]?.drive != null;
  };
  const went = past.some(asked - SLACK, shown.at, (state) => isDeleted(state, id) || !isThere(state));
  return went ? null : `what ${kind} works on was there all the time`;
}

export function stepOf({ row, stepCalled }: Claim): string | null {
  return row === null ? null : stepCalled(row.title);
}

/** Whether the step's effect was there around the hour that stands beside its state; without one, since the request. */
function heldWhenSeen(claim: Claim): string | null {
  const kind = stepOf(claim);
  if (kind === null) return null;
  if (isNobodysWork(claim, kind)) return 'nobody did it, and it was so before';
  const hours = hoursBeside(claim);
  if (hours === null) return heldBetween(claim, kind, claim.asked, claim.shown.at);
  if (hours.length === 0) return `no such hour since the request: ${claim.row?.state}`;
  const problems = hours.map((hour) => heldBetween(claim, kind, hour - SLACK, Math.min(hour + SLACK, claim.shown.at)));
  return problems.includes(null) ? null : (problems.at(-1) ?? null);
}

/** The instants that the hour beside a state can mean; null = none stands there. */
function hoursBeside({ row, words, asked, shown }: Claim): readonly number[] | null {
  const clock = /(?:[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]+ )?\d{2}:\d{2}/.exec(row?.state ?? '')?.[0];
  if (clock === undefined) return null;
  const day = /· [A-Z][a-z]{2} (\d{1,2} [A-Z][a-z]+)/.exec(words.under)?.[1] ?? '';
  return readInstants(clock, asked, shown.at, day);
}

/**
 * Work in Active Directory that was so all the time since the plan was read, and that nobody reported of this request,
 * or of the one by which it was seen.
 */
function isNobodysWork(claim: Claim, kind: string): boolean {
  if (!IN_AD.includes(kind) || claim.personId === null) return false;
  const { deeds, reference, shown, asked, row, keysOf } = claim;
  const seenBy = (row?.below ?? []).filter((line) => keysOf(line).includes('flow.seen-by')).join(' ');
  const about = [reference, ...(seenBy.match(/L-\d+/g) ?? [])];
  const isReported = deeds.some(
    ({ verb, reference: of, at }) => verb === 'runbook-done' && about.includes(of) && at <= shown.at,
  );
  return !isReported && wasBroken({ ...claim, asked: asked - PLANNING }, kind) !== null;
}

const IN_AD: readonly string[] = [
  'disable-account',
  'enable-account',
  'hide-from-address-lists',
  'move-to-ou',
  'return-to-ou',
  'show-in-address-lists',
];

function heldSince(claim: Claim): string | null {
  const kind = stepOf(claim);
  return kind === null ? null : heldBetween(claim, kind, claim.asked - SLACK, claim.shown.at);
}

/**
 * Null when it was undone, or a part of it, after it was in effect: by somebody else, or by another request of Leaver's
 * own where the sentence names that one. A message that names nobody says only that it had been changed back.
 */
export function changedBack(claim: Claim, kind: string | null): string | null {
  if (claim.personId === null || kind === null) return null;
  // The line for clients without cards puts the name before it.
  const [other = null] = /L-\d+$/.exec(claim.values.by ?? '') ?? [];
  if (other !== null) return wasBegun(claim, other) ?? undone(claim, kind, true);
  return undone(claim, kind, claim.key === 'notice.step-changed-done-again');
}

function undone(claim: Claim, kind: string, byLeaverToo: boolean): string | null {
  const { past, shown } = claim;
  // A card without a number (why) speaks of a request of before.
  const asked = claim.reference === null ? (past.moments[0]?.at ?? claim.asked) : claim.asked;
  const parts = PARTS[kind];
  if (parts !== undefined) return isUndone(claim, ...parts, byLeaverToo) ? null : `nobody changed ${kind} back`;
  if (kind === 'set-auto-reply' && replyChanged(claim) === null) return null;
  if (kind === 'set-auto-reply' && !byLeaverToo) return replyChanged(claim);
  let wasSo = false;
  for (const { at } of past.between(asked - SLACK, shown.at)) {
    const isSo = heldBetween({ ...claim, named: '' }, kind, at, at) === null;
    if (wasSo && !isSo) return null;
    wasSo ||= isSo;
  }
  return wasSo ? `${kind} is still in effect` : `${kind} was never in effect`;
}

/** What consists of several things, and whether it takes them away. */
const PARTS: Readonly<Record<string, readonly [typeof groupsOf, boolean]>> = {
  'leave-groups': [groupsOf, true],
  'rejoin-groups': [groupsOf, false],
  'remove-licences': [licencesOf, true],
  'return-licences': [licencesOf, false],
  'disable-devices': [enabledOf, true],
  'enable-devices': [enabledOf, false],
};

/**
 * Null when at some moment since the request the step's effect was not there (before it ran, or after it was undone).
 */
export function wasBroken(claim: Claim, kind: string | null): string | null {
  const { past, asked, shown, personId: id } = claim;
  if (id === null || kind === null) return null;
  const isBroken = past
    .between(asked - SLACK, shown.at)
    .some(({ at }) => heldBetween({ ...claim, named: '' }, kind, at, at) !== null);
  return isBroken ? null : `${kind} was in effect all the time`;
}

/** Null when the effect was there at any moment of the span; else what was wrong at its end. */
export function heldBetween(claim: Claim, kind: string, from: number, to: number, effects = EFFECTS): string | null {
  const { past, personId: id, named, asked } = claim;
  const effect = effects[kind];
  if (id === null || effect === undefined) return null;
  const before = past.at(asked);
  const taken = takenBy(past.moments, id, asked);
  const more = named === '' ? 0 : uncounted(claim);
  let problem: string | null = null;
  for (const { state } of past.between(from, to)) {
    problem = effect({ state, id, before, taken, named, more, asked });
    if (problem === null) return null;
  }
  return problem;
}

/** How many the row says that it does not name: “Not done by Leaver: …, “GG-Finance-Share-RW” and 3 more.” */
function uncounted({ row }: Claim): number {
  return Math.max(0, ...(row?.below ?? []).map((line) => Number(/ and (\d+) more\b/.exec(line)?.[1] ?? 0)));
}
