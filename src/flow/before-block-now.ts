import { DirectoryUnavailable } from '../domain/errors.ts';
import { isOpen, type Request, type RequestState } from '../domain/request.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import { isDoneByLeaver } from '../domain/who-does-it.ts';
import type { FlowContext } from './context.ts';

/** For the last look before a block is made at once: what it means for this person, and what else is asked about them. */
export async function beforeBlockNow(context: FlowContext, targetUserId: string): Promise<readonly Text[]> {
  const [facts, requests] = await Promise.all([
    readIfPossible(context, targetUserId),
    context.ports.requests.list({ targetUserId, limit: 50 }),
  ]);
  return [
    ...(facts === null || facts.accountEnabled ? [] : [blockedAlready(facts, requests)]),
    ...(facts?.identity === 'synced' ? [temporary(facts)] : []),
    ...requests.filter(isBeside).map((request) => besides(request)),
  ];
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

function blockedAlready({ displayName: name }: TargetUser, requests: readonly Request[]): Text {
  const last = requests.find(({ startedAt, choices }) => startedAt !== null && choices.kind !== 'restore-user');
  if (last === undefined || last.startedAt === null) return text('emergency.blocked-already', { name });
  return text('emergency.blocked-since', { name, at: { instant: last.startedAt }, reference: last.reference });
}

function isBeside({ state, emergency }: Request): boolean {
  return emergency === null && (isOpen(state) || state === 'watching');
}

function besides({ reference, choices, dueAt, state }: Request): Text {
  if (choices.kind === 'restore-user') return text(`emergency.restore-${RESTORES[state] ?? 'waits'}`, { reference });
  if (dueAt !== null && (state === 'approved' || state === 'scheduled'))
    return text('emergency.stays-planned', { reference, at: { instant: dueAt } });
  return text('emergency.stays', { reference, state: text(`card.request-state.${state}`) });
}

/** What a block at once makes of a restore (`stopRestores`, `endEarlierWatches`); one that waits is decided anew. */
const RESTORES: Readonly<Partial<Record<RequestState, 'runs' | 'watches'>>> = { running: 'runs', watching: 'watches' };
