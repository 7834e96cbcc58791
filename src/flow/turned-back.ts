import { isAgainByLeaver } from '../domain/done-again.ts';
import { isKept } from '../domain/is-kept.ts';
import { lastRead } from '../domain/last-read.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import { WATCH_MINUTES } from '../domain/next-look.ts';
import type { StepRecord, TurnedBack } from '../domain/outcome.ts';
import type { Request } from '../domain/request.ts';
import { turnedBackNote } from '../domain/turned-back-note.ts';
import { decidesSignIn } from '../domain/turning-round.ts';
import { undoneBy } from '../domain/undone-by.ts';
import { tenantNow } from './context.ts';
import { doAgain } from './do-again.ts';
import { isDecidedOtherwise } from './is-decided-otherwise.ts';
import type { Verified } from './ports.ts';
import { turnedBySoon } from './rest-behind.ts';
import { move, type StepRun } from './step-run.ts';

export type NotSeen = Extract<Verified, { status: 'not-seen' }>;

/**
 * An effect that was there is gone. Directory sync turned a block back, or nothing says who did: it is blocked again
 * and sessions are ended again, once, by itself, and everybody is told; the second time people are asked, because doing
 * it again would only repeat. So it is of a block that an approver refused, until people undo it; where people decided
 * since to let the person in, they are asked the first time. Somebody who changed it on purpose is not fought: that
 * ends the watch (issue: hybrid, two keys); and what was not looked at for long may have been meant, whatever the audit
 * log remembers of it by now.
 */
export async function turnedBack(run: StepRun, found: NotSeen): Promise<boolean> {
  const { context, step, request } = run;
  // A later request is at it, whose answer may be on its way: that is what was read.
  if (decidesSignIn(step.kind) && (await turnedBySoon(context, request)) !== null) return false;
  const record: TurnedBack = {
    times: (step.turnedBack?.times ?? 0) + 1,
    at: tenantNow(context),
    ...(await whoOf(run, found)),
  };
  context.log({ kind: 'step-turned-back', requestId: request.id, stepId: step.id, step: step.kind, code: record.how });
  const isFirst = record.times === 1 && (step.state === 'accepted' || isKept(step));
  const isWatched = wasWatched(step, request, record.at);
  const isOwn = isFirst && isWatched && isAgainByLeaver({ ...step, turnedBack: record });
  if (isOwn && !(await isDecidedOtherwise(run))) return doAgain(run, { turnedBack: record });
  return move(run, [step.state], 'overwritten', {
    evidence: found.evidence,
    turnedBack: record,
    notBefore: null,
    note: turnedBackNote(step.kind, record, found.items),
  });
}

/** Read at most so many minutes ago, or within the week that is watched anyway. */
const LATELY = 2 * 24 * 60;

function wasWatched(step: StepRecord, { startedAt }: Request, now: string): boolean {
  const until = [minutesAfter(startedAt ?? now, WATCH_MINUTES), minutesAfter(lastRead(step) ?? now, LATELY)];
  return until.some((each) => each >= now);
}

/** The audit log was silent when it was found, and names somebody now. True when that ends anything. */
export async function learnWho(run: StepRun, { turnedBack: found, items }: NotSeen): Promise<boolean> {
  const { step } = run;
  if (step.turnedBack?.how !== 'unknown' || found === undefined || found.by === null) return false;
  const record: TurnedBack = { ...step.turnedBack, ...found, how: howOf(run, found.how) };
  const note = turnedBackNote(step.kind, record, items);
  return move(run, [step.state], step.state, { turnedBack: record, note });
}

/** Whether a later request of ours changed it since it was accepted, also where nobody had seen it by then. */
export async function isUndone(run: StepRun): Promise<boolean> {
  return (await undoer(run)) !== null;
}

async function undoer({ context, step, request }: StepRun): Promise<string | null> {
  return undoneBy(step, request, await context.ports.ledger.runsOf(request.targetUserId));
}

/** A later request of ours before anybody else: the audit log would name Leaver. */
async function whoOf(run: StepRun, { turnedBack: found }: NotSeen): Promise<Pick<TurnedBack, 'how' | 'by'>> {
  const reference = await undoer(run);
  if (reference !== null) return { how: 'request', by: reference };
  return { how: howOf(run, found?.how), by: found?.by ?? null };
}

function howOf({ step, steps }: RunOfStep, how: TurnedBack['how'] | undefined): TurnedBack['how'] {
  // Sync only carries what AD DS says: where that was seen disabled, somebody enabled it there since.
  const seenInAd = steps.some(({ kind, state }) => kind === 'disable-account' && state === 'verified');
  if (how === 'sync' && step.kind === 'block-sign-in' && seenInAd) return 'ad';
  return how ?? (step.state === 'attested' ? 'said' : 'person');
}

type RunOfStep = Pick<StepRun, 'step' | 'steps'>;
