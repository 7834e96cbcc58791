import { attemptsOver, standsSince, wasChangedBack, withRefusal } from '../domain/attempts-over.ts';
import { heldStepNote, holdingStopOfRunning } from '../domain/brakes.ts';
import { titleOf } from '../domain/catalogue.ts';
import { DirectoryUnavailable } from '../domain/errors.ts';
import { heldByRestore } from '../domain/held-by-restore.ts';
import { waitsAgain } from '../domain/is-back.ts';
import { AFTER_LETTING_IN, isReady, whyItWaits } from '../domain/is-ready.ts';
import { jsonField } from '../domain/json-field.ts';
import { keptBefore } from '../domain/kept-before.ts';
import { LEFT_WITH, leftWith } from '../domain/left-with.ts';
import { restOf } from '../domain/longest-rest.ts';
import { isSettled, leavesUnread, type StepRecord, type StepState } from '../domain/outcome.ts';
import { isTouched } from '../domain/part.ts';
import { devicesAlready } from '../domain/plan-devices.ts';
import { afterRefusal } from '../domain/refused-block.ts';
import { ACTIVE_STATES, isActive, type Request } from '../domain/request.ts';
import { ENDS_ACCESS } from '../domain/sign-in-kinds.ts';
import { isInPlace, isLookedAtTwice } from '../domain/skip.ts';
import { isStopped, isStoppedByRefusal, isStoppedByRestore } from '../domain/stopped-between.ts';
import { type Json, type Text, text } from '../domain/text.ts';
import type { TextKey } from '../domain/text-key.ts';
import { whoBlocked } from '../domain/who-blocked.ts';
import { closeCardsOf } from './close-cards-of.ts';
import { type FlowContext, realTimeIn, tenantNow } from './context.ts';
import { countsHere } from './counts-here.ts';
import { besideIn, besides, lettingIn } from './let-in-beside.ts';
import { mayGoOn } from './may-go-on.ts';
import { onceBack } from './once-back.ts';
import type { Looked, Performed, StepChange, StepLane } from './ports.ts';
import { holdByLeaver, whatChangedMeanwhile } from './protected-meanwhile.ts';
import { startNow } from './start-now.ts';
import { gapsRead, move, type StepRun, stepContext, withParts } from './step-run.ts';
import { stopOvertaken } from './stop-overtaken.ts';
import { verifyStep } from './verify-step.ts';

/**
 * Takes one step as far as it goes now; true when it moved. Every state is written before the next thing is done:
 * intent before the call, outcome before anyone is told. A step found in `running` was cut off by a crash: an idempotent
 * one starts again (and looks first), another one is ambiguous until a read after settle time says what happened
 * (reliability.md, section 4).
 */
export async function advanceStep(run: StepRun): Promise<boolean> {
  const { context, step } = run;
  if (leavesUnread(step)) return readWhatIsLeft(run);
  if (isSettled(step.state) || isEarly(step)) return false;
  const lane = context.ports.lanes[step.lane];
  if (lane === undefined) return toPerson(run, 'flow.no-lane');
  try {
    const moved = await BY_STATE[step.state](run, lane);
    if (!moved) await rest(run);
    return moved;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    context.log({ kind: 'directory-unavailable', requestId: run.request.id, step: step.kind });
    const notBefore = realTimeIn(restOf(step, Math.max(error.retryAfter ?? 0, context.settings.policy.settleSeconds)));
    return move(run, [step.state], step.state, { notBefore }).then(() => false);
  }
}

/**
 * Its hour has come, and nothing is to be done before the next look: without this it would be due, and read, again and again.
 * An answer that did not come had set that hour.
 */
async function rest(run: StepRun): Promise<void> {
  const { context, request, step } = run;
  if (step.notBefore === null) return;
  const now = (await context.ports.ledger.read(request.id)).find(({ id }) => id === step.id);
  if (now?.state === step.state && now.notBefore === step.notBefore)
    await move(run, [step.state], step.state, { notBefore: null, quiet: true });
}

