import { isEnabledBySync } from '../domain/ad-block.ts';
import { stillWithout } from '../domain/approval-needs.ts';
import { BLOCKED_SINCE_ASKED, PROPOSAL_ANEW, PROPOSAL_OFF } from '../domain/asks-again.ts';
import { isBlockOnItsWay, mayStand } from '../domain/blocked-at-once.ts';
import { canSignIn } from '../domain/can-sign-in.ts';
import { comparePlans } from '../domain/compare-plans.ts';
import { isOutdated } from '../domain/is-outdated.ts';
import { planHash } from '../domain/plan-hash.ts';
import { COUNTING_STATES, REQUEST_STATES, type Request } from '../domain/request.ts';
import { saysTheSame } from '../domain/says-the-same.ts';
import { LETS_IN } from '../domain/sign-in-kinds.ts';
import { stepRecordsOf } from '../domain/step-records.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import { askedAnew } from './asked-anew.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { withHolder } from './newest-names.ts';
import { type Undoing, undoingOf } from './undoing-of.ts';

/**
 * Tenant minutes for which a reading of the person counts: while it waits; at the click that approves it is read anew.
 */
export const READ_WITHIN = { waiting: 60, deciding: 0 } as const;

/**
 * What Leaver proposed, and nobody decided yet, is about the person as they are: where that asks for another plan, or
 * the plan says something else by now, it becomes a new version, which approvals of before do not count for; where
 * there is nothing to undo any more it is withdrawn, with the reason. Throws `DirectoryUnavailable`.
 */
export async function renewProposal(context: FlowContext, proposal: Request, minutes: number): Promise<Renewed> {
  const { requests, ledger } = context.ports;
  if (proposal.proposal === null || proposal.state !== 'pending') return AS_IT_WAS;
  const block = await requests.read(proposal.proposal.block);
  const own = block === null ? [] : await ledger.read(block.id);
  // Until the block is at rest nobody knows what there is to undo.
  if (block === null || isBlockOnItsWay(own) || !isOutdated(proposal, own, tenantNow(context), minutes))
    return AS_IT_WAS;
  const { facts, undoing } = await undoingOf(context, block, own, proposal);
  if (facts !== null && canSignIn(facts) && mayStand(own) && block.wakeAt !== null)
    return lookFirst(context, proposal, block, facts);
  if (undoing.status !== 'to-undo') return renewed(await withdraw(context, proposal, block, undoing));
  if (!saysTheSame(undoing.made.plan, proposal.plan)) return renewed(await renew(context, proposal, undoing));
  await keepReading(context, proposal, undoing.made.facts);
  return AS_IT_WAS;
}

/** `looking`: what the block has come to is looked at first, since the person can sign in all the same. */
export type Renewed =
  | { readonly status: 'as-it-was' }
  | { readonly status: 'renewed'; readonly request: Request }
  | { readonly status: 'looking'; readonly why: Text };

const AS_IT_WAS: Renewed = { status: 'as-it-was' };

/** Null: somebody else was quicker, and says it. */
function renewed(request: Request | null): Renewed {
  return request === null ? AS_IT_WAS : { status: 'renewed', request };
}

/**
 * Directory sync may have turned the block back, which is made again then: only its look tells that from a change on
 * purpose.
 */
async function lookFirst(context: FlowContext, proposal: Request, block: Request, facts: TargetUser): Promise<Renewed> {
  await keepReading(context, proposal, facts);
  await context.ports.requests.change(block.id, { from: [block.state] }, { wakeAt: tenantNow(context) });
  context.wake(block.id);
  return { status: 'looking', why: text('flow.proposal-looking', { name: facts.displayName }) };
}

async function keepReading(context: FlowContext, proposal: Request, read: TargetUser): Promise<void> {
  const facts = await withHolder(context, proposal, read);
  const expected = { from: ['pending'] as const, version: proposal.version };
  await context.ports.requests.change(proposal.id, expected, { facts, quiet: true });
}

/**
 * Something happened to a block whose undoing waits for a decision: that is looked at, and does not hold up this one.
 */
export async function wakeProposal(context: FlowContext, block: Request, reference: string): Promise<Request> {
  const proposal = await context.ports.requests.read(reference);
  if (proposal?.state !== 'pending') return block;
  const own = await context.ports.ledger.read(block.id);
  if (isOutdated(proposal, own, tenantNow(context), READ_WITHIN.waiting)) context.wake(proposal.id);
  return block;
}

