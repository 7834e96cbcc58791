import { namesOf } from './rules.ts';

/**
 * What people call a licence: the product name of a SKU part number, or the part number where it is not in the list.
 * From Microsoft's "Product names and service plan identifiers for licensing"; the common ones.
 */
export function licenceName(skuPartNumber: string): string {
  return PRODUCTS[skuPartNumber] ?? skuPartNumber;
}

/** Several of them for a sentence, as `namesOf` does. */
export function licenceNames(licences: readonly { readonly name: string }[]): string {
  return namesOf(licences.map(({ name }) => ({ name: licenceName(name) })));
}

const PRODUCTS: Readonly<Record<string, string>> = {
  AAD_PREMIUM: 'Microsoft Entra ID P1',
  AAD_PREMIUM_P2: 'Microsoft Entra ID P2',
  DESKLESSPACK: 'Office 365 F3',
  EMS: 'Enterprise Mobility + Security E3',
  EMSPREMIUM: 'Enterprise Mobility + Security E5',
  ENTERPRISEPACK: 'Office 365 E3',
  ENTERPRISEPREMIUM: 'Office 365 E5',
  EXCHANGEDESKLESS: 'Exchange Online Kiosk',
  EXCHANGEENTERPRISE: 'Exchange Online (Plan 2)',
  EXCHANGESTANDARD: 'Exchange Online (Plan 1)',
  M365_F1_COMM: 'Microsoft 365 F1',
  O365_BUSINESS: 'Microsoft 365 Apps for business',
  O365_BUSINESS_ESSENTIALS: 'Microsoft 365 Business Basic',
  O365_BUSINESS_PREMIUM: 'Microsoft 365 Business Standard',
  OFFICESUBSCRIPTION: 'Microsoft 365 Apps for enterprise',
  POWER_BI_PRO: 'Power BI Pro',
  PROJECTPROFESSIONAL: 'Planner and Project Plan 3',
  SPB: 'Microsoft 365 Business Premium',
  SPE_E3: 'Microsoft 365 E3',
  SPE_E5: 'Microsoft 365 E5',
  SPE_F1: 'Microsoft 365 F3',
  STANDARDPACK: 'Office 365 E1',
  VISIOCLIENT: 'Visio Plan 2',
};
