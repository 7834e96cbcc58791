import type { EntityType } from './select.ts';

/** Names as the CSDL of v1.0 has them; what the tenant does not hold is null or empty. */
const PERSON_PROPERTIES =
  'id deletedDateTime aboutMe accountEnabled ageGroup assignedLicenses assignedPlans authorizationInfo birthday businessPhones city companyName consentProvidedForMinor country createdDateTime creationType customSecurityAttributes department displayName employeeHireDate employeeId employeeLeaveDateTime employeeOrgData employeeType externalUserState externalUserStateChangeDateTime faxNumber givenName identities imAddresses isManagementRestricted isResourceAccount jobTitle lastPasswordChangeDateTime legalAgeGroupClassification licenseAssignmentStates mail mailNickname mobilePhone officeLocation onPremisesDistinguishedName onPremisesDomainName onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled onPremisesUserPrincipalName otherMails passwordPolicies passwordProfile postalCode preferredDataLocation preferredLanguage provisionedPlans proxyAddresses securityIdentifier serviceProvisioningErrors showInAddressList signInSessionsValidFromDateTime state streetAddress surname usageLocation userPrincipalName userType'.split(
    ' ',
  );

const GROUP_PROPERTIES =
  'id deletedDateTime assignedLabels assignedLicenses classification createdDateTime description displayName expirationDateTime groupTypes hasMembersWithLicenseErrors isArchived isAssignableToRole isManagementRestricted licenseProcessingState mail mailEnabled mailNickname membershipRule membershipRuleProcessingState onPremisesDomainName onPremisesLastSyncDateTime onPremisesNetBiosName onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled preferredDataLocation preferredLanguage proxyAddresses renewedDateTime resourceBehaviorOptions resourceProvisioningOptions securityEnabled securityIdentifier serviceProvisioningErrors theme uniqueName visibility'.split(
    ' ',
  );

const PERSON_DEFAULTS =
  'businessPhones displayName givenName id jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName'.split(
    ' ',
  );

export const PERSON: EntityType = {
  name: 'microsoft.graph.user',
  collection: 'users',
  properties: PERSON_PROPERTIES,
  byDefault: PERSON_DEFAULTS,
  expandable: ['manager'],
};

const GROUP_DEFAULTS = GROUP_PROPERTIES.filter(
  (name) => !['isManagementRestricted', 'assignedLicenses', 'licenseProcessingState', 'isArchived'].includes(name),
);

export const GROUP: EntityType = {
  name: 'microsoft.graph.group',
  collection: 'groups',
  properties: GROUP_PROPERTIES,
  byDefault: GROUP_DEFAULTS,
  expandable: [],
};

const DEVICE_PROPERTIES =
  'id deletedDateTime accountEnabled approximateLastSignInDateTime complianceExpirationDateTime deviceCategory deviceId deviceMetadata deviceOwnership deviceVersion displayName enrollmentProfileName enrollmentType isCompliant isManaged isManagementRestricted isRooted managementType manufacturer mdmAppId model onPremisesLastSyncDateTime onPremisesSecurityIdentifier onPremisesSyncEnabled operatingSystem operatingSystemVersion physicalIds profileType registrationDateTime systemLabels trustType'.split(
    ' ',
  );

export const DEVICE: EntityType = {
  name: 'microsoft.graph.device',
  collection: 'devices',
  properties: DEVICE_PROPERTIES,
  byDefault: DEVICE_PROPERTIES,
  expandable: [],
};

/** Rows that may be people, groups or others: any property of either may be selected. */
export const DIRECTORY_OBJECT: EntityType = {
  name: 'microsoft.graph.directoryObject',
  collection: 'directoryObjects',
  properties: [...new Set([...PERSON_PROPERTIES, ...GROUP_PROPERTIES])],
  byDefault: (row) =>
    ({ '#microsoft.graph.user': PERSON_DEFAULTS, '#microsoft.graph.group': GROUP_DEFAULTS })[
      String(row['@odata.type'])
    ] ?? null,
  expandable: [],
};

/** A type whose rows hold all they have. */
export function plainType(name: string, collection: string, expandable: readonly string[] = []): EntityType {
  return { name: `microsoft.graph.${name}`, collection, properties: null, byDefault: null, expandable };
}
