import { withChange } from '../domain/attempts-over.ts';
import { cannotAt } from '../domain/cannot-at.ts';
import { heldByRestore } from '../domain/held-by-restore.ts';
import { isSkippedInVain, isStuck, type StuckAnswer, stuckAnswers } from '../domain/is-stuck.ts';
import { LEFT_WITH, leftWith } from '../domain/left-with.ts';
import type { StepRecord } from '../domain/outcome.ts';
import type { Hold } from '../domain/request.ts';
import { restsBehind } from '../domain/rests-behind.ts';
import type { StepKind } from '../domain/step.ts';
import { type Text, type TextValue, text } from '../domain/text.ts';
import { isUnanswered } from '../domain/unanswered.ts';
import { wakeWith } from './answer-runbook.ts';
import { whyNoAnswer } from './answers-of.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { refuse } from './decide.ts';
import type { Answered } from './flow.ts';
import { followAgain } from './follow-again.ts';
import { nowBehind } from './rest-behind.ts';
import { viewForPerson } from './show-request.ts';

/**
 * The helpdesk retries a step that is stuck, or lets it go: waived, by whom, and the request never turns green by that.
 * Nobody lets go whose word does not count there, and whose word was set aside retries nothing either. What an approver
 * holds or stopped is not retried: a step that was begun before is finished through a hold. `kind` null: none could be
 * chosen, since none is stuck.
 */
export async function resolveStep(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
  kind: StepKind | null,
  answer: StuckAnswer,
): Promise<Answered> {
  const { requests, ledger, transactions } = context.ports;
  const request = await requests.read(idOrReference);
  if (request === null) return { refused: text('flow.not-yours'), view: null };
  const why = await whyNoAnswer(context, request, actorId, answer === 'skip' ? 'by-word' : 'by-proof');
  if (why !== null) return refuse(context, request, actorId, why);
  const steps = await ledger.read(request.id);
  const step = steps.find((candidate) => candidate.kind === kind);
  const answers = stuckAnswers(request);
  if (request.note !== null && restsBehind(request) !== null) return refuse(context, request, actorId, request.note);
  if (kind === null) return refuse(context, request, actorId, text('flow.no-step-stuck'));
  const isAsked = step !== undefined && (isStuck(step) || (answer === 'retry' && isSkippedInVain(step, steps)));
  if (!isAsked || answers.length === 0) {
    return refuse(context, request, actorId, text('flow.step-not-stuck'));
  }
  const { hold } = request;
  if (!answers.includes(answer) && hold !== null) return refuse(context, request, actorId, alreadyHeld(hold));
  const behind = await transactions.run(async (transaction) => {
    const isAgain = answer === 'retry';
    const change = isAgain ? { ...anew(step), notBefore: null } : waived(step, tenantNow(context));
    const to = isAgain ? 'planned' : 'waived';
    const moved = await ledger.move(step.id, [step.state], to, { ...change, by: actorId }, transaction);
    if (moved === null) return null;
    for (const { id } of isAgain ? backWith(step, steps) : [])
      await ledger.move(id, ['waived'], 'planned', { note: null }, transaction);
    // People may have signed in since it was turned back, or refused.
    if (isAgain) {
      const now = await ledger.read(request.id, transaction);
      await followAgain({ context, step, steps: now.filter(wasDone) }, transaction);
    }
    await wakeWith(context, request, transaction);
    return nowBehind(context, request, transaction);
  });
  if (behind === null) return refuse(context, request, actorId, text('flow.changed-meanwhile'));
  context.log({ kind: `step-${answer}`, requestId: request.id, step: kind, personId: actorId });
  context.nudge(request.id);
  for (const id of behind) context.wake(id);
  return { refused: null, view: await viewForPerson(context, request, actorId) };
}

/** What was left with a step that was skipped, and is tried after all: it waits for that again. */
function backWith(step: StepRecord, steps: readonly StepRecord[]): readonly StepRecord[] {
  const then = steps.map((other): StepRecord => (other.id === step.id ? { ...other, state: 'planned' } : other));
  return then.filter((other) => {
    const isLeft = other.state === 'waived' && other.note?.key === LEFT_WITH;
    return isLeft && leftWith({ ...other, state: 'planned' }, then) === null;
  });
}

/**
 * What was turned back was seen before that, and what was only said was not so: neither is said any more of what is
 * done again, and no later look takes it for what it waits to see.
 */
function anew(step: StepRecord): Partial<StepRecord> {
  const { state, turnedBack, evidence } = step;
  const isOver = state === 'overwritten' || turnedBack?.how === 'said';
  // That it could not be done, or was let go, was of that try.
  const isEnded = state === 'waived' || cannotAt({ evidence }) !== null;
  const known = isEnded ? null : withChange(step);
  const given = { note: null, ...(known === evidence ? {} : { evidence: known }) };
  return isOver ? { ...given, acceptedAt: null, verifiedAt: null } : given;
}

/** Never while it is on its way: whoever runs it has the lease. */
function wasDone({ state }: StepRecord): boolean {
  return state === 'accepted' || state === 'verified';
}

/** What was known of it stays, and when it was let go beside it. */
function waived(step: StepRecord, waivedAt: string): Partial<StepRecord> {
  const known = typeof step.evidence === 'object' && !Array.isArray(step.evidence) ? step.evidence : {};
  return { note: waivedNote(step), notBefore: null, evidence: { ...known, waivedAt } };
}

/**
 * What was done once stays done, or changed back, and what was accepted may be in effect: skipping it says nothing
 * else. What was only said was never done. What answered, and why it was refused, stays said.
 */
function waivedNote(step: StepRecord): Text {
  const { state, note, acceptedAt, turnedBack } = step;
  if (turnedBack?.how === 'said') return text('flow.waived-said');
  if (state === 'overwritten') return text('flow.waived-changed-back');
  if (acceptedAt !== null)
    return note?.key === 'flow.not-read'
      ? text('flow.waived-not-known-after', { why: note })
      : text('flow.waived-not-confirmed');
  const why = whyNot(step);
  const isKnown = !isUnanswered(step);
  if (why === null) return text(isKnown ? 'flow.waived' : 'flow.waived-not-known');
  return text(isKnown ? 'flow.waived-after' : 'flow.waived-not-known-after', { why });
}

/** Without what people were asked to do instead. */
function whyNot({ state, note }: StepRecord): TextValue | null {
  if (note === null || (state !== 'failed' && state !== 'needs-person')) return null;
  return note.key === 'on-premises.by-hand-instead' ? (note.values?.why ?? null) : note;
}

function alreadyHeld(hold: Hold): Text {
  const { how, byName: name, at } = hold;
  const reference = heldByRestore({ hold });
  if (reference !== null) return text('flow.held-by-restore', { reference });
  return text(`flow.already-${how}`, { name, at: { instant: at } });
}