/** Not needed by the plan, which knows less than a look: who must do the parts that are left is read once. */
async function readWhatIsLeft(run: StepRun): Promise<boolean> {
  const { context, step } = run;
  try {
    const looked = await context.ports.lanes[step.lane]?.look(stepContext(run));
    if (looked === undefined || looked.status === 'later') return false;
    // There is no account to read them in now.
    if (looked.status === 'refused' && looked.note.key === 'graph.refused.not-found') return false;
    const { gaps = [], snapshot = null } = looked.status === 'refused' ? {} : looked;
    await move(run, ['skipped'], 'skipped', { snapshot: snapshot ?? {}, gaps });
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
  }
  return false;
}

type StepMove = (run: StepRun, lane: StepLane) => Promise<boolean>;

const stay: StepMove = async () => false;

const BY_STATE: Record<StepState, StepMove> = {
  planned: startWhenReady,
  waiting: startWhenReady,
  running: recover,
  ambiguous: verifyStep,
  accepted: verifyStep,
  attested: verifyStep,
  overwritten: verifyStep,
  'needs-person': verifyStep,
  failed: async (run, lane) => (await countsHere(run)) || onceBack(run, lane),
  verified: stay,
  skipped: stay,
  waived: stay,
  gone: stay,
};

async function startWhenReady(run: StepRun, lane: StepLane): Promise<boolean> {
  const { step } = run;
  const skipped = leftWith(step, run.steps);
  if (skipped !== null) {
    const note = text(LEFT_WITH, { step: titleOf(skipped.kind) });
    return move(run, [step.state], 'waived', { note, notBefore: null });
  }
  if (!isReady(step, run.steps))
    return step.state === 'planned' ? move(run, ['planned'], 'waiting', { note: whyItWaits(step) }) : false;
  // Before the look: what is held would be asked of the directory again and again, and nothing made of it.
  if (await isPaused(run)) return foundInMeanwhile(run, lane);
  const looked = await lane.look(stepContext(run));
  switch (looked.status) {
    case 'later':
      return lookLater(run, looked);
    case 'refused':
      return move(run, [step.state], 'failed', refused(step, looked.note, 0));
    case 'already':
      return alreadySo(run, looked);
    case 'needed':
      return intendAndAct(run, lane, looked);
  }
}

/**
 * What is held changes nothing; that directory sync, or somebody, let the person in meanwhile, or blocked again who had
 * been let in, is seen all the same, with a look of the request: else cards would say that a stop holds back what is so,
 * and keep the rest waiting for it.
 */
async function foundInMeanwhile(run: StepRun, lane: StepLane): Promise<boolean> {
  const { step, looks } = run;
  const isDue = looks || jsonField(step.evidence, FOUND_ONCE) !== null;
  if (!(step.kind === 'unblock-sign-in' || waitsAgain(step)) || !isDue) return false;
  const looked = await lane.look(stepContext(run));
  return looked.status === 'already' ? alreadySo(run, looked) : false;
}

/** What Graph answers instead stands on the card for as long as it does. */
async function lookLater(run: StepRun, { answered, ...asked }: Extract<Looked, { status: 'later' }>): Promise<false> {
  const { context, step } = run;
  const seconds = restOf(step, asked.seconds);
  const note = answered === undefined ? null : noteOfUnread(answered, seconds, tenantNow(context));
  const wasSaid = SAID_MEANWHILE.includes(step.note?.key);
  const change = note !== null || wasSaid ? { note } : {};
  await move(run, [step.state], step.state, { notBefore: realTimeIn(seconds), ...change });
  if ((note === null) === wasSaid) context.nudge(run.request.id);
  return false;
}

const SAID_MEANWHILE: readonly (string | undefined)[] = ['flow.look-throttled', 'flow.look-answered', AFTER_LETTING_IN];

