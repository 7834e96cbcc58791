import type { Plan } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { planLeaving } from './plan-leaving.ts';
import { planReturning, returnRefusals } from './plan-returning.ts';
import { inOrder } from './plan-step.ts';
import { notesOf, warningsOf } from './plan-warnings.ts';
import { deletionRefusals, maySucceed, protectionRefusal, stepsByHand } from './rules.ts';
import type { PlannedStep } from './step.ts';
import { type Text, text } from './text.ts';

/**
 * What will happen to the target user, step by step, and what must be said about it (design, sections 7 and 8). Pure:
 * the same choices and facts give the same plan. A plan with refusals has no steps, says why, and is never stored.
 */
export function assemblePlan(input: PlanInput): Plan {
  const { choices } = input;
  const refusals = refusalsOf(input);
  if (refusals.length > 0) return { kind: choices.kind, steps: [], refusals, warnings: [], notes: [] };
  const steps = stepsOf(input);
  return { kind: choices.kind, steps, refusals, warnings: warningsOf(input, steps), notes: notesOf(input, steps) };
}

function stepsOf(input: PlanInput): readonly PlannedStep[] {
  return inOrder(input.choices.kind === 'restore-user' ? planReturning(input) : planLeaving(input));
}

function refusalsOf(input: PlanInput): readonly Text[] {
  const { choices, targetUser } = input;
  if (targetUser.protections.length > 0) {
    const protection = protectionRefusal(targetUser, stepsByHand(stepsOf(input).filter(({ skip }) => skip === null)));
    if (protection !== null) return [protection];
  }
  if (choices.kind === 'restore-user') return returnRefusals(input);
  if (targetUser.found !== 'active')
    return [text(`plan.refusal.${targetUser.found}`, { name: targetUser.displayName })];
  return [...successorRefusals(input), ...deletionRefusals(targetUser, choices)];
}

function successorRefusals({ choices, targetUser, successor, successorTie = null }: PlanInput): readonly Text[] {
  if (choices.successorId === null) return choices.shareFiles ? [text('rules.successor-missing')] : [];
  const refusal = maySucceed(successor, targetUser.id, successorTie);
  return refusal === null ? [] : [refusal];
}
