import { titleOf } from '../../domain/catalogue.ts';
import type { Report, RequestAction } from '../../domain/report.ts';
import { text } from '../../domain/text.ts';
import type { Reader } from '../../locales/reader.ts';
import { say } from '../untrusted.ts';

/** The steps that can be tried again or left out, as choices of the input `step`; to who may do either. */
export function stuckSteps({ steps }: Report, actions: readonly RequestAction[], reader: Reader) {
  const mayAnswer = actions.includes('retry') || actions.includes('skip');
  const stuck = mayAnswer ? steps.filter((step) => step.stuck) : [];
  // What is said first to do about them is to give the runbook again.
  const first = stuck.find(({ note }) => note?.key === 'flow.runbook-cannot') ?? stuck[0];
  return {
    hasStuck: stuck.length > 0,
    stuckLabel: say(text('card.approval.stuck'), reader),
    stuckValue: first?.kind,
    stuck: stuck.map(({ kind }) => ({ value: kind, title: say(titleOf(kind), reader) })),
  };
}
