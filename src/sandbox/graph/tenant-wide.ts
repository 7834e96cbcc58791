import type { AuditRow } from '../tenant-state.ts';
import { collection } from './collection.ts';
import { plainType } from './entity-types.ts';
import type { GraphAnswer, GraphCall, JsonObject } from './graph-call.ts';

const ORGANIZATION = plainType('organization', 'organization');
const DOMAIN = plainType('domain', 'domains');
const AUDIT = plainType('directoryAudit', 'auditLogs/directoryAudits');

export function listOrganization(call: GraphCall): GraphAnswer {
  const row = {
    id: call.contoso.tenantId,
    deletedDateTime: null,
    displayName: call.contoso.name,
    countryLetterCode: 'NL',
    preferredLanguage: 'nl',
    tenantType: 'AAD',
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: call.state.sync.lastCycleAt,
    verifiedDomains: call.contoso.domains.map((domain) => ({
      name: domain.id,
      type: domain.authenticationType,
      isDefault: domain.isDefault,
      isInitial: domain.isInitial,
      capabilities: 'Email, OfficeCommunicationsOnline',
    })),
  };
  return collection(call, ORGANIZATION, [row]);
}

export function listDomains(call: GraphCall): GraphAnswer {
  const rows = call.contoso.domains.map((domain) => ({
    ...domain,
    isVerified: true,
    isRoot: true,
    isAdminManaged: true,
    availabilityStatus: null,
    supportedServices: ['Email', 'OfficeCommunicationsOnline'],
  }));
  return collection(call, DOMAIN, rows);
}

/** Newest first, as the log answers. */
export function listDirectoryAudits(call: GraphCall): GraphAnswer {
  return collection(call, AUDIT, call.state.audits.map((row) => auditRow(row, initiatorOf(row, call))).toReversed());
}

/** Cloud Sync works with an account of its own, whatever Connect syncs the other domains. */
function initiatorOf({ by, targetId }: AuditRow, { state }: GraphCall): JsonObject {
  const domain = state.people[targetId]?.ad?.domainName;
  const isCloudSync = state.adDomains.some(({ name, syncClient }) => name === domain && syncClient === 'cloud-sync');
  return by === 'directory-sync' && isCloudSync ? CLOUD_SYNC : INITIATORS[by];
}

function auditRow(row: AuditRow, initiatedBy: JsonObject): JsonObject {
  return {
    id: row.id,
    category: 'UserManagement',
    correlationId: row.correlationId,
    result: 'success',
    resultReason: '',
    activityDisplayName: row.activity,
    activityDateTime: row.at,
    loggedByService: 'Core Directory',
    operationType: OPERATIONS[row.activity.split(' ')[0] ?? ''] ?? 'Update',
    initiatedBy,
    targetResources: [
      {
        id: row.targetId,
        displayName: null,
        type: 'User',
        userPrincipalName: row.targetName,
        groupType: null,
        modifiedProperties: row.modified.map(({ name, from, to }) => ({
          displayName: name,
          oldValue: from,
          newValue: to,
        })),
      },
    ],
    additionalDetails: [],
  };
}

const OPERATIONS: Readonly<Record<string, string>> = { Delete: 'Delete', Hard: 'Delete', Restore: 'Restore' };

const CLOUD_SYNC: JsonObject = {
  app: null,
  user: {
    id: '6d0b54c7-41d7-4d3e-8a53-b1c2f0a7d922',
    displayName: 'On-Premises Directory Synchronization Service Account',
    userPrincipalName: 'ADToAADSyncServiceAccount@contoso.onmicrosoft.com',
    ipAddress: null,
  },
};

/** Directory sync signs with its own account (graph.md 2.11). */
const INITIATORS: Readonly<Record<AuditRow['by'], JsonObject>> = {
  application: {
    user: null,
    app: { appId: null, displayName: 'Leaver', servicePrincipalId: null, servicePrincipalName: null },
  },
  service: {
    user: null,
    app: {
      appId: null,
      displayName: 'Microsoft Online Services',
      servicePrincipalId: null,
      servicePrincipalName: null,
    },
  },
  administrator: {
    app: null,
    user: {
      id: '9b2f6d1c-7a04-4c52-8d0e-5f6a1b3c7e90',
      displayName: 'Global Administrator',
      userPrincipalName: 'admin@contoso.onmicrosoft.com',
      ipAddress: null,
    },
  },
  'directory-sync': {
    app: null,
    user: {
      id: '3c1d9c2e-0f0a-4b6e-9a34-3f1f64a0a511',
      displayName: 'On-Premises Directory Synchronization Service Account',
      userPrincipalName: 'Sync_DC01_8f2c11d04ab5@contoso.onmicrosoft.com',
      ipAddress: null,
    },
  },
};
