import { mayStand } from '../domain/blocked-at-once.ts';
import { canSignIn } from '../domain/can-sign-in.ts';
import { mayAnswerLate, mayBeAnswered } from '../domain/emergency.ts';
import { isToCome, type StepRecord } from '../domain/outcome.ts';
import { wasMade } from '../domain/refused-block.ts';
import { keptOutSince } from '../domain/refused-let-go.ts';
import { COUNTING_STATES, isOpen, type Request } from '../domain/request.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { overtakes } from './overtaken-by.ts';
import type { Transaction } from './ports.ts';

/**
 * A click that comes twice blocks once: the database keeps one unanswered emergency per person. Somebody who can sign
 * in again is no such click: the earlier one has come to its end. Nor is one that comes later, whatever a read shows,
 * which may lag: who asks again knows why, and to block twice harms nobody. Nor one beside a restore that was decided
 * since, also where the earlier block is still to come: that restore would keep it from being sent, and let the person
 * in. Nor one whose time for an answer has passed, and which may be answered all the same: or two would stand, with an
 * answer each. Under the turn that such a decision takes as well: each of them is seen here, or finds what the click
 * stores.
 */
export async function whatIsGone(
  context: FlowContext,
  { facts, targetUserId }: Pick<Request, 'facts' | 'targetUserId'>,
  transaction?: Transaction,
): Promise<readonly Gone[]> {
  const { requests, ledger } = context.ports;
  const about = await requests.list({ targetUserId, states: COUNTING_STATES }, transaction);
  const now = tenantNow(context);
  const gone: Gone[] = [];
  for (const request of about.filter(mayBeAnswered)) {
    const steps = await ledger.read(request.id, transaction);
    const block = steps.find(({ kind }) => kind === 'block-sign-in');
    const isLate = mayAnswerLate(request);
    const isDecidedSince = about.some((other) => isToLetIn(request, other));
    if (block === undefined || (isToCome(block.state) && !isDecidedSince && !isLate)) continue;
    const wasLetIn = about.some((other) => letsInAfter(request, other));
    const isIn = !isToCome(block.state) && canSignIn(facts) && wasThereBefore(block, facts);
    const wasIn = isIn || wasLetIn;
    const isMade = mayStand(steps);
    if (wasIn || isLate || isDecidedSince || isNoRepetition(request, now)) gone.push({ request, wasIn, isMade });
  }
  return gone;
}

/** `wasIn`: the person could sign in again since. `isMade`: its block was made, and was not found lifted. */
export type Gone = { readonly request: Request; readonly wasIn: boolean; readonly isMade: boolean };

/** Approved by people who knew of this block: it does not hold that restore up any more (`overtakes`). */
function isToLetIn(request: Request, other: Request): boolean {
  return other.choices.kind === 'restore-user' && isOpen(other.state) && !overtakes(request, other);
}

function letsInAfter({ startedAt }: Request, { choices, startedAt: other }: Request): boolean {
  return choices.kind === 'restore-user' && other !== null && other > (startedAt ?? '');
}

/** Teams delivers a click again for some seconds. */
function isNoRepetition({ startedAt }: Request, now: string): boolean {
  return Date.parse(now) - Date.parse(startedAt ?? now) > REPEATED_FOR;
}

const REPEATED_FOR = 60_000;

/**
 * The facts say "can sign in": of a block that is on its way, or was seen only after they were read, that says nothing;
 * and of one that was never made, that they never were out.
 */
function wasThereBefore(block: StepRecord, { readAt }: TargetUser): boolean {
  const { state, verifiedAt } = block;
  if (state !== 'skipped' && !wasMade(block) && keptOutSince(block) === null) return false;
  return verifiedAt === null ? state !== 'accepted' : verifiedAt < readAt;
}
