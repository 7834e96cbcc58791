import { ON_PREMISES_KINDS } from '../domain/ad-account.ts';
import { withFirstSeen } from '../domain/first-seen.ts';
import { isLess, isOfLastOwner, isWholeStep } from '../domain/gap.ts';
import { foundAfterAll, goneOnceAt } from '../domain/gone.ts';
import { isKept } from '../domain/is-kept.ts';
import { jsonField } from '../domain/json-field.ts';
import type { StepRecord, StepState } from '../domain/outcome.ts';
import { isRefusedLetGo } from '../domain/refused-let-go.ts';
import { isInPlace } from '../domain/skip.ts';
import type { StepKind } from '../domain/step.ts';
import { type Json, type Text, text } from '../domain/text.ts';
import { decidesSignIn } from '../domain/turning-round.ts';
import { withWaivedAt } from '../domain/waived-at.ts';
import { closeCardsWhereOut } from './close-cards-of.ts';
import { realTimeIn, tenantNow } from './context.ts';
import { gone } from './gone.ts';
import { lookWhetherOut } from './look-whether-out.ts';
import type { StepLane, Verified } from './ports.ts';
import { gapsRead, move, type StepRun, stepContext } from './step-run.ts';
import { turnedBack } from './turned-back.ts';

/** Nothing to read: a later sign-in or another password is no loss of ours. */
const LEAVES_NO_TRACE: readonly StepKind[] = ['revoke-sessions', 'reset-password'];

/**
 * `undone`: found turned back, or something is to be done again. `unread`: nothing answered, so that it is read at the
 * next look.
 */
export type Look = 'stands' | 'undone' | 'unread';

/**
 * Reads once more what was seen, or found in place, and what was left to people with it. Throws `DirectoryUnavailable`.
 */
export async function lookAgain(run: StepRun): Promise<Look> {
  const { context, step, steps } = run;
  const lane = context.ports.lanes[step.lane];
  if (lane === undefined) return 'stands';
  if (wentWithAccount(step, steps)) return lookAtOwners(run, lane);
  if (step.state === 'gone') return (await takeBackGone(run, lane)) ? 'undone' : 'stands';
  // Only after what is gone: whether the account is back can be read of every step.
  if (LEAVES_NO_TRACE.includes(step.kind)) return 'stands';
  if (step.state === 'skipped' && step.gaps.length > 0) return lookAtGaps(run, lane);
  if (isRefusedLetGo(step)) return (await lookWhetherOut(run, lane)) ? 'undone' : 'stands';
  const isLetGo = step.state === 'waived' && step.gaps.length > 0;
  if (!isKept(step) && !isLetGo) return 'stands';
  const found = await lane.verify(stepContext(run));
  // Whoever was told while nobody could be read, or by a read that lagged, has them still.
  await closeCardsWhereOut(run, found);
  if (found.status === 'later' || found.status === 'unreadable') return 'unread';
  if (found.status === 'not-seen') return !isLetGo && (await turnedBack(run, found)) ? 'undone' : 'stands';
  if (found.status === 'gone') await keepGapsOfGone(run, found.gaps);
  if (found.status === 'gone' && !isLetGo && !isBeingDeleted(steps)) await gone(run, found);
  if (found.status === 'seen' || found.status === 'seen-temporary') await keep(run, found);
  return 'stands';
}

/** Nothing was done here that could be gone; what was left may be done by now. */
async function lookAtGaps(run: StepRun, lane: StepLane): Promise<Look> {
  const looked = await lane.look(stepContext(run));
  if (looked.status === 'later') return 'unread';
  if (looked.status === 'refused') return lookAtOwners(run, lane);
  if (looked.status !== 'already' && looked.status !== 'needed') return 'stands';
  const whole = run.step.gaps.filter(isWholeStep);
  if (whole.length === 0) await keepGaps(run, looked.gaps);
  // Impossible from here, and in place all the same: people did it.
  else if (looked.status === 'already' && isInPlace(looked.note)) await keepGaps(run, looked.gaps ?? []);
  return 'stands';
}

/** Nothing of the account is there to be read; what nobody else owned did not go with it. */
async function lookAtOwners(run: StepRun, lane: StepLane): Promise<Look> {
  if (!run.step.gaps.some(isOfLastOwner)) return 'stands';
  const found = await lane.verify(stepContext(run));
  if (found.status === 'gone') await keepGapsOfGone(run, found.gaps);
  return found.status === 'later' ? 'unread' : 'stands';
}

type Seen = Extract<Verified, { status: 'seen' | 'seen-temporary' }>;

