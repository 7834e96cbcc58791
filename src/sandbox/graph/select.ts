import type { GraphCall, JsonObject } from './graph-call.ts';
import { GraphRefusal } from './graph-refusal.ts';

/** A type of Graph: its name in contexts and errors, every property it has, and those that come without `$select`. */
export type EntityType = {
  readonly name: string;
  readonly collection: string;
  /** Null: everything the row has, and nothing else. */
  readonly properties: readonly string[] | null;
  readonly byDefault: readonly string[] | null | ((row: JsonObject) => readonly string[] | null);
  readonly expandable: readonly string[];
};

/** The properties that were asked for, and what was expanded; names that the type does not have are refused. */
export function selected(call: GraphCall, type: EntityType, row: JsonObject): JsonObject {
  const names = selectedNames(call.query.get('$select'), type, row);
  const expanded = expandedNames(call, type).filter((name) => row[name] !== undefined && row[name] !== null);
  return Object.fromEntries([
    ...names.map((name) => [name, row[name] ?? emptyValue(name)]),
    ...expanded.map((name) => [name, expandedValue(call, name, row)]),
  ]);
}

/** One object, with its context. */
export function entity(call: GraphCall, type: EntityType, row: JsonObject): JsonObject {
  const context = { '@odata.context': `${call.root}/$metadata#${type.collection}/$entity` };
  const kind = typeof row['@odata.type'] === 'string' ? { '@odata.type': row['@odata.type'] } : {};
  return { ...context, ...kind, ...selected(call, type, row) };
}

function selectedNames(select: string | null, type: EntityType, row: JsonObject): readonly string[] {
  const own = Object.keys(row).filter((name) => name !== '@odata.type' && !type.expandable.includes(name));
  if (select === null || select === '') {
    return (typeof type.byDefault === 'function' ? type.byDefault(row) : type.byDefault) ?? own;
  }
  const names = select.split(',').map((name) => name.trim());
  if (names.includes('*')) return own;
  const known = type.properties ?? own;
  for (const name of names) {
    if (!known.includes(name)) {
      throw new GraphRefusal(
        400,
        'BadRequest',
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${type.name}'.`,
      );
    }
  }
  // Rows of several types: each gives what its own type has.
  return type.name === 'microsoft.graph.directoryObject' ? names.filter((name) => name in row) : names;
}

/** One level, unless `$levels` asked for all of them. */
function expandedValue(call: GraphCall, name: string, row: JsonObject): JsonObject[string] {
  const value = row[name] ?? null;
  if (call.query.get('$expand')?.includes('$levels=') || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value) || !(name in value)) return value;
  const { [name]: _, ...oneLevel } = value as JsonObject;
  return oneLevel;
}

function expandedNames(call: GraphCall, type: EntityType): readonly string[] {
  const expand = call.query.get('$expand');
  if (expand === null || expand === '') return [];
  const names = expand.split(/,(?![^(]*\))/).map((part) => part.replace(/\(.*$/, '').trim());
  for (const name of names) {
    if (!type.expandable.includes(name)) {
      throw new GraphRefusal(
        400,
        'BadRequest',
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${type.name}'.`,
      );
    }
  }
  return names;
}

/** The tenant has nothing there: an empty list where the property is one. */
function emptyValue(name: string): null | readonly never[] {
  return LISTS.includes(name) ? [] : null;
}

const LISTS: readonly string[] =
  'assignedLabels assignedLicenses assignedPlans businessPhones groupTypes identities imAddresses infoCatalogs interests licenseAssignmentStates onPremisesProvisioningErrors otherMails pastProjects physicalIds provisionedPlans proxyAddresses resourceBehaviorOptions resourceProvisioningOptions responsibilities schools serviceProvisioningErrors skills systemLabels'.split(
    ' ',
  );
