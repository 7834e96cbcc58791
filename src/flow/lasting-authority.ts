import { withRequester } from '../domain/approval-needs.ts';
import { isInOffice } from '../domain/is-in-office.ts';
import { authorityLost, type LostAuthority, needsRequester } from '../domain/lasting-authority.ts';
import type { DecidingRole } from '../domain/policy.ts';
import type { Request } from '../domain/request.ts';
import type { Protection } from '../domain/target-user.ts';
import type { Text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { lastFacts } from './last-facts.ts';
import { groupsOf, soundOf } from './standing.ts';

/** Tenant seconds for which what was read at the last approval counts for the start. */
const COUNTS_FOR = 15;

/**
 * Reads once, live, whether everybody on whose word this rests still counts. `chainNow`: who manages the person, where
 * that was read just now; else it is read only where who asked would be lost without it. Throws `DirectoryUnavailable`.
 */
export async function lookAtAuthority(
  context: FlowContext,
  request: Request,
  chainNow: readonly string[] | null = null,
): Promise<LostAuthority> {
  return (await readAuthority(context, request, { targetUserId: null, chainNow })).lost;
}

/** As {@link lookAtAuthority}, and in the same round trip what protects that person; null = nobody's. */
export async function readAuthority(
  context: FlowContext,
  request: Request,
  { targetUserId, chainNow }: { readonly targetUserId: string | null; readonly chainNow: readonly string[] | null },
): Promise<{ readonly lost: LostAuthority; readonly protections: readonly Protection[] }> {
  const { requesterGroupId, policy } = context.settings;
  const deciding = await soundGroups(context);
  const asks = needsRequester(request);
  const personIds = [...(asks ? [request.requesterId] : []), ...request.approvals.map(({ by }) => by)];
  if (personIds.length === 0 && targetUserId === null) return { lost: NOTHING_LOST, protections: [] };
  const groupIds = [...deciding.map(([, id]) => id), ...(requesterGroupId === null ? [] : [requesterGroupId])];
  const { directory, people: known } = context.ports;
  const { people, protections } = await directory.readAuthority({ targetUserId, personIds, groupIds });
  const requester = people.get(request.requesterId);
  const chains = [request.facts.managementChain, ...(await chainsOfBefore(context, request))];
  const lostWith = (live: readonly string[]) =>
    authorityLost({
      request,
      requester: {
        person: requester?.person ?? null,
        inRequesterGroup: requesterGroupId !== null && requester?.groupIds.includes(requesterGroupId) === true,
      },
      chains: [...chains, live],
      approvers: request.approvals.map(({ by, byName }) => ({
        name: byName,
        person: people.get(by)?.person ?? null,
        roles: rolesIn(people.get(by)?.groupIds ?? [], deciding),
      })),
      now: tenantNow(context),
      policy,
    });
  const lost = lostWith(chainNow ?? []);
  const mayManage = chainNow === null && lost.requester !== null && isInOffice(requester?.person ?? null);
  return {
    lost: mayManage ? lostWith(await known.managementChain(request.targetUserId)) : lost,
    protections,
  };
}

/** Whether the last approval is so fresh that what was read with it counts for the start. */
export function isJustApproved({ decision }: Request, now: string): boolean {
  return decision !== null && Date.parse(now) - Date.parse(decision.at) <= COUNTS_FOR * 1000;
}

/** Whether who asked can be asked anything about it: they are there, and still count. Throws `DirectoryUnavailable`. */
export async function asksRequester(context: FlowContext, request: Request): Promise<boolean> {
  if (!needsRequester(request)) return false;
  return (await lookAtAuthority(context, { ...request, approvals: [] })).requester === null;
}

/** As {@link asksRequester} of a request that an approver was to take over: whether who asked counts again. */
export function countsAgain(context: FlowContext, request: Request): Promise<boolean> {
  return asksRequester(context, { ...request, needs: withRequester(request.needs) });
}

/** What approvers are told: who counts no more. What their approval does then, the card says (`report-approval.ts`). */
export function lostInWords({ requester, approvers }: LostAuthority): readonly Text[] {
  return requester === null ? approvers : [requester, ...approvers];
}

/** Without those by which nobody decides any more. */
async function soundGroups(context: FlowContext) {
  const all = groupsOf(context);
  const sound = await soundOf(
    context,
    all.map(([, id]) => id),
  );
  return all.filter(([, id]) => sound.includes(id));
}

/** Everybody counts. */
export const NOTHING_LOST: LostAuthority = { requester: null, approvers: [] };

function rolesIn(
  groupIds: readonly string[],
  deciding: readonly (readonly [DecidingRole, string])[],
): readonly DecidingRole[] {
  return deciding.flatMap(([role, id]) => (groupIds.includes(id) ? [role] : []));
}

/**
 * Somebody deleted has no managers in Graph: who asks to bring them back was allowed to by what was known before
 * (`ask.ts`).
 */
async function chainsOfBefore(context: FlowContext, { targetUserId, choices }: Request) {
  if (choices.kind !== 'restore-user') return [];
  return [(await lastFacts(context, targetUserId))?.managementChain ?? []];
}
