import type { LoggedCall } from '../../sandbox/call-log.ts';
import { contoso } from '../../sandbox/contoso.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { TenantGroup, TenantPerson } from '../../sandbox/tenant.ts';

export type Witness = {
  readonly calls: readonly LoggedCall[];
  readonly steps: number;
  readonly lost: number;
  readonly repeated: number;
};

/**
 * What the tenant itself shows of each step, where the person has what the step works on. No automatic reply: the
 * account goes in these requests, and its mailbox with it.
 */
const EFFECTS: readonly ((person: TenantPerson, inGroups: number) => boolean | null)[] = [
  ({ cloud }) => cloud?.accountEnabled === false,
  ({ cloud }) => cloud?.deletedDateTime != null,
  ({ cloud }) => cloud === null || cloud.directLicences.every(({ skuId }) => carriesMailbox(skuId)),
  ({ drive }) => (drive === null ? null : JSON.stringify(drive).includes(contoso.personas.manager.id)),
  (_, inGroups) => inGroups === 0,
];

/** The licence of the mailbox stays, unless somebody asked for it by name. */
function carriesMailbox(skuId: string): boolean {
  const plans = contoso.licences.find((licence) => licence.skuId === skuId)?.plans ?? {};
  return Object.keys(plans).some((name) => name.startsWith('EXCHANGE_S_'));
}

/**
 * Counts, from outside the bot, which steps show in the tenant and which calls were made more often than they may be.
 */
export async function readWitness(sandbox: Sandbox, leavers: readonly string[]): Promise<Witness> {
  const { calls } = (await (await fetch(`${sandbox.url}/sandbox/calls`)).json()) as { calls: readonly LoggedCall[] };
  const { people, groups } = sandbox.tenant.state();
  const seen = leavers.flatMap((key) => {
    const person = people[contoso.people[key]?.id ?? ''];
    if (person === undefined) return [false];
    const left = Object.values(groups).filter((group) => isLeft(group) && group.members.includes(person.id)).length;
    return EFFECTS.map((effect) => effect(person, left)).filter((effect) => effect !== null);
  });
  return { calls, steps: seen.length, lost: seen.filter((effect) => !effect).length, repeated: countRepeated(calls) };
}

/** Cloud groups that a request leaves: no rule, not synced, not for mail, no licences, no roles. */
function isLeft(group: TenantGroup): boolean {
  const { groupTypes, membershipRule, onPremisesSyncEnabled, mailEnabled, isAssignableToRole, licences } = group;
  if (membershipRule !== null || onPremisesSyncEnabled === true || isAssignableToRole === true) return false;
  return (!mailEnabled || groupTypes.includes('Unified')) && licences.length === 0;
}

/**
 * Calls that are not harmless twice (graph.md 12): a second one that Graph took counts, whether or not it changed
 * anything.
 */
function countRepeated(calls: readonly LoggedCall[]): number {
  const taken = new Map<string, number>();
  for (const call of calls) {
    const name = dangerous(call.method, call.path, call.body);
    if (name === null || (call.status >= 300 && !call.changed)) continue;
    const key = `${name} ${call.clientRequestId}`;
    taken.set(key, (taken.get(key) ?? 0) + 1);
  }
  return [...taken.values()].reduce((sum, count) => sum + count - 1, 0);
}

export function isDangerous(method: string, path: string, body: unknown): boolean {
  return dangerous(method, path, body) !== null;
}

function dangerous(method: string, path: string, body: unknown): string | null {
  if (method === 'PATCH' && JSON.stringify(body ?? {}).includes('passwordProfile')) return 'reset-password';
  if (method === 'POST' && path.endsWith('/invite')) return 'invite';
  if (method === 'POST' && path.endsWith('/assignLicense')) return 'assign-licence';
  if (method === 'DELETE' && /^\/users\/[^/]+$/.test(path)) return 'delete';
  return null;
}

/** For each restart with work left: real seconds from the start of the process to its first write. */
export function resumeTimes(calls: readonly LoggedCall[], restarts: readonly number[]): readonly number[] {
  return restarts.flatMap((started, place) => {
    const ended = restarts[place + 1] ?? Number.POSITIVE_INFINITY;
    const first = calls.find(({ real, method, path }) => real > started && real < ended && isWork(method, path));
    return first === undefined ? [] : [(first.real - started) / 1000];
  });
}

/** A write: what a step does, and not what a readiness check or a status question reads. */
function isWork(method: string, path: string): boolean {
  return method !== 'GET' && !path.includes('$batch') && !path.includes('checkMemberGroups');
}
