import { authorityLost, type LostAuthority, needsRequester } from '../domain/lasting-authority.ts';
import type { DecidingRole } from '../domain/policy.ts';
import type { Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { groupsOf, soundOf } from './standing.ts';

/** Tenant seconds for which what was read at the last approval counts for the start. */
const COUNTS_FOR = 15;

/**
 * Reads once, live, whether everybody on whose word this rests still counts. `chainNow`: who manages the person as far as it
 * was read just now. Throws `DirectoryUnavailable`.
 */
export async function lookAtAuthority(
  context: FlowContext,
  request: Request,
  chainNow: readonly string[] = [],
): Promise<LostAuthority> {
  const { requesterGroupId, policy } = context.settings;
  const deciding = await soundGroups(context);
  const approverIds = request.approvals.map(({ by }) => by);
  const asks = needsRequester(request);
  if (!asks && approverIds.length === 0) return NOTHING_LOST;
  const groupIds = [...deciding.map(([, id]) => id), ...(requesterGroupId === null ? [] : [requesterGroupId])];
  const personIds = [...(asks ? [request.requesterId] : []), ...approverIds];
  const { people } = await context.ports.directory.readAuthority({ targetUserId: null, personIds, groupIds });
  const requester = people.get(request.requesterId);
  return authorityLost({
    request,
    requester: {
      person: requester?.person ?? null,
      inRequesterGroup: requesterGroupId !== null && requester?.groupIds.includes(requesterGroupId) === true,
    },
    chains: [request.facts.managementChain, chainNow, ...(await chainsOfBefore(context, request))],
    approvers: request.approvals.map(({ by, byName }) => ({
      name: byName,
      person: people.get(by)?.person ?? null,
      roles: rolesIn(people.get(by)?.groupIds ?? [], deciding),
    })),
    now: tenantNow(context),
    policy,
  });
}

/** Whether the last approval is so fresh that what was read with it counts for the start. */
export function isJustApproved({ decision }: Request, now: string): boolean {
  return decision !== null && Date.parse(now) - Date.parse(decision.at) <= COUNTS_FOR * 1000;
}

/** What approvers are told: who counts no more, and what their approval does where that is who asked. */
export function lostInWords(
  { requester, approvers }: LostAuthority,
  { requesterName: name }: Request,
): readonly Text[] {
  return requester === null ? approvers : [requester, ...approvers, text('lasting.take-over', { name })];
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

/** Somebody deleted has no managers in Graph: who asks to bring them back was allowed to by an earlier request (`ask.ts`). */
async function chainsOfBefore({ ports }: FlowContext, { targetUserId, choices }: Request) {
  if (choices.kind !== 'restore-user') return [];
  const earlier = await ports.requests.list({ targetUserId, limit: EARLIER });
  return earlier.map(({ facts }) => facts.managementChain);
}

const EARLIER = 20;
