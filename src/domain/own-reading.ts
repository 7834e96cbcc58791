import { jsonField } from './json-field.ts';
import type { Json } from './text.ts';

/**
 * Whether a step's snapshot is what Leaver itself (or its connector, `isConnectorReading`) read in AD DS before the
 * first write. The result of a runbook, as the first version kept it, names no domain controller: it is what somebody
 * pasted.
 */
export function isOwnReading(snapshot: Json): boolean {
  return jsonField(snapshot, 'found') === 'active' && wasReadInAd(snapshot);
}

/** The same, whatever was found there: also that there is no such account any more. */
export function wasReadInAd(snapshot: Json): boolean {
  return typeof jsonField(snapshot, 'server') === 'string';
}
