import type { AdReading } from '../../domain/ad-account.ts';
import { jsonField } from '../../domain/json-field.ts';
import type { Json } from '../../domain/text.ts';
import type { Standing } from './standing.ts';

/**
 * That AD DS was seen as wished: by a read of ours, or by the runbook's pasted result. `at` is an instant not before
 * the change itself (ISO 8601, UTC, tenant time): a sync counts only when it is later.
 */
export type AdResult = {
  readonly at: string;
  readonly accountDisabled: boolean | null;
  readonly by: 'ldaps' | 'connector' | 'pasted';
  /** Domain controller; null where the result does not say. */
  readonly server: string | null;
};

/** What the ledger keeps of a look: ids and states, never names or passwords. */
export function evidenceOf(
  result: AdResult | null,
  standing: Standing,
  more: { readonly [key: string]: Json } = {},
): Json {
  return { ...(result === null ? {} : { result }), ...standing, ...more };
}

/** The result in a step's evidence; null when there is none, or none that can be dated. */
export function resultIn(evidence: Json): AdResult | null {
  const result = jsonField(evidence, 'result');
  const at = jsonField(result, 'at');
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return null;
  const [disabled, by, server] = [
    jsonField(result, 'accountDisabled'),
    jsonField(result, 'by'),
    jsonField(result, 'server'),
  ];
  return {
    at: new Date(at).toISOString(),
    accountDisabled: typeof disabled === 'boolean' ? disabled : null,
    by: by === 'ldaps' || by === 'connector' ? by : 'pasted',
    server: typeof server === 'string' ? server : null,
  };
}

export function resultOf(reading: AdReading, by: 'ldaps' | 'connector', at: Date): AdResult {
  return {
    at: at.toISOString(),
    accountDisabled: reading.found === 'active' ? reading.disabled : true,
    by,
    server: reading.server,
  };
}
