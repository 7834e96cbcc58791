import type { StepRecord } from './outcome.ts';
import { isHandedOut } from './stopped-between.ts';

export type LetGo = 'waived' | 'not-known' | 'not-begun' | 'let-go';

/**
 * How a waived step was let go. `waived`: somebody skipped it with a click. The others follow from the end that an
 * approver put to the request: it was not begun, or was with the helpdesk and nobody knows, or is left as it is.
 */
export function howLetGo({ note }: Pick<StepRecord, 'note'>): LetGo {
  if (note === null || note.key.startsWith('flow.waived')) return 'waived';
  if (isHandedOut({ state: 'waived', note }) || note.key === 'flow.step-rests') return 'not-known';
  return note.key === 'flow.step-stopped' || note.key === 'flow.step-refused' ? 'not-begun' : 'let-go';
}
