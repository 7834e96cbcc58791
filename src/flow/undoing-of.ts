import { notByMakers } from '../domain/approval-needs.ts';
import { PROPOSAL_WITHDRAWS } from '../domain/asks-again.ts';
import { mayStand } from '../domain/blocked-at-once.ts';
import { emptyChoices } from '../domain/choices.ts';
import { awaitsAnswer, NOTHING_OF_IT } from '../domain/emergency.ts';
import { keepsOut } from '../domain/keeps-out.ts';
import { makersOf } from '../domain/makers-of.ts';
import type { StepRecord } from '../domain/outcome.ts';
import { COUNTING_STATES, isOpen, mayStandBeside, type Request } from '../domain/request.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import { waitsForOther } from '../domain/waits-for-other.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { makeRequest } from './draft-request.ts';

/** What there is to propose about a block at once that was refused or not confirmed, or why nothing is. */
export type Undoing =
  | { readonly status: 'kept-by'; readonly reference: string }
  | { readonly status: 'nothing'; readonly why: Text }
  | { readonly status: 'to-undo'; readonly made: Omit<Request, 'reference'>; readonly note: Text | null };

/**
 * The restore that would undo it, from what is true now: only where this block was made and stands, and never because
 * somebody else blocked the same person since. `own`: its ledger. `proposal`: the one that waits already; of a block
 * that was lifted since it may still give back the rest, as long as it lets nobody in. `facts`: as read for it. Throws
 * `DirectoryUnavailable`.
 */
export async function undoingOf(
  context: FlowContext,
  block: Request,
  own: readonly StepRecord[],
  proposal: Request | null,
): Promise<{ readonly facts: TargetUser | null; readonly undoing: Undoing }> {
  const { requests, ledger } = context.ports;
  const nothingOfIt = nothing(text(NOTHING_OF_IT, { name: block.targetUserName }));
  // Nobody but who blocked otherwise has anything to undo.
  if (!mayStand(own) && proposal === null) return { facts: null, undoing: nothingOfIt };
  const about = await requests.list({ targetUserId: block.targetUserId, states: COUNTING_STATES });
  // Decided now, nobody would decide it knowing what is said about the later block.
  const later = about.find((other) => other.id !== block.id && awaitsAnswer(other));
  if (later !== undefined && proposal === null)
    return { facts: null, undoing: nothing(text('emergency.awaits-other', { reference: later.reference })) };
  const ledgers = new Map<string, readonly StepRecord[]>();
  for (const { id } of about) ledgers.set(id, await ledger.read(id));
  const keptBy = keepsOut(block, about, ledgers, tenantNow(context));
  if (keptBy !== null) return { facts: null, undoing: { status: 'kept-by', reference: keptBy } };
  const requester = { id: block.requesterId, displayName: block.requesterName };
  const made = await makeRequest(context, requester, emptyChoices('restore-user', block.targetUserId));
  if ('refused' in made) return { facts: null, undoing: nothing(made.refused) };
  const { facts, plan, choices } = made.request;
  if (!mayStand(own) && !facts.accountEnabled) return { facts, undoing: nothingOfIt };
  const [refusal] = plan.refusals;
  if (refusal !== undefined) return { facts, undoing: nothing(refusal) };
  // To be told so by the database would cost a number of a request that never was, at every look.
  const asked = { state: 'pending', emergency: null, choices } as const;
  const others = about.filter(({ id }) => id !== proposal?.id);
  const other = others.find((each) => isOpen(each.state) && !mayStandBeside(asked, each));
  if (other !== undefined) return { facts, undoing: nothing(waitsForOther(other)) };
  const needs = notByMakers(made.request.needs, makersOf(block));
  return { facts, undoing: { status: 'to-undo', made: { ...made.request, needs }, note: withdraws(about) } };
}

function nothing(why: Text): Undoing {
  return { status: 'nothing', why };
}

/** What is planned for later goes when a restore starts: who decides about that is told. */
function withdraws(about: readonly Request[]): Text | null {
  const planned = about.find(({ state, dueAt }) => state === 'scheduled' && dueAt !== null);
  return planned === undefined ? null : text(PROPOSAL_WITHDRAWS, { reference: planned.reference });
}