function noteOfUnread(answered: number, seconds: number, now: string): Text {
  if (answered !== 429) return text('flow.look-answered', { status: answered });
  return text('flow.look-throttled', { until: { instant: new Date(Date.parse(now) + seconds * 1000).toISOString() } });
}

/** In the evidence of what one read has found as wanted: when that was. */
const FOUND_ONCE = 'foundOnce';

/** Found as wanted: skipped, unless an earlier attempt of ours is why (its answer was lost); then it is to be verified. */
async function alreadySo(
  run: StepRun,
  { note, snapshot, gaps = [], partsFound }: Extract<Looked, { status: 'already' }>,
) {
  const { context, step } = run;
  if (step.attempt === 0 && isLookedAtTwice(step.kind) && jsonField(step.evidence, FOUND_ONCE) === null) {
    const notBefore = realTimeIn(context.settings.policy.settleSeconds);
    // Not `read`: nothing is said of it before the second look.
    const evidence = { [FOUND_ONCE]: tenantNow(context) };
    await move(run, [step.state], step.state, { evidence, notBefore, quiet: true });
    return false;
  }
  const evidence = { read: tenantNow(context) };
  // Whoever blocked them, the cards in their chat are theirs no more.
  if (step.kind === 'block-sign-in' && isInPlace(note)) await closeCardsOf(context, run.request.targetUserId);
  if (step.attempt === 0)
    return move(run, [step.state], 'skipped', {
      note: await namingWho(run, note),
      snapshot,
      ...withParts(partsFound),
      gaps,
      evidence,
    });
  return move(run, [step.state], 'accepted', {
    acceptedAt: tenantNow(context),
    notBefore: realTimeIn(context.settings.policy.settleSeconds),
    // Turned back before, and found so by a look: no answer says that an attempt of ours since is why.
    ...(step.turnedBack === null ? {} : { intendedAt: null }),
  });
}

/** A block of another request of Leaver's that is watched still is named, and who disabled the devices. */
async function namingWho({ context, request }: StepRun, note: Text): Promise<Text> {
  if (note.key !== 'graph.block.already' && note.key !== 'graph.devices.already') return note;
  const runs = await context.ports.ledger.runsOf(request.targetUserId);
  const others = runs.filter(({ request: { id } }) => id !== request.id);
  if (note.key === 'graph.devices.already') return devicesAlready(others, request.facts);
  const reference = whoBlocked(request.id, runs);
  return reference === null ? note : text('graph.block.already-by', { reference });
}

type Needed = Extract<Looked, { status: 'needed' }>;

async function intendAndAct(run: StepRun, lane: StepLane, found: Needed): Promise<boolean> {
  const { context, step } = run;
  const before = await askAnew(run);
  if ('moved' in before) return before.moved;
  const { refused, lost } = await whatChangedMeanwhile(run);
  if (refused !== null) return move(run, [step.state], 'failed', { note: refused, notBefore: null });
  if (lost.length > 0) await holdByLeaver(run, lost);
  // Once more: the directory was asked meanwhile, which takes up to a minute where it throttles.
  const asked = await askAnew(run);
  if ('moved' in asked) return asked.moved;
  // Somebody changed the request in that moment: it is looked at again.
  if (lost.length > 0) return false;
  const beside = await lettingIn(run);
  const intended = await context.ports.ledger.move(step.id, [step.state], 'running', {
    newAttempt: true,
    whileRequest: { states: ACTIVE_STATES, heldAs: asked.request.hold?.how ?? null },
    intendedAt: tenantNow(context),
    snapshot: keptBefore(step, found.snapshot),
    ...withParts(found.partsFound),
    // What stays is left from the start: until it is read again nothing else says so.
    ...gapsRead(step, found.gaps),
    note: null,
    notBefore: null,
    ...besides(step.evidence, beside),
  });
  if (intended === null) return false;
  context.nudge(run.request.id);
  return act({ ...run, step: intended }, lane);
}

