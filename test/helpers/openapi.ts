import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { closedSchemas, type Schema } from './openapi-schemas.ts';

/** A Graph request and its answer; url is path and query without `/v1.0`, header names in lower case. */
export type CheckedExchange = {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
};

export type GraphContract = {
  /** What does not fit; empty when everything does. */
  problems(exchange: CheckedExchange): readonly string[];
};

/** Environment key of the file that counts checks; set by count-graph-checks.ts. */
export const COUNTER = 'GRAPH_CHECKS_COUNTER';

/** Structure cut from Microsoft's published metadata of Graph v1.0 (`test/graph/README.md`). */
const FILE = join(import.meta.dirname, '../graph/openapi-subset.json');

/** Navigation properties that Graph has and the subset leaves out, with where they are documented. */
const LACKING_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  // learn.microsoft.com/graph/api/resources/unifiedroleeligibilityscheduleinstance, relationships.
  'microsoft.graph.unifiedRoleEligibilityScheduleInstance': ['roleDefinition'],
  'microsoft.graph.unifiedRoleAssignmentScheduleInstance': ['roleDefinition'],
};

/** The OpenAPI description of the part of Graph that Leaver uses. */
export const graphContract: GraphContract = createContract(
  withLackingProperties(JSON.parse(readFileSync(FILE, 'utf8'))),
);

/** The problems of one exchange, each beginning with the request; counts it for the sentence at the end of the run. */
function checkExchange(exchange: CheckedExchange): readonly string[] {
  const counter = process.env[COUNTER];
  // One byte per check: test files run in processes of their own, and the length of the file is the sum.
  if (counter !== undefined) appendFileSync(counter, '.');
  return graphContract.problems(exchange).map((problem) => `${exchange.method} ${exchange.url}: ${problem}`);
}

/** Checks every exchange it is told (a sandbox's `onExchange`) and keeps what did not fit. */
export function createExchangeCheck() {
  const misfits: string[] = [];
  return {
    onExchange: (exchange: CheckedExchange): void => void misfits.push(...checkExchange(exchange)),
    misfits,
    /** Throws with everything that did not fit. */
    assertNoMisfits(): void {
      if (misfits.length > 0) throw new Error(`Graph requests do not fit the description:\n${misfits.join('\n')}`);
    },
  };
}

type Parameter = {
  readonly name: string;
  readonly in: 'query' | 'header' | 'path';
  readonly required?: boolean;
  readonly schema: Schema;
};
type Content = { readonly content?: { readonly 'application/json'?: { readonly schema: Schema } } };
type Operation = {
  readonly parameters?: readonly Schema[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Schema & Content>>;
};
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Schema & Content>>;
  };
};

function withLackingProperties(document: Document): Document {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]): [string, Schema] => {
    const lacking = (LACKING_PROPERTIES[name] ?? []).map((property) => [property, {}] as const);
    const part = { type: 'object', properties: Object.fromEntries(lacking) };
    const inherited = Array.isArray(schema.allOf) ? schema.allOf : [schema];
    return [name, lacking.length === 0 ? schema : { allOf: [...inherited, part] }];
  });
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}

