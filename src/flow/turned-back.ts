import type { TurnedBack } from '../domain/outcome.ts';
import { namesOf } from '../domain/rules.ts';
import type { StepKind } from '../domain/step.ts';
import { type Text, text } from '../domain/text.ts';
import { tenantNow } from './context.ts';
import type { Verified } from './ports.ts';
import { move, type StepRun } from './step-run.ts';

export type NotSeen = Extract<Verified, { status: 'not-seen' }>;

/** What is done again with a block that was turned back: people may have signed in meanwhile. */
const DONE_AGAIN: Readonly<Partial<Record<StepKind, readonly StepKind[]>>> = { 'block-sign-in': ['revoke-sessions'] };

/**
 * An effect that was there is gone. Directory sync turned a block back: it is blocked again and sessions are ended again,
 * once, by itself, and everybody is told; the second time people are asked, because doing it again would only repeat.
 * Somebody who changed it on purpose is not fought: that ends the watch (issue: hybrid, two keys).
 */
export async function turnedBack(run: StepRun, { evidence, items = [], turnedBack: found }: NotSeen): Promise<boolean> {
  const { context, step, request } = run;
  const record: TurnedBack = {
    times: (step.turnedBack?.times ?? 0) + 1,
    at: tenantNow(context),
    by: found?.by ?? null,
    how: howOf(run, found?.how),
  };
  context.log({ kind: 'step-turned-back', requestId: request.id, stepId: step.id, step: step.kind, code: record.how });
  if (record.how === 'sync' && record.times === 1 && step.kind in DONE_AGAIN && step.state === 'accepted') {
    return doAgain(run, record);
  }
  return move(run, [step.state], 'overwritten', {
    evidence,
    turnedBack: record,
    notBefore: null,
    note: items.length > 0 ? partsChanged(items, record) : noteOf(step.kind, record),
  });
}

/** Sync only carries what AD DS says: where that was seen disabled, somebody enabled it there since. */
function howOf({ step, steps }: RunOfStep, how: TurnedBack['how'] | undefined): TurnedBack['how'] {
  const seenInAd = steps.some(({ kind, state }) => kind === 'disable-account' && state === 'verified');
  if (how === 'sync' && step.kind === 'block-sign-in' && seenInAd) return 'ad';
  return how ?? 'person';
}

type RunOfStep = Pick<StepRun, 'step' | 'steps'>;

/** Which parts, by name; the others are as they were. */
function partsChanged(items: NonNullable<NotSeen['items']>, { by }: TurnedBack): Text {
  const values = { items: namesOf(items), count: items.length };
  return by === null ? text('flow.changed-back.somebody', values) : text('flow.changed-back.person', { ...values, by });
}

function noteOf(kind: StepKind, { how, by, at }: TurnedBack): Text {
  const signIn = kind === 'block-sign-in' || kind === 'disable-account';
  if (kind === 'block-sign-in' && how === 'sync' && by !== null)
    return text('flow.overwritten.block-sign-in-by', { by });
  if (!signIn || how === 'sync') return text(`flow.overwritten.${kind}`);
  if (how === 'ad') return text('flow.undone.ad', { at: { instant: at } });
  return by === null
    ? text('flow.undone.somebody', { at: { instant: at } })
    : text('flow.undone.person', { by, at: { instant: at } });
}

/** Both go back to the start of their way: looked at, intended, sent and seen like the first time. */
async function doAgain(run: StepRun, record: TurnedBack): Promise<boolean> {
  const { context, step, steps } = run;
  const again = { notBefore: null, note: null, verifiedAt: null, acceptedAt: null } as const;
  const moved = await move(run, [step.state], 'planned', { ...again, turnedBack: record });
  if (!moved) return false;
  for (const kind of DONE_AGAIN[step.kind] ?? []) {
    const follower = steps.find((other) => other.kind === kind);
    if (follower === undefined || follower.state === 'skipped' || follower.state === 'waived') continue;
    await context.ports.ledger.move(follower.id, [follower.state], 'planned', again);
  }
  return true;
}
