import type { AdReading } from '../../../domain/ad-account.ts';
import type { Json } from '../../../domain/text.ts';
import type { AdOrder } from '../way.ts';

/** What a step that gives back needs of the reading before. */
export type AdSnapshot = Pick<AdReading, 'distinguishedName' | 'groups' | 'hidden' | 'disabled' | 'attributes'>;

/** `parameters.snapshot`, part by part: it came out of a store or over a wire. Null = there is none. */
export function snapshotOf({ parameters }: AdOrder): AdSnapshot | null {
  const snapshot = parameters.snapshot;
  if (!isRecord(snapshot)) return null;
  const attributes = isRecord(snapshot.attributes) ? Object.entries(snapshot.attributes) : [];
  return {
    distinguishedName: typeof snapshot.distinguishedName === 'string' ? snapshot.distinguishedName : null,
    groups: texts(snapshot.groups),
    hidden: booleanOf(snapshot.hidden),
    disabled: booleanOf(snapshot.disabled),
    attributes: Object.fromEntries(attributes.map(([name, values]) => [name, texts(values)])),
  };
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((part): part is string => typeof part === 'string') : [];
}

function booleanOf(value: Json | undefined): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