function createContract(document: Document): GraphContract {
  const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: true });
  // ajv-formats is CommonJS: its function is `default` under ESM.
  addFormatsModule.default(ajv);
  const schemas = closedSchemas(document.components.schemas);
  for (const [name, schema] of Object.entries(schemas.closed)) ajv.addSchema(schema, name);
  const compiled = new Map<Schema, ValidateFunction>();
  const validate = (schema: Schema, value: unknown, what: string): string[] => {
    const check = compiled.get(schema) ?? ajv.compile(schemas.close(schema));
    compiled.set(schema, check);
    return check(value) ? [] : [`${what} ${ajv.errorsText(check.errors, { dataVar: 'body' })} ${extra(check)}`];
  };

  function problems({ method, url, requestHeaders, requestBody, status, responseBody }: CheckedExchange): string[] {
    const [path = '', query = ''] = url.split('?');
    const operation = findOperation(document, method, path);
    if (operation === null) return ['not in the subset'];
    const parameters = parametersOf(document, operation);
    return [
      ...queryProblems(parameters, new URLSearchParams(query), status),
      ...headerProblems(parameters, requestHeaders),
      ...bodyProblems(operation, requestBody),
      ...(status < 400 ? selectProblems(operation, new URLSearchParams(query)) : []),
      ...responseProblems(operation, status, responseBody),
    ];
  }

  function queryProblems(parameters: readonly Parameter[], query: URLSearchParams, status: number): string[] {
    const declared = parameters.filter((parameter) => parameter.in === 'query');
    const missing = declared.filter((parameter) => parameter.required === true && !query.has(parameter.name));
    const wrong = [...query].flatMap(([name, value]) => {
      if (name === '$skiptoken') return [];
      const parameter = declared.find((candidate) => candidate.name === name);
      if (parameter === undefined) return [`query parameter ${name} is not in the description`];
      return status < 400
        ? validate(parameter.schema, coerced(parameter.schema, value), `query parameter ${name}`)
        : [];
    });
    return [...missing.map((parameter) => `query parameter ${parameter.name} is missing`), ...wrong];
  }

  function headerProblems(parameters: readonly Parameter[], headers: Readonly<Record<string, string>>): string[] {
    return parameters
      .filter((parameter) => parameter.in === 'header')
      .flatMap((parameter) => {
        const value = headers[parameter.name.toLowerCase()];
        return value === undefined ? [] : validate(parameter.schema, value, `header ${parameter.name}`);
      });
  }

  function bodyProblems(operation: Operation, body: unknown): string[] {
    const schema = operation.requestBody?.content?.['application/json']?.schema;
    if (body === undefined) return operation.requestBody?.required === true ? ['the request body is missing'] : [];
    if (schema === undefined) return ['a request body is not in the description'];
    return validate(schema, body, 'request');
  }

  function selectProblems(operation: Operation, query: URLSearchParams): string[] {
    const known = schemas.propertiesOf(responseSchema(document, operation, 200));
    const unknown = (option: string) => {
      const names = (query.get(option) ?? '').split(/,(?![^(]*\))/).map((name) => name.replace(/\(.*/, ''));
      return names
        .filter((name) => name !== '' && known?.has(name) === false)
        .map((name) => `${option} of unknown ${name}`);
    };
    return [...unknown('$select'), ...unknown('$expand')];
  }

  function responseProblems(operation: Operation, status: number, body: unknown): string[] {
    const answer = responseOf(document, operation, status);
    if (answer === undefined) return [`status ${status} is not in the description`];
    const schema = answer.content?.['application/json']?.schema;
    if (schema === undefined)
      return body === undefined ? [] : [`a body with status ${status} is not in the description`];
    return validate(schema, body, `answer ${status}`);
  }

  return { problems };
}

function extra(check: ValidateFunction): string {
  const property = check.errors?.[0]?.params.additionalProperty;
  return property === undefined ? '' : `(${String(property)})`;
}

/** The operation of the template that fits with the most literal segments. */
function findOperation(document: Document, method: string, path: string): Operation | null {
  const segments = path.split('/');
  const fitting = Object.entries(document.paths)
    .filter(([template, item]) => method.toLowerCase() in item && fits(template.split('/'), segments))
    .toSorted(([one], [other]) => literals(other) - literals(one));
  const item = fitting[0]?.[1];
  return item === undefined ? null : (item[method.toLowerCase()] as Operation);
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((expected, place) => {
      const segment = segments[place] ?? '';
      return expected.startsWith('{') ? segment !== '' && !segment.startsWith('$') : expected === segment;
    })
  );
}

function literals(template: string): number {
  return template.split('/').filter((segment) => !segment.startsWith('{')).length;
}

function parametersOf(document: Document, operation: Operation): readonly Parameter[] {
  return (operation.parameters ?? []).flatMap((entry) => {
    const name = typeof entry.$ref === 'string' ? entry.$ref.split('/').at(-1) : undefined;
    const parameter = name === undefined ? (entry as unknown as Parameter) : document.components.parameters[name];
    return parameter === undefined ? [] : [parameter];
  });
}

/** By exact status, else by its class (`4XX`). */
function responseOf(document: Document, operation: Operation, status: number): (Schema & Content) | undefined {
  const answer = operation.responses[String(status)] ?? operation.responses[`${Math.floor(status / 100)}XX`];
  const name = typeof answer?.$ref === 'string' ? answer.$ref.split('/').at(-1) : undefined;
  return name === undefined ? answer : document.components.responses[name];
}

function responseSchema(document: Document, operation: Operation, status: number): Schema | undefined {
  return responseOf(document, operation, status)?.content?.['application/json']?.schema;
}

function coerced(schema: Schema, value: string): unknown {
  if (schema.type === 'integer') return Number(value);
  if (schema.type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return schema.type === 'array' ? value.split(',') : value;
}
