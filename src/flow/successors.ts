import type { Choices } from '../domain/choices.ts';
import { DirectoryUnavailable } from '../domain/errors.ts';
import type { Person } from '../domain/person.ts';
import { COUNTING_STATES, type Request } from '../domain/request.ts';
import { maySucceed, type SuccessorTie } from '../domain/rules.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';

/** Whom the form offers: the manager and the requester's reports, without anybody whom the plan would refuse. */
export function offeredSuccessors(
  context: FlowContext,
  requesterId: string,
  { id, manager }: Pick<TargetUser, 'id' | 'manager'>,
): Promise<readonly Person[]> {
  return orNobody(async () => {
    const boss = await readManager(context, manager);
    const reports = await context.ports.people.directReports(requesterId);
    return fitting(context, [...boss, ...reports.filter((person) => person.id !== manager?.id)], id);
  });
}

/** Whom the form has chosen already: the manager, or who asks. */
export async function proposedSuccessor(
  context: FlowContext,
  requester: Person,
  { id, manager }: Pick<TargetUser, 'id' | 'manager'>,
): Promise<Person | null> {
  const likely = async () => fitting(context, [...(await readManager(context, manager)), requester], id);
  const [first] = await orNobody(likely);
  return first ?? null;
}

async function readManager({ ports }: FlowContext, manager: TargetUser['manager']): Promise<readonly Person[]> {
  const boss = manager === null ? null : await ports.people.read(manager.id);
  return boss === null ? [] : [boss];
}

/** An offer is a convenience, which keeps nobody from asking: plan, submit and start read who is chosen again. */
async function orNobody(offered: () => Promise<readonly Person[]>): Promise<readonly Person[]> {
  try {
    return await offered();
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return [];
  }
}

/** Those who could receive files and mail of that target user. */
export async function fitting(
  context: FlowContext,
  people: readonly Person[],
  targetUserId: string,
): Promise<readonly Person[]> {
  const [tied, leaving] = await Promise.all([
    protectedIds(context),
    leavingAmong(
      context,
      people.map(({ id }) => id),
    ),
  ]);
  const likely = people
    .filter((person) => !tied.has(person.id) && !leaving.has(person.id) && maySucceed(person, targetUserId) === null)
    .slice(0, MOST_ASKED_ABOUT);
  const holders = await context.ports.people.roleHolders(likely.map(({ id }) => id));
  return likely.filter(({ id }) => !holders.has(id));
}

/** A form offers eleven. */
const MOST_ASKED_ABOUT = 20;

/**
 * What this person is besides: on the way out by a request about them, on the protected list, an administrator; null =
 * none of it. To whom it says so about themself it is one and the same: nobody hears of their own leaving by it.
 */
export async function tieOf(
  context: FlowContext,
  personId: string,
  readerId: string,
  roles?: 'active',
): Promise<SuccessorTie | null> {
  const tie = await realTieOf(context, personId, roles);
  return tie !== null && personId === readerId ? 'unfit' : tie;
}

async function realTieOf(
  context: FlowContext,
  personId: string,
  roles: 'active' | undefined,
): Promise<SuccessorTie | null> {
  if ((await leavingAmong(context, [personId])).has(personId)) return 'leaving';
  const { people, groups } = context.ports;
  const { protectedGroupId } = context.settings;
  if (protectedGroupId !== null && (await groups.isMember(personId, protectedGroupId))) return 'protected';
  return (await people.roleHolders([personId], roles)).has(personId) ? 'role' : null;
}

/**
 * Before a run: the choices without a successor who can receive nothing any more, and what people are told of that. The
 * rest of the work is decided anew; nobody else gets the files without being named. Whom people approved, and who by now
 * may take up a role or is guarded, holds none: for that no block on the last day is put off.
 */
export async function withoutLostSuccessor(
  context: FlowContext,
  { choices, requesterId }: Pick<Request, 'choices' | 'requesterId'>,
  facts: TargetUser,
): Promise<{ readonly choices: Choices; readonly lost: readonly Text[] }> {
  const { successorId } = choices;
  if (successorId === null) return { choices, lost: [] };
  const successor = await context.ports.people.read(successorId);
  const refusal = maySucceed(successor, facts.id, await tieOf(context, successorId, requesterId, 'active'));
  if (refusal === null) return { choices, lost: [] };
  const alone = { ...choices, successorId: null, successorName: null, shareFiles: false };
  return { choices: alone, lost: [refusal, text('plan.difference.successor')] };
}

async function protectedIds({ ports, settings }: FlowContext): Promise<ReadonlySet<string>> {
  if (settings.protectedGroupId === null) return new Set();
  return new Set((await ports.groups.members(settings.protectedGroupId)).map(({ id }) => id));
}

/**
 * Who is to leave or has left by a request that people approved, since anybody alone could keep another's offboarding
 * back by one that merely waits: only a restore that began since counts as coming back, and no block beside it.
 */
async function leavingAmong({ ports }: FlowContext, targetUserIds: readonly string[]): Promise<ReadonlySet<string>> {
  const filter = { targetUserIds, kinds: ['offboard', 'restore-user'], states: COUNTING_STATES } as const;
  const last = new Map<string, Request>();
  for (const request of await ports.requests.list(filter)) {
    if (!last.has(request.targetUserId) && saysWhetherLeaving(request)) last.set(request.targetUserId, request);
  }
  return new Set(
    [...last.values()].flatMap(({ choices, targetUserId: id }) => (choices.kind === 'offboard' ? [id] : [])),
  );
}

/** What was approved, and waits for its requester to agree to another hour, runs at its own without them. */
function saysWhetherLeaving({ choices, state, edited, startedAt }: Request): boolean {
  if (choices.kind === 'offboard') return state !== 'pending' || edited?.before !== undefined;
  return choices.kind === 'restore-user' && startedAt !== null;
}
