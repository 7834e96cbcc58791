import { DirectoryUnavailable } from '../domain/errors.ts';
import { isKeptOut } from '../domain/is-kept-out.ts';
import type { Request } from '../domain/request.ts';
import type { FlowContext } from './context.ts';
import type { ShownCard } from './ports.ts';
import { type Standing, standingOfAll } from './standing.ts';

/** Who of those that hold a card is a party still. */
export type PresentParties = {
  /** Whether the requester may see anything of it at all. */
  readonly sees: boolean;
  /** Helpdesk with a card, who stand in a role that decides. */
  readonly holderIds: readonly string[];
  /** Cards of whoever left the group, was blocked or became external since; of the requester too. None of a task. */
  readonly lost: readonly ShownCard[];
  /** Of the requester and everybody with a card; null = nobody could be read. */
  readonly standing: ReadonlyMap<string, Standing> | null;
  /** Nobody could be read, and somebody whom Leaver keeps out holds a card: it is not told before they are. */
  readonly isOpen: boolean;
};

/**
 * Reads it once, live, for everybody with a card. While the directory is silent, what was true counts; whom Leaver keeps
 * out is shown nothing anew meanwhile.
 */
export async function presentParties(
  context: FlowContext,
  { requesterId }: Request,
  shown: readonly ShownCard[],
): Promise<PresentParties> {
  // Who does a task is a party to that alone, and `tellTasks` says whose card of it goes.
  const cards = shown.filter(({ kind }) => kind !== 'task');
  const held = cards.filter(({ personId }) => personId !== requesterId);
  const holderIds = [...new Set(held.map(({ personId }) => personId))];
  try {
    const standing = await standingOfAll(context, [requesterId, ...holderIds]);
    const isParty = (id: string) => (standing.get(id)?.roles.length ?? 0) > 0;
    const sees = standing.get(requesterId)?.inOffice === true;
    return {
      sees,
      holderIds: holderIds.filter(isParty),
      lost: cards.filter(({ personId }) => (personId === requesterId ? !sees : !isParty(personId))),
      standing,
      isOpen: false,
    };
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    const out = await keptOut(context, [requesterId, ...holderIds]);
    const isOpen = cards.some(({ personId }) => out.has(personId));
    return {
      sees: !out.has(requesterId),
      holderIds: holderIds.filter((id) => !out.has(id)),
      lost: [],
      standing: null,
      isOpen,
    };
  }
}

async function keptOut({ ports }: FlowContext, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const out = new Set<string>();
  for (const id of personIds) if (isKeptOut(await ports.ledger.runsOf(id))) out.add(id);
  return out;
}
