import { withFirstSeen } from '../domain/first-seen.ts';
import { isOfDeleted } from '../domain/gone.ts';
import { restOf } from '../domain/longest-rest.ts';
import type { StepRecord, StepState } from '../domain/outcome.ts';
import { ENDS_ACCESS } from '../domain/sign-in-kinds.ts';
import type { StepKind } from '../domain/step.ts';
import { isStopped } from '../domain/stopped-between.ts';
import { tellsTheSame } from '../domain/sync-health.ts';
import { type Json, type Text, text } from '../domain/text.ts';
import { closeCardsOf, closeCardsWhereOut } from './close-cards-of.ts';
import { realTimeIn, tenantNow } from './context.ts';
import { countsHere } from './counts-here.ts';
import { followAgain } from './follow-again.ts';
import { type Gone, gone } from './gone.ts';
import { besideIn, blockAfter } from './let-in-beside.ts';
import type { StepChange, StepLane, Verified } from './ports.ts';
import { gapsRead, move, type StepRun, stepContext, type WithIt, withParts } from './step-run.ts';
import { isUndone, learnWho, type NotSeen, turnedBack } from './turned-back.ts';

/** How often a change whose answer was lost and that a read does not show is tried again before people are asked. */
const MOST_ATTEMPTS = 4;
/**
 * The same of what ends access while Graph throttles it, which is one call a minute (`restOf`): an hour, then people
 * are asked.
 */
const MOST_THROTTLED = 60;

function mostAttempts({ kind, note }: StepRecord): number {
  return note?.key === 'flow.throttled' && ENDS_ACCESS.includes(kind) ? MOST_THROTTLED : MOST_ATTEMPTS;
}

/** What the on-premises half proves about its cloud half once it is verified itself (design, rule 6). */
const PROVEN_BY: Partial<Record<StepKind, StepKind>> = {
  'block-sign-in': 'disable-account',
  'unblock-sign-in': 'enable-account',
};

/** Real milliseconds since a step was first not seen; lost at a restart, which only makes us wait a little longer. */
const notSeenSince = new Map<string, number>();

/**
 * Reads what a step did, and decides: seen → verified; seen but directory sync may overwrite it → stays accepted and is
 * looked at again; not seen → again until patience ends; seen before and gone now → overwritten. True when it moved.
 */
export async function verifyStep(run: StepRun, lane: StepLane): Promise<boolean> {
  const { step, steps } = run;
  const beside = besideIn(step);
  if (beside !== null) return blockAfter(run, beside);
  const provenBy = steps.find(({ kind, state }) => kind === PROVEN_BY[step.kind] && state === 'verified');
  if (provenBy !== undefined && !asksARead(step) && isNewer(provenBy, step)) {
    if (step.kind === 'block-sign-in') await closeCardsOf(run.context, run.request.targetUserId);
    return verified(run, { evidence: step.evidence });
  }
  if (await countsHere(run)) {
    notSeenSince.delete(step.id);
    return true;
  }
  if (!isTimeToRead(run)) return false;
  const read = await lane.verify(stepContext(run));
  const found =
    provenBy !== undefined && read.status === 'seen-temporary' ? { ...read, status: 'seen' as const } : read;
  // Before what was seen is written: nothing would tell later that it was left out.
  await closeCardsWhereOut(run, found);
  return asFound(run, lane, found);
}

function asFound(run: StepRun, lane: StepLane, found: Verified): Promise<boolean> {
  switch (found.status) {
    case 'later':
      return later(run, found.seconds);
    case 'seen':
      return verified(run, found);
    case 'seen-temporary':
      return seenForNow(run, found);
    case 'not-seen':
      return notSeen(run, lane, found);
    case 'gone':
      return isGone(run, lane, found);
    case 'unreadable':
      return unreadable(run, lane, found.note);
  }
}

/** Not known to have happened, or found changed back: what the other half was seen to be says nothing of it. */
function asksARead({ state }: StepRecord): boolean {
  return state === 'ambiguous' || state === 'overwritten';
}

