import type { Group } from '@microsoft/microsoft-graph-types';
import type { Protection } from '../../domain/target-user.ts';
import { isReadable } from './classify-group.ts';
import { type BatchAnswer, field } from './graph-answer.ts';
import { meaningOf } from './graph-errors.ts';

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
};

/**
 * Why nobody may touch this person: any active or eligible role, a member or owner of a role-assignable group, restricted
 * management, the organisation's own list (graph.md 2.1; design, section 8, rule 10). What could not be read protects.
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

function unread({ roles, eligibleRoles, groups, ownedGroups }: ProtectionReads): readonly string[] {
  return [
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
