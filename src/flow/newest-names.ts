import { isRenamed } from '../domain/as-read-last.ts';
import { DirectoryUnavailable } from '../domain/errors.ts';
import { isSyncedByConnect } from '../domain/last-cycle.ts';
import type { Person } from '../domain/person.ts';
import type { Request } from '../domain/request.ts';
import { syncSeenAt } from '../domain/sync-seen.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type FlowContext, tenantNow } from './context.ts';

/** Facts as old as this were read for the same look. */
const FRESH_MILLISECONDS = 60_000;

/**
 * At a look: the request with the name and address that the person has now and with the last directory sync, stored
 * where they are others. Without an answer of the directory the old ones stay; a name is no reason to look at nothing.
 */
export async function withNewestNames(context: FlowContext, request: Request): Promise<Request> {
  return (await readNewestNames(context, request)) ?? request;
}

/** As {@link withNewestNames}, for who has to say so: null = the directory gave no answer. */
export async function readNewestNames(context: FlowContext, request: Request): Promise<Request | null> {
  const age = Date.parse(tenantNow(context)) - Date.parse(request.facts.readAt);
  if (age < FRESH_MILLISECONDS) return request;
  try {
    const person = await context.ports.people.read(request.targetUserId);
    const named =
      person === null ? request.facts : await withHolder(context, request, await namedAs(context, request, person));
    const { facts, isNews } = await withSync(context, named);
    const quiet = !isNews && saysTheSame(facts, request.facts);
    if (quiet && facts === named) return request;
    const changed = await context.ports.requests.change(request.id, { from: [request.state] }, { facts, quiet });
    if (!quiet) context.nudge(request.id);
    return changed ?? request;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return null;
  }
}

/** Of people whom sync touches, the last sync as it was seen just now. */
async function withSync(
  context: FlowContext,
  facts: TargetUser,
): Promise<{ readonly facts: TargetUser; readonly isNews: boolean }> {
  const isStamped = facts.identity === 'synced' && isSyncedByConnect(facts.adDomain);
  const last = isStamped ? await context.ports.directory.readLastSync() : null;
  if (last === null) return { facts, isNews: false };
  const { syncSeen, isNews } = syncSeenAt(facts, last, tenantNow(context));
  return { facts: { ...facts, syncSeen }, isNews };
}

/** With whose the address of the asking is by now, where the person has another one. */
export async function withHolder(context: FlowContext, request: Request, facts: TargetUser): Promise<TargetUser> {
  const { oldAddressHolder: _, ...rest } = facts;
  const old = request.targetUserPrincipalName;
  if (!isRenamed(old, facts.userPrincipalName)) return rest;
  const holder = (await context.ports.people.find(old, 'active')).find(
    ({ id, userPrincipalName }) => id !== facts.id && !isRenamed(old, userPrincipalName),
  );
  return holder === undefined ? rest : { ...rest, oldAddressHolder: holder.displayName };
}

/** The same account in AD DS has other names there too, which the script compares before it writes. */
async function namedAs(context: FlowContext, { facts }: Request, person: Person): Promise<TargetUser> {
  const { outsideAddress: _, ...rest } = facts;
  const { displayName, userPrincipalName, outsideAddress } = person;
  const outside = outsideAddress === undefined ? {} : { outsideAddress };
  const named = { ...rest, displayName, userPrincipalName, ...outside };
  if (saysTheSame(named, facts) || facts.onPremises === null) return named;
  const { onPremises } = await context.ports.directory.readTargetUser(facts.id);
  const isSame =
    onPremises?.securityIdentifier === facts.onPremises.securityIdentifier &&
    onPremises.immutableId === facts.onPremises.immutableId;
  return isSame ? { ...named, onPremises } : named;
}

function saysTheSame(one: TargetUser, other: TargetUser): boolean {
  return (
    one.displayName === other.displayName &&
    one.userPrincipalName === other.userPrincipalName &&
    one.outsideAddress === other.outsideAddress &&
    one.oldAddressHolder === other.oldAddressHolder
  );
}