async function renew(
  context: FlowContext,
  proposal: Request,
  { made, note }: Extract<Undoing, { readonly status: 'to-undo' }>,
): Promise<Request | null> {
  const { transactions, requests } = context.ports;
  const now = tenantNow(context);
  const facts = await withHolder(context, proposal, made.facts);
  const differences = [
    ...(await differencesOf(context, proposal, made)),
    ...(await blockedSince(context, proposal)),
    ...(note === null ? [] : [note]),
  ];
  context.log({ kind: 'proposal-renewed', requestId: proposal.id });
  return transactions.run(async (transaction) => {
    const changed = await requests.change(
      proposal.id,
      { from: ['pending'], version: proposal.version, approvals: proposal.approvals.length },
      {
        facts,
        plan: made.plan,
        planHash: planHash(made.plan),
        needs: stillWithout(made.needs, proposal.needs),
        approvals: [],
        note: text(PROPOSAL_ANEW, { differences }),
        ...askedAnew(context, proposal.dueAt, now),
        newVersion: true,
      },
      transaction,
    );
    if (changed === null) return null;
    await requests.replaceSteps(transaction, proposal.id, stepRecordsOf(made.plan, proposal.id, context.newId));
    return changed;
  });
}

/** In words what made it another plan, the person's being able to sign in first. */
async function differencesOf(
  { ports }: FlowContext,
  proposal: Request,
  { facts, plan }: Pick<Request, 'facts' | 'plan'>,
): Promise<readonly Text[]> {
  const { displayName: name } = facts;
  if (letsIn(proposal) && !letsIn({ plan }) && canSignIn(facts)) {
    const bySync = isEnabledBySync(await ports.ledger.runsOf(proposal.targetUserId), facts);
    return [text(bySync ? 'flow.proposal-in-by-sync' : 'flow.proposal-in', { name })];
  }
  const compared = comparePlans(proposal.plan, plan);
  return compared.status === 'matters' ? compared.differences : [text('flow.proposal-otherwise', { name })];
}

function letsIn({ plan }: Pick<Request, 'plan'>): boolean {
  return plan.steps.some(({ kind }) => LETS_IN.includes(kind));
}

/** Blocks at once that came since it was proposed: who decides about it keeps knowing of them. */
async function blockedSince({ ports }: FlowContext, { targetUserId, createdAt }: Request): Promise<readonly Text[]> {
  const about = await ports.requests.list({ targetUserId, kinds: ['block-sign-in'], states: COUNTING_STATES });
  return about
    .filter(({ emergency, startedAt }) => emergency !== null && (startedAt ?? '') > createdAt)
    .map(({ reference, requesterName: name }) => text(BLOCKED_SINCE_ASKED, { reference, name }));
}

/** The block says from then on why nothing is proposed, and is looked at for that as before. */
async function withdraw(
  context: FlowContext,
  proposal: Request,
  block: Request,
  undoing: Exclude<Undoing, { readonly status: 'to-undo' }>,
): Promise<Request | null> {
  const { transactions, requests, starts } = context.ports;
  const now = tenantNow(context);
  const { emergency } = block;
  if (emergency === null) return null;
  const keptBy = undoing.status === 'kept-by' ? undoing.reference : null;
  const notProposed = undoing.status === 'kept-by' ? null : { why: undoing.why, at: now };
  const why = keptBy === null ? notProposed?.why : text('report.emergency.kept-by', { reference: keptBy });
  const done = await transactions.run(async (transaction) => {
    await starts.takeTurn(transaction);
    const expected = { from: ['pending'] as const, version: proposal.version, approvals: proposal.approvals.length };
    const off = { state: 'withdrawn', note: text(PROPOSAL_OFF, { why: why ?? '' }), endedAt: now } as const;
    const changed = await requests.change(
      proposal.id,
      expected,
      { ...off, wakeAt: null, newVersion: true },
      transaction,
    );
    if (changed === null) return null;
    const kept = { ...emergency, proposal: null, keptBy, notProposed };
    const standing = { from: REQUEST_STATES, proposal: proposal.reference };
    await requests.change(block.id, standing, { emergency: kept }, transaction);
    return changed;
  });
  if (done === null) return null;
  context.log({ kind: 'proposal-withdrawn', requestId: proposal.id });
  context.nudge(proposal.id);
  context.nudge(block.id);
  context.wake(block.id);
  return done;
}
