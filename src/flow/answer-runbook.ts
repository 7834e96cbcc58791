import { answersAbout } from '../domain/answers.ts';
import { buildReport } from '../domain/build-report.ts';
import { REPORTED_AFTER } from '../domain/disabled-after.ts';
import { LeaverError } from '../domain/errors.ts';
import { isReported } from '../domain/is-reported.ts';
import type { StepRecord, StepState } from '../domain/outcome.ts';
import { readRunbookResult } from '../domain/read-runbook-result.ts';
import type { View } from '../domain/report.ts';
import type { Request } from '../domain/request.ts';
import { saidDoneBefore } from '../domain/said-done-before.ts';
import { KEEPS_OUT, LETS_IN } from '../domain/sign-in-kinds.ts';
import { isStopped } from '../domain/stopped-between.ts';
import { type Json, type Text, text } from '../domain/text.ts';
import { isTurnedRound } from '../domain/work-off.ts';
import { whyNoAnswer } from './answers-of.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { refuse } from './decide.ts';
import { askToEnableAgain, type DisabledAfter, disabledAfter } from './disabled-after.ts';
import { endEarlierWatches, mayEndWatches } from './end-earlier-watches.ts';
import type { Answered, RunbookAnswer } from './flow.ts';
import type { StepChange, Transaction } from './ports.ts';
import { openActions, openRunbookSteps, runbookView, whyNoRunbook } from './runbook-view.ts';

/**
 * The helpdesk says what happened in Active Directory. With the pasted result of the runbook the steps hold evidence,
 * and a later sync can verify them; a bare Done is attested, and stays amber (design, rule 6). Refused, and nothing
 * changed, when the pasted text is not the result of this request's runbook.
 */
export async function answerRunbook(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
  answer: RunbookAnswer,
): Promise<Answered> {
  const request = await context.ports.requests.read(idOrReference);
  if (request === null) return { refused: text('flow.not-yours'), view: null };
  const why = await whyNoAnswer(context, request, actorId, hasResult(answer) ? 'by-proof' : 'by-word');
  if (why !== null) return refuse(context, request, actorId, why);
  const steps = await context.ports.ledger.read(request.id);
  const open = openRunbookSteps(request, steps);
  if (open.length === 0) return refuse(context, request, actorId, whyNoRunbook(request, steps));
  // A word without a result speaks of the runbook as it is now; a result names its actions itself.
  const now = openActions(request, steps);
  const asked = open.filter(({ kind }) => now.includes(kind));
  const refused =
    answer.answer === 'cannot'
      ? await recordCannot(context, request, asked, actorId, answer.reason)
      : await recordDone(context, request, { open, asked, steps }, actorId, answer.result);
  if (refused === null) await wake(context, request);
  return { refused, view: await answeredRunbook(context, request, actorId) };
}

/** Else it rests on the word of whoever answers alone. */
function hasResult(answer: RunbookAnswer): boolean {
  return answer.answer === 'done' && (answer.result ?? '').trim() !== '';
}

/** The runbook again, in place: after a refusal the same work is still to be answered there. */
async function answeredRunbook(context: FlowContext, request: Request, actorId: string): Promise<View> {
  const steps = await context.ports.ledger.read(request.id);
  const report = buildReport({ request, steps, now: tenantNow(context) });
  return runbookView({ request, steps, report, answers: answersAbout(request, actorId) });
}

/** Lets the engine look at the request now, durably. */
export async function wake(context: FlowContext, request: Request): Promise<void> {
  await context.ports.transactions.run((transaction) => wakeWith(context, request, transaction));
  context.nudge(request.id);
}

/** The rows of that, with those of what it is to be looked at for. */
export async function wakeWith(context: FlowContext, request: Request, transaction: Transaction): Promise<void> {
  const { requests, queue } = context.ports;
  await requests.change(request.id, { from: [request.state] }, { wakeAt: tenantNow(context) }, transaction);
  await queue.send('advance-request', request.id, transaction);
}

async function recordCannot(
  context: FlowContext,
  request: Request,
  open: readonly StepRecord[],
  actorId: string,
  reason: string,
): Promise<Text | null> {
  if (reason.trim() === '') return text('flow.cannot-needs-reason');
  const note = text('flow.runbook-cannot', { reason: reason.trim() });
  // Nobody retries what was stopped.
  const state = isStopped(request) || isTurnedRound(request) ? 'waived' : 'failed';
  const evidence = (step: StepRecord) => cannotEvidence(step, tenantNow(context));
  // That it was done, as somebody may have said before, is taken back with it: what the cloud shows later proves
  // nothing of AD DS.
  const unsaid = { acceptedAt: null, verifiedAt: null };
  return moveAll(context, request, open, state, (step) => ({ note, by: actorId, evidence: evidence(step), ...unsaid }));
}

/** Who said before that it was done may have done it all the same: that it was said stays known. */
function cannotEvidence(step: StepRecord, cannotAt: string): Json {
  const saidDoneAt = step.acceptedAt ?? saidDoneBefore(step);
  return saidDoneAt === null ? { cannotAt } : { cannotAt, saidDoneAt };
}