/** Read anew: it was held or stopped, or has ended, while the step before was made. `moved`: it may not be sent now. */
async function askAnew(run: StepRun): Promise<{ readonly request: Request } | { readonly moved: boolean }> {
  if (await isPaused(run)) return { moved: false };
  const request = await run.context.ports.requests.read(run.request.id);
  if (request === null || !isActive(request.state)) return { moved: false };
  if (run.step.attempt > 0 && !isFinished(run, request)) return { moved: await letGo(run, request) };
  return (await stopOvertaken(run, request)) ? { moved: false } : { request };
}

/**
 * A stop holds every further change back, right before it would be made; verifying goes on. Who lets it go on wakes the
 * request, so no hour stays on what is held: it would be due at once, for as long as it is held.
 */
async function isPaused(run: StepRun): Promise<boolean> {
  const { context, request, step } = run;
  const note = (await heldByApprover(run)) ?? (await heldByStop(context, request, step));
  if (note === null) return false;
  if (step.note?.key !== note.key || step.notBefore !== null)
    await move(run, [step.state], step.state, { note, notBefore: null });
  return true;
}

/**
 * Sent again: what ends access also through an approver's stop, since half a block helps nobody; of a block that was
 * refused only once it was made.
 */
function isFinished({ step, steps }: StepRun, request: Request): boolean {
  if (isStopped(request) && (isStoppedByRestore(request) || !ENDS_ACCESS.includes(step.kind))) return false;
  return afterRefusal(request, step, steps) === 'goes-on';
}

/** Nothing else is sent again after a stop or a refusal: it was read once more right before this, and is not in place. */
function letGo(run: StepRun, { hold, emergency }: Request): Promise<boolean> {
  const { step } = run;
  const byRefusal = hold === null || isStoppedByRefusal({ hold, emergency });
  const { by, byName } = (byRefusal ? emergency?.answer : hold) ?? { by: null, byName: null };
  const key = step.parts.some(isTouched) ? 'cut-short' : 'not-repeated';
  const note = text(`flow.step-${byRefusal ? 'refused-' : ''}${key}`, { name: byName ?? '' });
  return move(run, [step.state], 'waived', { note, notBefore: null, by });
}

async function heldByStop(context: FlowContext, request: Request, step: StepRecord): Promise<Text | null> {
  const open = await context.ports.stops.open();
  const stop = holdingStopOfRunning(request, step, open, await startNow(context, request, open));
  return stop === null ? null : heldStepNote(stop);
}

/** Read anew: it was held, or stopped, while the step before was made. What was begun before a stop is let go after a look. */
async function heldByApprover({ context, request: found, step, steps }: StepRun): Promise<Text | null> {
  const isBegun = step.attempt > 0;
  if (isBegun && ENDS_ACCESS.includes(step.kind)) return null;
  const request = (await context.ports.requests.read(found.id)) ?? found;
  const { hold, emergency } = request;
  const reference = heldByRestore(request);
  if (reference !== null) return text('flow.step-held-by-restore', { reference });
  if (hold?.how === 'hold') return text('flow.step-on-hold', { name: hold.byName });
  if (isBegun) return null;
  if (afterRefusal(request, step, steps) !== 'goes-on')
    return text('flow.step-refused', { name: emergency?.answer?.byName ?? '' });
  return hold === null ? null : text('flow.step-stopped', { name: hold.byName });
}

