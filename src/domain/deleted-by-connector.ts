import { canonicalDn, commonNameOf, parentOf, placeNameOf } from './ad-domain.ts';
import { connectorReported } from './connector-reported.ts';
import { deletionInAd } from './deletion-in-ad.ts';
import { isConnectorReading } from './is-connector-reading.ts';
import { jsonField } from './json-field.ts';
import { isOwnReading } from './own-reading.ts';
import type { EarlierRun } from './plan-input.ts';
import { rowsOf, textOf } from './stored.ts';
import type { Text } from './text.ts';

/**
 * Of an account that Leaver had deleted in AD DS: the groups, the place and the attributes that come back with it by the
 * word of a connector alone.
 */
export function deletedByConnector(runs: readonly EarlierRun[]): readonly Text[] {
  const deletion = deletionInAd(runs);
  if (deletion === undefined) return [];
  const { step, request } = deletion;
  const { snapshot } = step;
  if (!isOwnReading(snapshot) || !isConnectorReading(step, request)) return [];
  const was = textOf(snapshot, 'distinguishedName');
  const isShown = canonicalDn(was ?? '') === canonicalDn(request.facts.onPremises?.distinguishedName ?? '');
  return connectorReported(request.reference, [
    ...rowsOf(snapshot, 'groups').flatMap((group) => (typeof group === 'string' ? [commonNameOf(group)] : [])),
    ...(was === null || isShown ? [] : [placeNameOf(parentOf(was))]),
    ...Object.keys(jsonField(snapshot, 'attributes') ?? {}).map((name) => name.replace(/;binary$/, '')),
  ]);
}
