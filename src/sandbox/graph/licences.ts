import { z } from 'zod';
import { type ActivePerson, licenceStates, seatsInUse } from '../tenant-reads.ts';
import { audited, changeCloud, noted } from '../tenant-record.ts';
import type { DirectLicence } from '../tenant-state.ts';
import { collection } from './collection.ts';
import { PERSON, plainType } from './entity-types.ts';
import type { GraphAnswer, GraphCall } from './graph-call.ts';
import { badRequest } from './graph-refusal.ts';
import { personOf } from './lookup.ts';
import { personRow } from './rows.ts';
import { entity } from './select.ts';

const SKU = plainType('subscribedSku', 'subscribedSkus');
const DETAILS = plainType('licenseDetails', 'licenseDetails');

export function listSkus(call: GraphCall): GraphAnswer {
  const rows = call.contoso.licences.map((licence) => ({
    id: `${call.contoso.tenantId}_${licence.skuId}`,
    accountName: 'contoso',
    accountId: call.contoso.tenantId,
    appliesTo: 'User',
    capabilityStatus: 'Enabled',
    consumedUnits: seatsInUse(call.state, licence.skuId),
    prepaidUnits: { enabled: licence.seats, lockedOut: 0, suspended: 0, warning: 0 },
    servicePlans: servicePlans(licence.plans),
    skuId: licence.skuId,
    skuPartNumber: licence.skuPartNumber,
    subscriptionIds: [],
  }));
  return collection(call, SKU, rows);
}

export function listLicenceDetails(call: GraphCall): GraphAnswer {
  const held = new Set(licenceStates(call.state, personOf(call)).map((licence) => licence.skuId));
  const rows = call.contoso.licences
    .filter((licence) => held.has(licence.skuId))
    .map((licence) => ({
      id: licence.skuId,
      skuId: licence.skuId,
      skuPartNumber: licence.skuPartNumber,
      servicePlans: servicePlans(licence.plans),
    }));
  return collection(call, DETAILS, rows);
}

const assignment = z.object({
  addLicenses: z.array(z.object({ skuId: z.guid(), disabledPlans: z.array(z.guid()).default([]) })),
  removeLicenses: z.array(z.guid()),
});

/** Both lists must be there; licences stay in the cloud's hands for synced people too (graph.md 2.3). */
export function assignLicences(call: GraphCall): GraphAnswer {
  const person = personOf(call, call.truth);
  const asked = assignment.safeParse(call.body);
  if (!asked.success) {
    throw badRequest("One or more parameters of the operation 'assignLicense' are missing from the request payload.");
  }
  const { addLicenses, removeLicenses } = asked.data;
  for (const skuId of removeLicenses) refuseRemoval(call, person, skuId);
  for (const licence of addLicenses) refuseAddition(call, person, licence.skuId);
  const named = [...removeLicenses, ...addLicenses.map((licence) => licence.skuId)];
  const kept = person.cloud.directLicences.filter((licence) => !named.includes(licence.skuId));
  const added = addLicenses.map((licence): DirectLicence => ({ ...licence, since: call.now.toISOString() }));
  return written(call, person, [...kept, ...added], named);
}

/** Asks the service to look at the licences again; here they are always right. */
export function reprocessLicences(call: GraphCall): GraphAnswer {
  const { '@odata.type': _, ...row } = personRow(call.truth, personOf(call, call.truth));
  return { status: 200, body: entity(call, PERSON, row) };
}

function written(
  call: GraphCall,
  person: ActivePerson,
  directLicences: readonly DirectLicence[],
  named: readonly string[],
): GraphAnswer {
  const changed = changeCloud(call.truth, person.id, () => ({ directLicences }));
  const logged = audited(changed, call.now, 'application', 'Change user license', person);
  const names = call.contoso.licences
    .filter((known) => named.includes(known.skuId))
    .map((known) => known.skuPartNumber);
  const { '@odata.type': _, ...row } = personRow(changed, { ...person, cloud: { ...person.cloud, directLicences } });
  return {
    status: 200,
    body: entity(call, PERSON, row),
    state: noted(logged, call.now, 'leaver', person.id, 'licences-changed', names.join(', ')),
  };
}

function refuseRemoval(call: GraphCall, person: ActivePerson, skuId: string): void {
  const held = licenceStates(call.truth, person).filter((licence) => licence.skuId === skuId);
  if (held.length === 0) throw badRequest('User does not have a corresponding license.');
  if (held.some((licence) => licence.assignedByGroup === null)) return;
  throw badRequest(
    'User license is inherited from a group membership and it cannot be removed directly from the user.',
  );
}

function refuseAddition(call: GraphCall, person: ActivePerson, skuId: string): void {
  const licence = call.contoso.licences.find((known) => known.skuId === skuId);
  if (licence === undefined) throw badRequest(`License ${skuId} does not correspond to a valid company License.`);
  if (person.cloud.usageLocation === null) {
    throw badRequest('License assignment cannot be done for user with invalid usage location.');
  }
  const has = licenceStates(call.truth, person).some((held) => held.skuId === skuId);
  if (!has && seatsInUse(call.truth, skuId) >= licence.seats) {
    throw badRequest(`Subscription with SKU ${skuId} does not have any available licenses.`);
  }
}

function servicePlans(plans: Readonly<Record<string, string>>) {
  return Object.entries(plans).map(([servicePlanName, servicePlanId]) => ({
    servicePlanId,
    servicePlanName,
    appliesTo: 'User',
    provisioningStatus: 'Success',
  }));
}