/** What was done again since, or found changed back, is read again: an older proof is of before that. */
function isNewer({ verifiedAt }: StepRecord, { acceptedAt, turnedBack: found }: StepRecord): boolean {
  return [acceptedAt, found?.at ?? null].every((since) => since === null || (verifiedAt ?? '') >= since);
}

/** After settle time where one was set; otherwise only when the hour of the next look has come. */
function isTimeToRead({ step, looks }: StepRun): boolean {
  if (step.state === 'needs-person') return looks;
  return step.notBefore !== null || looks;
}

async function later(run: StepRun, seconds: number): Promise<boolean> {
  const { step } = run;
  // Waiting for a sync has its own hour (the next look); only a change in flight is polled in real seconds.
  const rests = WAITS_FOR_LOOK.includes(step.state) || step.verifiedAt !== null;
  const notBefore = rests ? null : realTimeIn(restOf(step, seconds));
  if (step.notBefore !== notBefore) await move(run, [step.state], step.state, { notBefore });
  return false;
}

/** Nothing of ours is on its way: people, or a sync, change what is read. */
const WAITS_FOR_LOOK: readonly StepState[] = ['attested', 'needs-person', 'overwritten'];

async function verified(
  run: StepRun,
  { evidence, gaps, partsFound }: Omit<Extract<Verified, { status: 'seen' }>, 'status'>,
): Promise<boolean> {
  notSeenSince.delete(run.step.id);
  const now = tenantNow(run.context);
  const change: StepChange = {
    verifiedAt: now,
    acceptedAt: run.step.acceptedAt ?? now,
    notBefore: null,
    evidence: withFirstSeen(run.step, evidence),
    // What the step said on its way; what it left to people is in its gaps, and stays.
    note: null,
    ...withParts(partsFound),
    ...gapsRead(run.step, gaps),
  };
  return move(run, [run.step.state], 'verified', change, withNewSessions(run, evidence));
}

/**
 * In place, and not by our own write: whoever signed in while it was not has sessions that were opened after they had
 * been ended. Of a deleted account there are none.
 */
function withNewSessions(run: StepRun, evidence: Json): WithIt | undefined {
  const { step, request } = run;
  if (step.kind !== 'block-sign-in' || isOfDeleted(evidence) || !wasNotSo(step) || isStopped(request)) return undefined;
  return (transaction) => followAgain(run, transaction);
}

function wasNotSo({ state }: StepRecord): boolean {
  return state === 'overwritten' || state === 'needs-person';
}

async function seenForNow(
  run: StepRun,
  { evidence, note, gaps }: Extract<Verified, { status: 'seen-temporary' }>,
): Promise<boolean> {
  const { step } = run;
  notSeenSince.delete(step.id);
  const now = tenantNow(run.context);
  // What a person said stays attested whatever the cloud shows: green needs evidence from AD DS (design, rule 6), and a
  // bare Done has none.
  const attested = step.state === 'attested';
  const news = step.verifiedAt === null || (step.state !== 'accepted' && !attested);
  const bare = attested && step.evidence === null;
  const read = gapsRead(step, gaps);
  const isSame = read.gaps === undefined;
  if (bare && !news && step.notBefore === null) return false;
  const change: StepChange = {
    // What was found changed back was not so until now: nobody reads an earlier hour as since when it is.
    verifiedAt: (wasNotSo(step) ? null : step.verifiedAt) ?? now,
    acceptedAt: step.acceptedAt ?? now,
    notBefore: null,
    ...(bare ? {} : { evidence, quiet: !news && isSame && tellsTheSame(step.evidence, evidence) }),
    ...read,
    ...(attested
      ? {}
      : { note: note ?? text(step.state === 'overwritten' ? 'flow.in-place-again' : 'flow.temporary') }),
  };
  const to = attested ? 'attested' : 'accepted';
  return (await move(run, [step.state], to, change, withNewSessions(run, evidence))) && news;
}

