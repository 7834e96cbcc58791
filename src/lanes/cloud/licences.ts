import type { LicenseAssignmentState } from '@microsoft/microsoft-graph-types';
import type { Licence } from '../../domain/target-user.ts';

/**
 * Licences by SKU: `assignedByGroup` empty = direct; one SKU can be both direct and inherited (graph.md 2.3), which
 * `assignedLicenses` would not show.
 */
export function toLicences(
  states: readonly LicenseAssignmentState[],
  nameOf: (skuId: string) => string = (skuId) => skuId,
  mailboxPlansOf: (skuId: string) => readonly string[] = () => [],
): readonly Licence[] {
  const skus = [...new Set(states.flatMap(({ skuId }) => (skuId ? [skuId.toLowerCase()] : [])))];
  return skus.map((skuId) => {
    const rows = states.filter((state) => state.skuId?.toLowerCase() === skuId);
    const direct = rows.find(({ assignedByGroup }) => !assignedByGroup);
    return {
      skuId,
      name: nameOf(skuId),
      direct: direct !== undefined,
      inheritedFrom: rows.flatMap(({ assignedByGroup }) => (assignedByGroup ? [assignedByGroup.toLowerCase()] : [])),
      disabledPlans: (direct ?? rows[0])?.disabledPlans ?? [],
      // A plan is there when one of the ways by which the licence comes does not disable it.
      carriesMailbox: mailboxPlansOf(skuId).some((plan) =>
        rows.some(({ disabledPlans }) => !(disabledPlans ?? []).some((each) => each.toLowerCase() === plan)),
      ),
    };
  });
}