/** When it was read; deleted since, or back again, is news besides: a block holds either way. */
async function keep(run: StepRun, { evidence, gaps }: Seen): Promise<void> {
  const { step } = run;
  const [before, found] = [jsonField(step.evidence, 'found'), jsonField(evidence, 'found')];
  const isNews = before !== found && !(before === null && found === 'active');
  // Of what is deleted, the card says since when that is known.
  const isKnown = !isNews && found !== null && found !== 'active';
  if (!isKnown)
    await move(run, [step.state], step.state, {
      evidence: withWaivedAt(withFirstSeen(step, readNow(run, evidence)), step),
      ...(isFoundAfterAll(step) ? { verifiedAt: tenantNow(run.context) } : {}),
      quiet: !isNews,
    });
  await keepGaps(run, gaps);
}

/**
 * One look did not find it: the hour at which all was seen is no earlier than this one. Of signing in, since when it is
 * so counts, and stays.
 */
function isFoundAfterAll(step: StepRun['step']): boolean {
  return step.state === 'verified' && !decidesSignIn(step.kind) && goneOnceAt(step) !== null;
}

/**
 * A read lagged longer than two looks, or people brought it back. Then its effect is there, or it is not and people are
 * told like of anything else that was seen once; what never was is read as right after it was made. True when it is not
 * there.
 */
async function takeBackGone(run: StepRun, lane: StepLane): Promise<boolean> {
  const { context, step } = run;
  const found = await lane.verify(stepContext(run));
  await closeCardsWhereOut(run, found);
  if (found.status === 'not-seen') {
    const todo = todoStill(step);
    if (todo !== null)
      return move(run, ['gone'], 'needs-person', { evidence: found.evidence, notBefore: null, note: todo });
    return step.verifiedAt === null ? verifyAnew(run) : turnedBack(run, found);
  }
  if (found.status === 'gone') await keepGapsOfGone(run, found.gaps);
  if (found.status !== 'seen' && found.status !== 'seen-temporary') return false;
  // The account is back, and a block that the cloud shows is no look into AD DS.
  if (found.status === 'seen-temporary' && step.kind === 'disable-account') return verifyAnew(run);
  const now = tenantNow(context);
  const evidence = readNow(run, found.evidence);
  await move(run, ['gone'], 'verified', { evidence, verifiedAt: step.verifiedAt ?? now, note: null });
  return false;
}

/**
 * Nobody had done it when the account went: once that is back, people are asked again. Leaver changes nothing by itself,
 * whatever way it has into AD DS: somebody brought the account back, and nobody decided this since.
 */
function todoStill({ kind, lane, acceptedAt }: StepRecord): Text | null {
  const known = ON_PREMISES_KINDS.find((each) => each === kind);
  return lane !== 'on-premises' || acceptedAt !== null || known === undefined
    ? null
    : text(`graph.on-premises.${known}`);
}

function verifyAnew(run: StepRun): Promise<boolean> {
  const { context, step } = run;
  const wasSaid = step.lane === 'on-premises' && step.by !== null;
  const notBefore = realTimeIn(context.settings.policy.settleSeconds);
  const isBare = wasSaid && jsonField(step.evidence, 'result') === null;
  const evidence = isBare ? null : foundAfterAll(step.evidence, tenantNow(context));
  return move(run, ['gone'], wasSaid ? 'attested' : 'accepted', { evidence, notBefore, note: null });
}

/** What the look wrote down where it says when it was; else what was known, and when it was read again. */
function readNow({ context, step }: StepRun, evidence: Json): Json {
  return jsonField(evidence, 'read') === null ? foundAfterAll(step.evidence, tenantNow(context)) : evidence;
}

async function keepGaps(run: StepRun, gaps: StepRun['step']['gaps'] | undefined): Promise<void> {
  const read = gapsRead(run.step, gaps);
  if (read.gaps === undefined) return;
  // What is named no more is seen now: what was seen earlier was not that.
  const isMore = run.step.state === 'verified' && isLess(read.gaps, run.step.gaps);
  const seen = isMore ? { verifiedAt: tenantNow(run.context) } : {};
  await move(run, [run.step.state], run.step.state, { ...read, ...seen });
}

/** When the step itself was seen stays as it was: of that nothing can be read any more. */
async function keepGapsOfGone(run: StepRun, gaps: StepRun['step']['gaps'] | undefined): Promise<void> {
  const read = gapsRead(run.step, gaps);
  if (read.gaps !== undefined) await move(run, [run.step.state], run.step.state, read);
}

/** The deletion took everything else with it, as it should. */
function wentWithAccount({ kind }: StepRecord, steps: readonly StepRecord[]): boolean {
  return kind !== 'delete-account' && steps.some((step) => step.kind === 'delete-account' && step.state === 'verified');
}

/**
 * From when people or sync are at the deletion nobody knows how far they are: what is gone went with the account, as it
 * should. What somebody turned back of an account that is there still is found like any other.
 */
function isBeingDeleted(steps: readonly StepRecord[]): boolean {
  return steps.some(({ kind, state }) => kind === 'delete-account' && DELETING.includes(state));
}

const DELETING: readonly StepState[] = ['accepted', 'attested', 'running', 'ambiguous', 'needs-person'];
