/**
 * What a restore gives back where it is missing: a forest without Recycle Bin keeps little more than the GUID, the SID
 * and the sign-in name of a deleted account (hybrid.md c). Names that end in `;binary` stand in snapshots as base64.
 * Photos and certificates are left out: too big for a snapshot, and they come back from where they were made.
 */
export const RESTORABLE_ATTRIBUTES: readonly string[] = [
  'mS-DS-ConsistencyGuid;binary',
  'userPrincipalName',
  'mail',
  'mailNickname',
  'proxyAddresses',
  'targetAddress',
  'legacyExchangeDN',
  'displayName',
  'displayNamePrintable',
  'givenName',
  'sn',
  'initials',
  'middleName',
  'generationQualifier',
  'personalTitle',
  'title',
  'department',
  'departmentNumber',
  'division',
  'company',
  'o',
  'employeeID',
  'employeeNumber',
  'employeeType',
  'manager',
  'secretary',
  'assistant',
  'description',
  'comment',
  'info',
  'physicalDeliveryOfficeName',
  'roomNumber',
  'telephoneNumber',
  'otherTelephone',
  'mobile',
  'otherMobile',
  'homePhone',
  'pager',
  'ipPhone',
  'facsimileTelephoneNumber',
  'streetAddress',
  'postOfficeBox',
  'postalCode',
  'l',
  'st',
  'c',
  'co',
  'countryCode',
  'preferredLanguage',
  'wWWHomePage',
  'url',
  'homeDirectory',
  'homeDrive',
  'profilePath',
  'scriptPath',
  'userWorkstations',
  'logonHours;binary',
  'accountExpires',
  'servicePrincipalName',
  'altSecurityIdentities',
  'uid',
  'uidNumber',
  'gidNumber',
  'gecos',
  'loginShell',
  'unixHomeDirectory',
  'msDS-cloudExtensionAttribute1',
  'msDS-cloudExtensionAttribute2',
  ...Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`),
  'msExchHideFromAddressLists',
  'msExchMailboxGuid;binary',
  'msExchArchiveGUID;binary',
  'msExchArchiveName',
  'msExchRecipientDisplayType',
  'msExchRecipientTypeDetails',
  'msExchRemoteRecipientType',
  'msExchVersion',
  'msExchPoliciesExcluded',
  'msExchPoliciesIncluded',
  'msExchUsageLocation',
];

/** In a snapshot only: they prove who a deleted account was, and say how it stood. */
export const SNAPSHOT_ATTRIBUTES: readonly string[] = [
  ...RESTORABLE_ATTRIBUTES,
  'objectGUID;binary',
  'sAMAccountName',
  'userAccountControl',
];

/** The name that LDAP knows: what stands before `;binary`. */
export function ldapNameOf(attribute: string): string {
  return attribute.replace(/;binary$/, '');
}

export function isBinary(attribute: string): boolean {
  return attribute.endsWith(';binary');
}
