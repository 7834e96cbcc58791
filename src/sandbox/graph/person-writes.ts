import { z } from 'zod';
import { softDelete } from '../deleted-items.ts';
import type { ActivePerson } from '../tenant-reads.ts';
import { audited, changeCloud, noted } from '../tenant-record.ts';
import type { TenantState } from '../tenant-state.ts';
import type { GraphAnswer, GraphCall } from './graph-call.ts';
import { badRequest, masteredOnPremises, notPlayed } from './graph-refusal.ts';
import { personOf, refuseProtected } from './lookup.ts';

const update = z.looseObject({
  accountEnabled: z.boolean().optional(),
  passwordProfile: z
    .looseObject({ password: z.string(), forceChangePasswordNextSignIn: z.boolean().optional() })
    .optional(),
  usageLocation: z.string().length(2).nullable().optional(),
});
type Update = z.infer<typeof update>;

/** What only AD DS may change of a synced person; one of them refuses the whole PATCH (graph.md 2.2). */
const MASTERED =
  'displayName givenName surname jobTitle department mobilePhone businessPhones officeLocation userPrincipalName mailNickname'.split(
    ' ',
  );

/** PATCH of accountEnabled, passwordProfile or usageLocation. */
export function updatePerson(call: GraphCall): GraphAnswer {
  const person = personOf(call, call.truth);
  const change = parseUpdate(call.body);
  if (person.cloud.onPremisesSyncEnabled === true) refuseMastered(person, change);
  if (change.accountEnabled !== undefined || change.passwordProfile !== undefined) refuseProtected(call, person);
  if (change.passwordProfile !== undefined) refusePassword(call, person, change.passwordProfile.password);
  return { status: 204, state: writeUpdate(call, person, change) };
}

function parseUpdate(body: unknown): Update {
  const parsed = update.safeParse(body);
  if (!parsed.success) throw badRequest("Invalid value specified for property of resource 'User'.");
  const unknown = Object.keys(parsed.data).find(
    (name) => !['accountEnabled', 'passwordProfile', 'usageLocation', ...MASTERED].includes(name),
  );
  if (unknown !== undefined) throw notPlayed(`a change of '${unknown}'`);
  if (Object.keys(parsed.data).length === 0) throw badRequest('Empty Payload. JSON content expected.');
  return parsed.data;
}

/** Sources differ on accountEnabled of synced people, so both answers exist here (graph.md 0.6). */
function refuseMastered(person: ActivePerson, change: Update): void {
  const refused = change.accountEnabled !== undefined && person.quirks.cloudBlock === 'refused';
  const mastered = MASTERED.some((name) => name in change);
  if (refused || mastered || change.passwordProfile !== undefined) throw masteredOnPremises();
}

function refusePassword(call: GraphCall, person: ActivePerson, password: string): void {
  const domain = person.cloud.userPrincipalName.split('@')[1];
  const federated = call.contoso.domains.some(
    (known) => known.id === domain && known.authenticationType === 'Federated',
  );
  if (federated) throw badRequest('Password cannot be updated for federated users.');
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  if (password.length < 8 || password.length > 256 || kinds < 3) {
    throw badRequest(
      'The specified password does not comply with password complexity requirements. Please provide a different password.',
    );
  }
}

function writeUpdate(call: GraphCall, person: ActivePerson, change: Update): TenantState {
  const { accountEnabled, passwordProfile, ...rest } = change;
  const mastered = Object.keys(rest).find((name) => name !== 'usageLocation');
  if (mastered !== undefined) throw notPlayed(`a change of '${mastered}'`);
  let state = call.truth;
  if (accountEnabled !== undefined) state = writeEnabled(call, state, person, accountEnabled);
  if (passwordProfile !== undefined) state = writePassword(call, state, person);
  if (rest.usageLocation === undefined) return state;
  const { usageLocation } = rest;
  return noted(
    changeCloud(state, person.id, () => ({ usageLocation })),
    call.now,
    'leaver',
    person.id,
    'changed',
  );
}

function writeEnabled(call: GraphCall, state: TenantState, person: ActivePerson, accountEnabled: boolean): TenantState {
  const written = changeCloud(state, person.id, () => ({ accountEnabled }));
  const modified = [
    {
      name: 'AccountEnabled',
      from: JSON.stringify([person.cloud.accountEnabled]),
      to: JSON.stringify([accountEnabled]),
    },
  ];
  const activity = accountEnabled ? 'Enable account' : 'Disable account';
  const logged = audited(written, call.now, 'application', activity, person, modified);
  if (person.cloud.accountEnabled === accountEnabled) return logged;
  return noted(logged, call.now, 'leaver', person.id, accountEnabled ? 'unblocked' : 'blocked');
}

/** The tenant remembers when, never what. */
function writePassword(call: GraphCall, state: TenantState, person: ActivePerson): TenantState {
  const at = call.now.toISOString();
  const written = changeCloud(state, person.id, () => ({ lastPasswordChangeDateTime: at }));
  const logged = audited(written, call.now, 'application', 'Reset user password', person);
  return noted(logged, call.now, 'leaver', person.id, 'password-reset');
}

/** DELETE /users/{id}; of a synced person too: sync brings it back while the AD object lives (hybrid.md rule table). */
export function deletePerson(call: GraphCall): GraphAnswer {
  const person = personOf(call, call.truth);
  refuseProtected(call, person);
  return { status: 204, state: softDelete(call.truth, call.now, person.id, 'leaver') };
}

/** 200 with `true`, always (graph.md 0.14); what it did shows in signInSessionsValidFromDateTime. */
export function revokeSessions(call: GraphCall): GraphAnswer {
  const person = personOf(call, call.truth);
  const at = call.now.toISOString();
  const written = changeCloud(call.truth, person.id, () => ({ signInSessionsValidFromDateTime: at }));
  const logged = audited(written, call.now, 'application', 'Update StsRefreshTokenValidFrom Timestamp', person);
  return {
    status: 200,
    body: { '@odata.context': `${call.root}/$metadata#Edm.Boolean`, value: true },
    state: noted(logged, call.now, 'leaver', person.id, 'sessions-revoked'),
  };
}