async function act(run: StepRun, lane: StepLane): Promise<boolean> {
  const { context } = run;
  const { settleSeconds } = context.settings.policy;
  const performed = await lane.perform({
    ...stepContext(run),
    mayGoOn: () => mayGoOn(run),
    parts: {
      begin: (part, found) => context.ports.parts.begin(run.step, part, found),
      end: (part, ending) => context.ports.parts.end(run.step.id, part, ending),
    },
  });
  switch (performed.status) {
    case 'accepted':
      return move(run, ['running'], 'accepted', {
        acceptedAt: tenantNow(context),
        evidence: performed.evidence,
        ...besides(performed.evidence, besideIn(run.step)),
        notBefore: realTimeIn(settleSeconds),
        note: performed.note ?? null,
        ...gapsRead(run.step, performed.gaps),
      });
    case 'refused':
      return move(run, ['running'], 'failed', {
        ...refused(run.step, performed.note, 1),
        ...gapsRead(run.step, performed.gaps),
      });
    case 'ambiguous': {
      const seconds = restOf(run.step, Math.max(performed.seconds, settleSeconds));
      return move(run, ['running'], 'ambiguous', {
        notBefore: realTimeIn(seconds),
        note: noteOfLost({ ...performed, seconds }, tenantNow(context)),
        ...partsDone(performed, tenantNow(context)),
      });
    }
    case 'held':
      // Back to where whatever holds it is read, and said.
      return move(run, ['running'], 'planned', { notBefore: null, ...partsDone(performed, tenantNow(context)) });
    case 'look-first':
      return move(run, ['running'], 'planned', { notBefore: realTimeIn(performed.seconds) });
    case 'needs-person':
      return move(run, ['running'], 'needs-person', { note: performed.note });
  }
}

/** What was made before it was cut short is recorded: should nothing of it be sent again, a restore gives it back. */
function partsDone({ done }: { readonly done?: Json }, now: string): Pick<StepChange, 'evidence' | 'acceptedAt'> {
  return done === undefined ? {} : { evidence: done, acceptedAt: now };
}

/**
 * That nothing was changed is said where no attempt before can have left anything: what one did, a later refusal does
 * not undo. `sent`: how many attempts this refusal answers.
 */
function refused(step: StepRecord, why: Text, sent: 0 | 1): Pick<StepChange, 'note' | 'evidence'> {
  if (step.attempt !== attemptsOver(step) + sent) return { note: text('flow.refused-again', { why }) };
  // What is refused there says itself what was left as it was.
  if (step.lane !== 'cloud') return { note: why };
  const changed = standsSince(step) === null ? 'flow.refused-since-back' : 'flow.refused-since-changed';
  const note = text(wasChangedBack(step) ? changed : 'flow.refused-unchanged', { why });
  return step.attempt === 0 ? { note } : { note, evidence: withRefusal(step) };
}

/** What came instead of an answer, and how long Graph asked to wait where it throttles. */
function noteOfLost({ answered, seconds }: Extract<Performed, { status: 'ambiguous' }>, now: string): Text {
  if (answered === undefined) return text('flow.answer-lost');
  const until = { instant: new Date(Date.parse(now) + seconds * 1000).toISOString() };
  return answered === 429 ? text('flow.throttled', { until }) : text('flow.answered', { status: answered });
}

/** Cut off between intent and outcome. We hold the lease, so nobody else is at it. */
function recover(run: StepRun, lane: StepLane): Promise<boolean> {
  const { context, step } = run;
  context.log({ kind: 'step-recovered', requestId: run.request.id, stepId: step.id, step: step.kind });
  if (lane.idempotent(step.kind)) return move(run, ['running'], 'planned', {});
  return move(run, ['running'], 'ambiguous', {
    notBefore: realTimeIn(context.settings.policy.settleSeconds),
    note: text('flow.answer-lost'),
  });
}

function toPerson(run: StepRun, key: TextKey): Promise<boolean> {
  if (run.step.state !== 'planned' && run.step.state !== 'waiting') return Promise.resolve(false);
  return move(run, [run.step.state], 'needs-person', { note: text(key) });
}

function isEarly(step: StepRecord): boolean {
  return step.notBefore !== null && Date.parse(step.notBefore) > Date.now();
}
