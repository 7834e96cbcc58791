import { type BatchAnswer, field } from './graph-answer.ts';

/** Part numbers ("SPE_E3") by SKU id, out of `/subscribedSkus`; an unknown one keeps its id. */
export function skuNamesIn(answer: BatchAnswer): (skuId: string) => string {
  const names = new Map(rowsIn(answer).map((row) => [skuIdOf(row), field(row, 'skuPartNumber')]));
  return (skuId) => String(names.get(skuId) ?? skuId);
}

/** Ids of the service plans in a SKU that are a mailbox of Exchange Online; none for an unknown SKU. */
export function mailboxPlansIn(answer: BatchAnswer): (skuId: string) => readonly string[] {
  const plans = new Map(rowsIn(answer).map((row) => [skuIdOf(row), mailboxPlans(field(row, 'servicePlans'))]));
  return (skuId) => plans.get(skuId) ?? [];
}

/**
 * Kiosk, Plan 1, Plan 2 and those of small business and education, by Microsoft's "Product names and service plan
 * identifiers for licensing". Foundation, archiving, protection and analytics are Exchange plans without a mailbox.
 */
const MAILBOX_PLAN = /^EXCHANGE_(S_(DESKLESS|STANDARD|ENTERPRISE|ESSENTIALS)|B_STANDARD|L_STANDARD)(_|$)/;

function mailboxPlans(plans: unknown): readonly string[] {
  return (Array.isArray(plans) ? plans : [])
    .filter((plan) => MAILBOX_PLAN.test(String(field(plan, 'servicePlanName'))))
    .map((plan) => String(field(plan, 'servicePlanId')).toLowerCase());
}

function rowsIn(answer: BatchAnswer): readonly unknown[] {
  const rows = answer.outcome === 'ok' ? field(answer.body, 'value') : [];
  return Array.isArray(rows) ? rows : [];
}

function skuIdOf(row: unknown): string {
  return String(field(row, 'skuId')).toLowerCase();
}
