import { deletionInAd } from './deletion-in-ad.ts';
import { isOwnReading } from './own-reading.ts';
import type { EarlierRun } from './plan-input.ts';
import type { PlannedStep } from './step.ts';

/**
 * What was there before our own deletion in AD DS, newest first: a forest without Recycle Bin gives back little else
 * (hybrid.md c). By Leaver's own read there, else by what Graph said of place and groups when that request began.
 */
export function deletedSnapshot(runs: readonly EarlierRun[]): PlannedStep['parameters'] {
  const deletion = deletionInAd(runs);
  if (deletion === undefined) return {};
  const { step, request } = deletion;
  if (isOwnReading(step.snapshot)) return { stepId: step.id, snapshot: step.snapshot };
  const { onPremises, memberships } = request.facts;
  const groups = memberships.flatMap(({ class: kind, securityIdentifier }) =>
    kind === 'synced' && securityIdentifier ? [securityIdentifier] : [],
  );
  return { stepId: step.id, snapshot: { distinguishedName: onPremises?.distinguishedName ?? null, groups } };
}
