import type { Application, Group, User } from '@microsoft/microsoft-graph-types';
import type { Protection } from '../../domain/target-user.ts';
import { isReadable } from './classify-group.ts';
import { type BatchAnswer, field } from './graph-answer.ts';
import { meaningOf } from './graph-errors.ts';
import { machineAccountOf } from './machine-account.ts';

/** What was read that may protect somebody; null = could not be read. */
export type ProtectionReads = {
  readonly isManagementRestricted: boolean;
  readonly roles: readonly string[] | null;
  readonly eligibleRoles: readonly string[] | null;
  /** Through other groups too, and owned ones. */
  readonly groups: readonly Group[] | null;
  readonly ownedGroups: readonly Group[] | null;
  readonly protectedGroupId: string | null;
  /** Name of the approver group, when the person is its last enabled member. */
  readonly lastApproverOf: string | null;
  readonly account: Pick<User, 'userPrincipalName' | 'onPremisesSamAccountName' | 'employeeType'>;
  /** Registrations and their service principals that the person owns. */
  readonly ownedApplications: readonly Pick<Application, 'appId' | 'displayName'>[] | null;
  /** Application ids of Leaver's own registrations. */
  readonly ownAppIds: readonly string[];
};

/**
 * Why nobody may touch this person: any active or eligible role, a member or owner of a role-assignable group,
 * restricted management, the organisation's own list (graph.md 2.1; design, section 8, rule 10); what directory sync
 * and services sign in with; the owners of Leaver's own registration, who can give themselves its rights. What could
 * not be read protects.
 */
export function protectionsOf(reads: ProtectionReads): readonly Protection[] {
  const assignable = [...(reads.groups ?? []), ...(reads.ownedGroups ?? [])].filter(
    (group) => group.isAssignableToRole === true || !isReadable(group),
  );
  const listed = (reads.groups ?? []).filter(({ id }) => id?.toLowerCase() === reads.protectedGroupId?.toLowerCase());
  return distinct([
    ...named('directory-role', reads.roles ?? []),
    ...named('eligible-role', reads.eligibleRoles ?? []),
    ...named('role-assignable-group', assignable.map(nameOf)),
    ...named('restricted-management', reads.isManagementRestricted ? [''] : []),
    ...named('protected-group', listed.map(nameOf)),
    ...named('approver-group-last', reads.lastApproverOf === null ? [] : [reads.lastApproverOf]),
    ...machineAccountOf(reads.account),
    ...named(
      'application-owner',
      ownedOf(reads).map(({ displayName, appId }) => displayName ?? appId ?? ''),
    ),
    ...named('unknown', unread(reads)),
  ]);
}

/** Names of roles in an answer; null when it could not be read. Without Entra ID P2 nobody can be eligible. */
export function roleNamesIn(answer: BatchAnswer): readonly string[] | null {
  if (answer.outcome === 'refused' && meaningOf(answer) === 'no-premium-licence') return [];
  if (answer.outcome !== 'ok') return null;
  const rows = field(answer.body, 'value');
  if (!Array.isArray(rows)) return null;
  return rows.map((row) => {
    const name =
      field(row, 'displayName') ?? field(field(row, 'roleDefinition'), 'displayName') ?? field(row, 'roleDefinitionId');
    return String(name ?? '');
  });
}

/** Somebody's application of which not even the id may be read can be Leaver's own. */
function ownedOf({ ownedApplications, ownAppIds }: ProtectionReads) {
  if (ownAppIds.length === 0) return [];
  const own = ownAppIds.map((id) => id.toLowerCase());
  return (ownedApplications ?? []).filter(({ appId }) => appId == null || own.includes(appId.toLowerCase()));
}

function unread({ roles, eligibleRoles, groups, ownedGroups, ...reads }: ProtectionReads): readonly string[] {
  return [
    ...(reads.ownedApplications === null && reads.ownAppIds.length > 0 ? ['applications'] : []),
    ...(roles === null ? ['roles'] : []),
    ...(eligibleRoles === null ? ['eligible-roles'] : []),
    ...(groups === null || ownedGroups === null ? ['groups'] : []),
  ];
}

function named(kind: Protection['kind'], names: readonly string[]): readonly Protection[] {
  return names.map((name) => ({ kind, name }));
}

function nameOf(group: Group): string {
  return group.displayName ?? group.id ?? '';
}

function distinct(protections: readonly Protection[]): readonly Protection[] {
  return protections.filter(
    ({ kind, name }, place) => protections.findIndex((other) => other.kind === kind && other.name === name) === place,
  );
}