async function notSeen(run: StepRun, lane: StepLane, found: NotSeen): Promise<boolean> {
  const { step } = run;
  if (step.state === 'overwritten') return learnWho(run, found);
  if (step.state === 'needs-person') return keepLook(run, found);
  if (step.state === 'attested' || step.verifiedAt !== null || found.turnedBack !== undefined)
    return turnedBack(run, found);
  if (step.state === 'ambiguous' && step.attempt < mostAttempts(step)) return tryAgain(run);
  if (step.state === 'accepted' && (await isUndone(run))) return turnedBack(run, found);
  // That the person could sign in by then, and since when that is known, cards say of a block.
  const seen = step.kind === 'block-sign-in' ? { evidence: found.evidence } : {};
  return waitOrGiveUp(run, lane, () =>
    move(run, [step.state], 'failed', { notBefore: null, note: notSeenNote(step), ...seen }),
  );
}

/** What people are waited for with is looked at all the same, and cards say when that was; nothing moved. */
async function keepLook(run: StepRun, { evidence }: NotSeen): Promise<boolean> {
  const { step } = run;
  if (step.kind !== 'block-sign-in') return false;
  const quiet = tellsTheSame(step.evidence, evidence);
  await move(run, ['needs-person'], 'needs-person', { evidence, quiet });
  return false;
}

/** A read may lag behind a restore of ours: only what was seen before is gone at once. */
function isGone(run: StepRun, lane: StepLane, found: Gone): Promise<boolean> {
  const { state, verifiedAt, lane: where } = run.step;
  // What people were asked to do in AD DS went with the account; what the cloud refused to let in waits for it.
  if (state === 'needs-person') return where === 'on-premises' ? gone(run, found) : Promise.resolve(false);
  if (state === 'ambiguous') return notSeen(run, lane, { status: 'not-seen', evidence: found.evidence });
  if (state === 'overwritten' || state === 'attested' || verifiedAt !== null) return gone(run, found);
  return waitOrGiveUp(run, lane, () => gone(run, found));
}

/** It says nothing of what was seen before; of what never was, that it could not be read, and why. */
function unreadable(run: StepRun, lane: StepLane, why: Text): Promise<boolean> {
  const { state, acceptedAt, verifiedAt } = run.step;
  if (verifiedAt !== null || state === 'overwritten' || state === 'needs-person') return Promise.resolve(false);
  const isAnswered = state !== 'ambiguous' || acceptedAt !== null;
  const note = text(isAnswered ? 'flow.not-read' : 'flow.not-read-unanswered', { why });
  return waitOrGiveUp(run, lane, () => move(run, [state], 'failed', { notBefore: null, note }));
}

/**
 * Reads lag: only a second read after another settle time says that a lost answer was a lost change (reliability.md
 * 0.7).
 */
async function tryAgain(run: StepRun): Promise<boolean> {
  const { context, step } = run;
  if (notSeenSince.delete(step.id)) return move(run, ['ambiguous'], 'planned', { notBefore: null });
  notSeenSince.set(step.id, Date.now());
  await move(run, ['ambiguous'], 'ambiguous', { notBefore: realTimeIn(context.settings.policy.settleSeconds) });
  return false;
}

/** "Accepted" is said only of what the service did accept. */
function notSeenNote({ state, note, attempt, acceptedAt }: StepRecord): Text {
  if (state !== 'ambiguous' && acceptedAt !== null) return text('flow.not-confirmed');
  const status = note?.key === 'flow.throttled' ? 429 : note?.key === 'flow.answered' ? note.values?.status : undefined;
  if (typeof status !== 'number') return text('flow.no-answer', { count: attempt });
  return text('flow.only-answered', { status, count: attempt });
}

async function waitOrGiveUp(run: StepRun, lane: StepLane, giveUp: () => Promise<boolean>): Promise<boolean> {
  const { context, step } = run;
  const since = notSeenSince.get(step.id) ?? Date.now();
  notSeenSince.set(step.id, since);
  if (Date.now() - since < context.settings.policy.verifyWithinSeconds * 1000) {
    await move(run, [step.state], step.state, { notBefore: realTimeIn(context.settings.policy.settleSeconds) });
    return false;
  }
  notSeenSince.delete(step.id);
  context.log({ kind: 'step-not-seen', requestId: run.request.id, step: step.kind, code: lane.lane });
  return giveUp();
}
