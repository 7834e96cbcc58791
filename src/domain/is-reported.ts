import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import type { StepKind } from './step.ts';

/** What a later sync shows in the cloud, so that more than a report can be had of it. */
const SHOWN_BY_SYNC: readonly StepKind[] = [
  'disable-account',
  'enable-account',
  'delete-account',
  'restore-account',
  'move-to-ou',
  'return-to-ou',
];

/**
 * Over, as far as anybody can say: a person pasted the result of the runbook, and nothing in the cloud can show it. It
 * is never seen by that; only a read in AD DS makes it so (design 11, "Evidence").
 */
export function isReported({ kind, state, evidence }: Pick<StepRecord, 'kind' | 'state' | 'evidence'>): boolean {
  return state === 'attested' && jsonField(evidence, 'result') !== null && !SHOWN_BY_SYNC.includes(kind);
}

const REPORTED: readonly string[] = ['flow.reported', 'flow.reported-by-script'];

/** Who pasted it, by name; null = not known any more. */
export function reportedBy({ note }: Pick<StepRecord, 'note'>): string | null {
  const by = note !== null && REPORTED.includes(note.key) ? note.values?.by : null;
  return typeof by === 'string' ? by : null;
}
