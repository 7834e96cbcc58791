/** A schema of OpenAPI 3.0 or of JSON Schema; read by key only. */
export type Schema = { readonly [key: string]: unknown };

export type ClosedSchemas = {
  /** Component schemas as JSON Schema, by name: inheritance flattened, unknown properties refused. */
  readonly closed: Readonly<Record<string, Schema>>;
  /** The same for a schema inside the description. */
  close(schema: Schema): Schema;
  /** Every property that `$select` may name on what this answer holds; null when it holds no such object. */
  propertiesOf(answer: Schema | undefined): ReadonlySet<string> | null;
};

/**
 * OpenAPI 3.0 schemas as strict JSON Schema: `nullable` becomes a type, `allOf` inheritance is flattened so that
 * unknown properties can be refused, and an object that says its `@odata.type` has to fit that type.
 */
export function closedSchemas(components: Readonly<Record<string, Schema>>): ClosedSchemas {
  const closed = Object.fromEntries(Object.entries(components).map(([name]) => [name, closeComponent(name)]));

  function closeComponent(name: string): Schema {
    const schema = components[name] ?? {};
    const properties = flattened(components, name);
    if (Object.keys(properties).length === 0) return close(schema);
    const own = closedObject(properties, schema.required);
    const subtypes = mappingOf(schema);
    if (subtypes.length === 0) return own;
    return subtypes.reduceRight<Schema>(
      (otherwise, [type, subtype]) => ({
        if: { type: 'object', required: ['@odata.type'], properties: { '@odata.type': { const: type } } },
        // biome-ignore lint/suspicious/noThenProperty: `then` is the keyword of JSON Schema.
        then: { $ref: subtype },
        else: otherwise,
      }),
      own,
    );
  }

  function closedObject(properties: Readonly<Record<string, Schema>>, required: unknown): Schema {
    return {
      type: 'object',
      properties: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, close(schema)])),
      patternProperties: { '@odata\\.': {} },
      additionalProperties: false,
      ...(Array.isArray(required) ? { required } : {}),
    };
  }

  function close(schema: Schema): Schema {
    if (typeof schema.$ref === 'string') return { $ref: schema.$ref.split('/').at(-1) };
    if (Array.isArray(schema.anyOf)) return { anyOf: (schema.anyOf as Schema[]).map(closeAlternative) };
    if (isRecord(schema.properties)) {
      return closedObject(schema.properties as Readonly<Record<string, Schema>>, schema.required);
    }
    const items = isRecord(schema.items) ? { items: close(schema.items) } : {};
    return nullable({ ...schema, ...items });
  }

  return {
    closed,
    close,
    propertiesOf(answer) {
      const name = itemName(components, answer);
      if (name === null) return null;
      const subtypes = mappingOf(components[name] ?? {}).map(([, subtype]) => subtype);
      return new Set([name, ...subtypes].flatMap((type) => Object.keys(flattened(components, type))));
    },
  };

  /** `{type: object, nullable: true}` beside a reference stands for null alone: any object would fit otherwise. */
  function closeAlternative(schema: Schema): Schema {
    return schema.type === 'object' && schema.nullable === true ? { type: 'null' } : close(schema);
  }
}

function nullable(schema: Schema): Schema {
  const { nullable: isNullable, ...rest } = schema;
  if (isNullable !== true) return rest;
  const values = Array.isArray(rest.enum) ? { enum: [...(rest.enum as unknown[]), null] } : {};
  return { ...rest, ...values, type: [rest.type, 'null'] };
}

/** Own and inherited properties of a component. */
function flattened(components: Readonly<Record<string, Schema>>, name: string): Record<string, Schema> {
  const schema = components[name] ?? {};
  const parts = Array.isArray(schema.allOf) ? (schema.allOf as Schema[]) : [schema];
  return Object.assign(
    {},
    ...parts.map((part) =>
      typeof part.$ref === 'string'
        ? flattened(components, part.$ref.split('/').at(-1) ?? '')
        : isRecord(part.properties)
          ? part.properties
          : {},
    ),
  );
}

/** `@odata.type` → component, of a type that others derive from. */
function mappingOf(schema: Schema): [type: string, component: string][] {
  const mapping = isRecord(schema.discriminator) ? schema.discriminator.mapping : undefined;
  return isRecord(mapping)
    ? Object.entries(mapping).map(([type, reference]) => [type, String(reference).split('/').at(-1) ?? ''])
    : [];
}

/** The component that an answer holds: itself, or the items of its `value`. */
function itemName(components: Readonly<Record<string, Schema>>, answer: Schema | undefined): string | null {
  const reference = answer?.$ref;
  const name = typeof reference === 'string' ? reference.split('/').at(-1) : undefined;
  const properties = name === undefined ? answer?.properties : flattened(components, name);
  const value = isRecord(properties) ? properties.value : undefined;
  const items = isRecord(value) && isRecord(value.items) ? value.items.$ref : undefined;
  if (typeof items === 'string') return items.split('/').at(-1) ?? null;
  return name?.startsWith('microsoft.graph.') === true && !name.endsWith('CollectionResponse') ? name : null;
}

function isRecord(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
