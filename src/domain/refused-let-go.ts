import type { StepRecord } from './outcome.ts';
import { type Text, text } from './text.ts';

/** Why Microsoft 365 did not take a block: the account is enabled there as before. */
export const REFUSED = 'graph.block.refused-by-sync';
/** The same, once a look found the person kept out all the same: by Active Directory and its sync, or deleted. */
const REFUSED_BUT_OUT = 'graph.block.refused-but-out';

type Noted = Pick<StepRecord, 'state' | 'note'>;

/**
 * A block that Microsoft 365 refused and that was let go since, by the helpdesk or with a stop. Its note goes on to say
 * how the account is in Microsoft 365, so that is looked at for as long as the request is; nothing else is made of what is
 * found.
 */
export function isRefusedLetGo(step: Noted): boolean {
  const key = whyOf(step)?.key;
  return key === REFUSED || key === REFUSED_BUT_OUT;
}

/** Whether the last look found the person in still, or none has looked since it was let go. */
export function isLetGoAndIn(step: Noted): boolean {
  return whyOf(step)?.key === REFUSED;
}

/** Since when looks find the person kept out all the same, ISO UTC; null = they can sign in. */
export function keptOutSince(step: Noted | undefined): string | null {
  const why = step === undefined ? null : whyOf(step);
  const at = why?.key === REFUSED_BUT_OUT ? why.values?.at : undefined;
  return typeof at === 'object' && 'instant' in at ? at.instant : null;
}

/** What the step says from a look on that found the person kept out, or in; `now`: its hour, ISO UTC. */
export function noteAtLook(step: Noted, isOut: boolean, now: string): Text | null {
  if (step.note === null) return null;
  const at = { instant: keptOutSince(step) ?? now };
  return text(step.note.key, { ...step.note.values, why: isOut ? text(REFUSED_BUT_OUT, { at }) : text(REFUSED) });
}

function whyOf({ state, note }: Noted): Partial<Text> | null {
  return state === 'waived' ? ((note?.values?.why as Partial<Text> | undefined) ?? null) : null;
}
