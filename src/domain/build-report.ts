import { type StepRecord, worstState } from './outcome.ts';
import { propagate } from './propagate.ts';
import type { PropagationLine } from './propagation.ts';
import type { Report, ReportedStep } from './report.ts';
import { doneOf, expectedOf } from './report-done.ts';
import { colourOf, headlineOf } from './report-headline.ts';
import { standingOf } from './report-standing.ts';
import type { Request, RequestState } from './request.ts';
import type { PlannedStep } from './step.ts';
import { stepRecordsOf } from './step-records.ts';
import { type Text, text } from './text.ts';

/**
 * Everything a card, a chat answer or the tour says about a request at this moment. `steps` null: before submission, from
 * the plan alone.
 */
export function buildReport(input: {
  readonly request: Request;
  readonly steps: readonly StepRecord[] | null;
  /** Tenant time, ISO UTC. */
  readonly now: string;
}): Report {
  const { request, steps, now } = input;
  const ledger = steps ?? stepRecordsOf(request.plan, request.id, () => '');
  return {
    request,
    colour: colourOf(request, steps),
    headline: headlineOf(request, steps),
    standing: standingOf(request.facts),
    steps: ledger.map((step) => reportStep(step, plannedFor(step, request))),
    lines: linesOf(request, ledger, now),
    warnings: request.plan.refusals.length > 0 ? request.plan.refusals : warningsNow(request, ledger),
    notes: [...(request.note === null ? [] : [request.note]), ...request.plan.notes],
    todo: steps === null ? [] : todoOf(request, ledger),
  };
}

const NEVER_RUNS: readonly RequestState[] = ['declined', 'expired', 'withdrawn', 'stopped'];

function linesOf(request: Request, steps: readonly StepRecord[], now: string): readonly PropagationLine[] {
  if (NEVER_RUNS.includes(request.state) || request.plan.steps.length === 0) return [];
  return propagate({
    targetUser: request.facts,
    kind: request.choices.kind,
    done: doneOf(request, steps),
    expected: expectedOf(request, steps, now),
    now,
  });
}

function plannedFor({ kind }: StepRecord, { plan }: Request): PlannedStep | undefined {
  return plan.steps.find((step) => step.kind === kind);
}

function reportStep(step: StepRecord, planned: PlannedStep | undefined): ReportedStep {
  return {
    kind: step.kind,
    lane: step.lane,
    state: step.state,
    explains: planned?.explains ?? [],
    note: step.note,
    at: step.verifiedAt ?? step.acceptedAt ?? step.intendedAt,
    undo: planned?.undo ?? 'no',
    stuck: isStuck(step),
  };
}

/** A person must answer "retry" or "skip"; what waits for AD DS is answered on the runbook card instead. */
function isStuck({ state, lane }: StepRecord): boolean {
  return state === 'failed' || state === 'overwritten' || (state === 'needs-person' && lane !== 'on-premises');
}

/** The plan's warnings, without those that what happened has answered. */
function warningsNow(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  const inAd = steps.find(({ kind }) => kind === 'disable-account' || kind === 'enable-account');
  const answered = inAd?.state === 'verified' ? ['plan.warning.temporary', 'plan.warning.enable-first'] : [];
  return request.plan.warnings.filter(({ key }) => !answered.includes(key));
}

function todoOf(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  if (request.state === 'pending') return [text('report.todo.decide', { at: { instant: request.expiresAt } })];
  if (request.state === 'approved' && request.lateSince !== null) return [text('report.todo.late')];
  if (request.state !== 'running' && request.state !== 'watching') return [];
  const worst = worstState(steps.map(({ state }) => state));
  const todo: Text[] = [];
  if (steps.some(({ state }) => state === 'failed')) todo.push(text('report.todo.failed'));
  if (steps.some(({ state }) => state === 'overwritten')) {
    const which = request.choices.kind === 'restore-user' ? 'overwritten-restore' : 'overwritten';
    todo.push(text(`report.todo.${which}`, { name: request.targetUserName }));
  }
  if (steps.some(({ state, lane }) => state === 'needs-person' && lane === 'on-premises')) {
    todo.push(text(`report.todo.runbook-${request.choices.kind}`));
  }
  if (steps.some(({ state, lane }) => state === 'needs-person' && lane !== 'on-premises')) {
    todo.push(text('report.todo.by-hand'));
  }
  if (worst === 'attested') {
    const bare = steps.some(({ state, evidence }) => state === 'attested' && evidence === null);
    todo.push(text(bare ? 'report.todo.attested' : 'report.todo.waits-for-sync'));
  }
  return todo;
}
