import { awaitsAgreement } from '../domain/agreement.ts';
import { confirmByOf, firstHour } from '../domain/emergency.ts';
import { DirectoryUnavailable } from '../domain/errors.ts';
import { ACTIVE_STATES, type Request, type RequestState } from '../domain/request.ts';
import { standingBlock } from '../domain/standing-block.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import { isToLetIn } from '../domain/turning-round.ts';
import { isDoneByLeaver } from '../domain/who-does-it.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { whatIsGone } from './what-is-gone.ts';

/** `facts`: null while the directory hardly answers. */
type Before = {
  readonly facts: TargetUser | null;
  /** `blocks`: whether the click is the block itself. One that is only asked for changes nothing of what is there. */
  readonly known: (blocks: boolean) => readonly Text[];
  readonly confirmBy: string | null;
};

/**
 * For the last look before a block is made at once: what it means for this person, what else is asked about them, and
 * until when it is to be confirmed.
 */
export async function beforeBlockNow(context: FlowContext, targetUserId: string): Promise<Before> {
  const [facts, requests] = await Promise.all([
    readIfPossible(context, targetUserId),
    context.ports.requests.list({ targetUserId, states: ACTIVE_STATES }),
  ]);
  const blocked = facts === null || facts.accountEnabled ? [] : [await blockedAlready(context, facts)];
  const others = requests.filter(({ emergency }) => emergency === null);
  const beside = await Promise.all(others.map((request) => besides(context, request)));
  const known = (blocks: boolean) => [
    ...(facts === null ? [text('emergency.unread')] : []),
    ...blocked,
    ...(blocks && blocked.length > 0 ? [AGAIN] : []),
    ...(facts?.identity === 'synced' ? [temporary(facts)] : []),
    ...beside.map(({ ifBlocked, now }) => (blocks ? ifBlocked : now)),
  ];
  return { facts, known, confirmBy: facts === null ? null : await hourOfStanding(context, facts) };
}

const AGAIN = text('emergency.block-again');

/** Null: it would have its own, as it would if the earlier one's is over. */
async function hourOfStanding(context: FlowContext, facts: TargetUser): Promise<string | null> {
  const gone = await whatIsGone(context, { facts, targetUserId: facts.id });
  const now = tenantNow(context);
  const standing = gone.filter(({ wasIn }) => !wasIn).map(({ request }) => request);
  const first = firstHour(standing, now);
  return first === null ? null : confirmByOf(now, context.settings.policy.emergency.confirmWithin, first);
}

function temporary(facts: TargetUser): Text {
  const { displayName: name, adDomain } = facts;
  if (!isDoneByLeaver(facts)) return text('emergency.synced', { name });
  return text('emergency.synced-by-leaver', { name, domain: adDomain?.name ?? '' });
}

/** The block must be possible also while the directory hardly answers: then the card only says less. */
async function readIfPossible(context: FlowContext, targetUserId: string): Promise<TargetUser | null> {
  try {
    return await context.ports.directory.readTargetUser(targetUserId, 'block');
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return null;
  }
}

/** By which request is said only while that one is watched: what somebody else did since is nobody's of Leaver's. */
async function blockedAlready({ ports }: FlowContext, { id, displayName: name }: TargetUser): Promise<Text> {
  const block = standingBlock(await ports.ledger.runsOf(id));
  if (block === null || block.since === null || block.since === 'unsure')
    return text('emergency.blocked-already', { name });
  return text('emergency.blocked-since', { name, at: { instant: block.since }, reference: block.reference });
}

/** What another request is, and what a block makes of it: only a restore does not stay as it is. */
async function besides(
  { ports }: FlowContext,
  request: Request,
): Promise<{ readonly now: Text; readonly ifBlocked: Text }> {
  const { reference, choices, state } = request;
  const now = stays(request);
  if (choices.kind !== 'restore-user') return { now, ifBlocked: now };
  const isOver = state === 'watching' && !isToLetIn(await ports.ledger.read(request.id));
  const becomes = isOver ? 'watches' : (RESTORES[state] ?? 'waits');
  return { now, ifBlocked: text(`emergency.restore-${becomes}`, { reference }) };
}

function stays(request: Request): Text {
  const { reference, dueAt, state, requesterName: name, expiresAt } = request;
  if (dueAt !== null && (state === 'approved' || state === 'scheduled'))
    return text('emergency.stays-planned', { reference, at: { instant: dueAt } });
  if (state === 'pending' && awaitsAgreement(request))
    return text('emergency.stays-to-agree', { reference, name, until: { instant: expiresAt } });
  return text('emergency.stays', { reference, state: text(`card.request-state.${state}`) });
}

/** What a block at once makes of a restore (`stopRestores`, `endEarlierWatches`); one that waits is decided anew. */
const RESTORES: Readonly<Partial<Record<RequestState, 'runs'>>> = { running: 'runs', watching: 'runs' };
