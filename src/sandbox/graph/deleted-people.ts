import { z } from 'zod';
import { formerName, purge, undelete } from '../deleted-items.ts';
import { type ActivePerson, activePeople, deletedPeople } from '../tenant-reads.ts';
import type { CloudAccount, TenantState } from '../tenant-state.ts';
import { collection } from './collection.ts';
import { PERSON } from './entity-types.ts';
import type { GraphAnswer, GraphCall } from './graph-call.ts';
import { badRequest, notFound } from './graph-refusal.ts';
import { refuseProtected } from './lookup.ts';
import { personRow } from './rows.ts';
import { entity } from './select.ts';

export function listDeleted(call: GraphCall): GraphAnswer {
  return collection(
    call,
    PERSON,
    deletedPeople(call.state).map((person) => personRow(call.state, person)),
  );
}

/** 404 for never there, restored, or purged alike (graph.md 2.9). */
export function readDeleted(call: GraphCall): GraphAnswer {
  return { status: 200, body: entity(call, PERSON, personRow(call.state, deletedOf(call, call.state))) };
}

export function purgeDeleted(call: GraphCall): GraphAnswer {
  const person = deletedOf(call, call.truth);
  refuseProtected(call, person);
  return { status: 204, state: purge(call.truth, call.now, person.id, 'leaver') };
}

const options = z.object({
  autoReconcileProxyConflict: z.boolean().optional(),
  newUserPrincipalName: z.string().optional(),
});

/**
 * Brings the object back under its former name or another. A name or address that somebody holds now is a conflict; a
 * synced object whose AD object is gone comes back as an orphan that nothing masters (hybrid.md 1.3).
 */
export function restoreDeleted(call: GraphCall): GraphAnswer {
  const person = deletedOf(call, call.truth);
  refuseProtected(call, person);
  const asked = options.safeParse(call.body ?? {});
  if (!asked.success) throw badRequest('Invalid value specified for a parameter of restore.');
  const userPrincipalName = asked.data.newUserPrincipalName ?? formerName(person.cloud);
  refuseForeignDomain(call, userPrincipalName);
  refuseTakenName(call.truth, userPrincipalName);
  const proxyAddresses = freeAddresses(call.truth, person, asked.data.autoReconcileProxyConflict === true);
  const orphan = person.cloud.onPremisesSyncEnabled === true && person.ad?.deletedAt != null;
  const change: Partial<CloudAccount> = {
    userPrincipalName,
    proxyAddresses,
    ...(orphan ? { onPremisesSyncEnabled: false } : {}),
  };
  const state = undelete(call.truth, call.now, person.id, 'leaver', change);
  const restored = activePeople(state).find((other) => other.id === person.id);
  if (restored === undefined) throw notFound(person.id);
  return { status: 200, body: entity(call, PERSON, personRow(state, restored)), state };
}

function deletedOf(call: GraphCall, state: TenantState): ActivePerson {
  const id = (call.parameters['directoryObject-id'] ?? '').toLowerCase();
  const person = deletedPeople(state).find((other) => other.id === id);
  if (person === undefined) throw notFound(id);
  return person;
}

function refuseForeignDomain(call: GraphCall, name: string): void {
  if (call.contoso.domains.some((domain) => name.toLowerCase().endsWith(`@${domain.id}`))) return;
  throw badRequest(
    'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
  );
}

function refuseTakenName(state: TenantState, name: string): void {
  const holder = activePeople(state).find(({ cloud }) => cloud.userPrincipalName.toLowerCase() === name.toLowerCase());
  if (holder === undefined) return;
  throw badRequest('Another object with the same value for property userPrincipalName already exists.');
}

/** The addresses to come back with: all, or without those somebody holds now when the caller allowed that. */
function freeAddresses(state: TenantState, person: ActivePerson, dropTaken: boolean): readonly string[] {
  const taken = new Set(
    activePeople(state).flatMap(({ cloud }) => cloud.proxyAddresses.map((one) => one.toLowerCase())),
  );
  const free = person.cloud.proxyAddresses.filter((address) => !taken.has(address.toLowerCase()));
  if (free.length === person.cloud.proxyAddresses.length || dropTaken) return free;
  throw badRequest('Another object with the same value for property proxyAddresses already exists.');
}