async function recordDone(
  context: FlowContext,
  request: Request,
  { open, asked, steps }: Record<'open' | 'asked' | 'steps', readonly StepRecord[]>,
  actorId: string,
  pasted: string | null,
): Promise<Text | null> {
  if (pasted === null || pasted.trim() === '') {
    // Whose word it is, and of when, stays: a second one adds nothing.
    const unsaid = asked.filter(({ state }) => state !== 'attested');
    return unsaid.length === 0 ? text('flow.runbook-result-missing') : attest(context, request, unsaid, actorId, null);
  }
  const read = readRunbookResult(pasted, {
    reference: request.reference,
    securityIdentifier: request.facts.onPremises?.securityIdentifier ?? '',
    actions: open.map(({ kind }) => kind),
  });
  if (read.status === 'refused') return read.reason;
  const done = open.filter(({ kind }) => read.actions.some((action) => action.kind === kind && action.done));
  if (done.length === 0) return text('flow.runbook-did-nothing');
  const { accountDisabled, sync } = read;
  const at = during(earliest(request, done, steps), read.at, tenantNow(context));
  const disabledAt = read.actions.find(({ kind }) => kind === 'disable-account')?.at ?? null;
  const after = await disabledAfter(context, request, disabledAt);
  return attest(context, request, done, actorId, { result: { at, accountDisabled, sync } }, after);
}

/**
 * When it was done is a claim by whoever pasted it: never before it could be, so that a sync from before cannot confirm
 * it, and never still to come, so that no sync were late enough. All ISO UTC.
 */
function during(from: string, claimed: string, now: string): string {
  const at = claimed < from ? from : claimed;
  return at > now ? now : at;
}

/**
 * Not before the request began or this work was handed out, and not before it, or its half in the cloud, was found
 * turned back: a line from before that, pasted again, says nothing of what was done since. ISO UTC.
 */
function earliest(
  { startedAt, createdAt }: Request,
  done: readonly StepRecord[],
  steps: readonly StepRecord[],
): string {
  const halves = steps.filter(({ kind }) => KEEPS_OUT.includes(kind) || LETS_IN.includes(kind));
  const moments = [
    startedAt ?? createdAt,
    ...done.map(({ intendedAt }) => intendedAt),
    ...[...done, ...halves].map(({ turnedBack }) => turnedBack?.at ?? null),
  ];
  return moments.reduce<string>((latest, each) => (each !== null && each > latest ? each : latest), '');
}

/**
 * What it says of groups and place before is for people alone: nothing that Leaver did not read itself is ever given
 * back (a forged result could name any group).
 */
async function attest(
  context: FlowContext,
  request: Request,
  steps: readonly StepRecord[],
  actorId: string,
  evidence: Json,
  after: DisabledAfter | null = null,
): Promise<Text | null> {
  const now = tenantNow(context);
  const by = (await context.ports.people.read(actorId))?.displayName ?? '';
  const change = ({ kind }: StepRecord) => ({
    evidence,
    by: actorId,
    acceptedAt: now,
    note: isTurnedRound(request) ? turnedNote(kind, by, evidence, after) : noteOf(kind, evidence, by),
  });
  return moveAll(context, request, steps, 'attested', change, async (transaction) =>
    after === null ? [] : askToEnableAgain(context, after, request.reference, transaction),
  );
}

function turnedNote(kind: StepRecord['kind'], by: string, evidence: Json, after: DisabledAfter | null): Text {
  if (after === null || kind !== 'disable-account') return reportedNote(by, evidence);
  return text(REPORTED_AFTER, { by, reference: after.restore.reference });
}

function noteOf(kind: StepRecord['kind'], evidence: Json, by: string): Text {
  if (evidence === null) return text('flow.attested-by', { by });
  const isOver = isReported({ kind, state: 'attested', evidence });
  return isOver ? reportedNote(by, evidence) : text('flow.attested-with-result');
}

/** Who only said so is one thing, what the script printed and they pasted another; Leaver sees neither. */
function reportedNote(by: string, evidence: Json): Text {
  return text(evidence === null ? 'flow.reported' : 'flow.reported-by-script', { by });
}

/** All of them or none: what was answered about one runbook is not half true because somebody else was faster. */
async function moveAll(
  context: FlowContext,
  request: Request,
  steps: readonly StepRecord[],
  to: StepState,
  change: (step: StepRecord) => StepChange,
  besides: (transaction: Transaction) => Promise<readonly string[]> = async () => [],
): Promise<Text | null> {
  const { ledger, transactions, starts } = context.ports;
  try {
    const mayEnd = steps.some(({ kind }) => mayEndWatches(kind, to));
    const all = mayEnd ? await ledger.read(request.id) : [];
    const ended = await transactions.run(async (transaction) => {
      if (mayEnd) await starts.takeTurn(transaction);
      const moved: StepRecord[] = [];
      for (const step of steps) {
        const now = await ledger.move(step.id, [step.state], to, change(step), transaction);
        if (now === null) throw new MovedMeanwhile();
        moved.push(now);
      }
      const others = await besides(transaction);
      if (!mayEnd) return others;
      const ledgerNow = all.map((step) => moved.find(({ id }) => id === step.id) ?? step);
      return [...others, ...(await endEarlierWatches(context, request, ledgerNow, transaction))];
    });
    for (const id of ended) context.nudge(id);
    return null;
  } catch (error) {
    if (error instanceof MovedMeanwhile) return text('flow.changed-meanwhile');
    throw error;
  }
}

class MovedMeanwhile extends LeaverError {
  override readonly name = 'MovedMeanwhile';
}
