import type { Json } from '../../domain/text.ts';
import type { JsonObject } from './graph-call.ts';
import { badRequest } from './graph-refusal.ts';

/** A parsed `$filter`. `advanced`: only the index behind `ConsistencyLevel: eventual` can answer it. */
export type Filter = { readonly matches: (row: JsonObject) => boolean; readonly advanced: boolean };

type Test = (row: Scope) => boolean;
type Value = (row: Scope) => Json;
type Scope = { readonly row: JsonObject; readonly variables: Readonly<Record<string, Json>> };

const TOKEN = /\s*('(?:[^']|'')*'|[A-Za-z_@][\w.@-]*(?:[/:][A-Za-z_@][\w.@-]*)*|\d[\w:.+-]*|-\d[\d.]*|[(),])/y;

/**
 * The part of OData's filter language that directory clients use: eq ne gt ge lt le, in, and or not, startswith,
 * endswith, contains, `collection/any(x:…)`. Throws what Graph answers to nonsense.
 */
export function parseFilter(source: string): Filter {
  const parser = createParser(tokenize(source), source);
  const test = parser.either();
  if (parser.rest() !== 0) throw invalid(source);
  return { matches: (row) => test({ row, variables: {} }), advanced: parser.advanced() };
}

function tokenize(source: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const match = TOKEN.exec(source);
    if (match?.[1] === undefined) throw invalid(source);
    tokens.push(match[1]);
  }
  return tokens;
}

function invalid(source: string) {
  return badRequest(`Invalid filter clause: '${source}'.`);
}

function createParser(tokens: string[], source: string) {
  let place = 0;
  let advanced = false;
  const peek = () => tokens[place];
  const next = (): string => {
    const token = tokens[place++];
    if (token === undefined) throw invalid(source);
    return token;
  };
  const expect = (token: string) => {
    if (next() !== token) throw invalid(source);
  };

  function either(): Test {
    const first = both();
    if (peek() !== 'or') return first;
    place += 1;
    const second = either();
    return (scope) => first(scope) || second(scope);
  }

  function both(): Test {
    const first = single();
    if (peek() !== 'and') return first;
    place += 1;
    const second = both();
    return (scope) => first(scope) && second(scope);
  }

  function single(): Test {
    if (peek() === 'not') {
      place += 1;
      advanced = true;
      const inner = single();
      return (scope) => !inner(scope);
    }
    if (peek() === '(') {
      place += 1;
      const inner = either();
      expect(')');
      return inner;
    }
    return tokens[place + 1] === '(' ? call() : comparison();
  }

  function call(): Test {
    const name = next();
    if (name.endsWith('/any')) return any(name.slice(0, -'/any'.length));
    if (name !== 'startswith' && name !== 'endswith' && name !== 'contains') throw invalid(source);
    if (name !== 'startswith') advanced = true;
    expect('(');
    const subject = operand();
    expect(',');
    const part = operand();
    expect(')');
    return (scope) => textMatches(name, subject(scope), part(scope));
  }

  /** `collection/any(x:<test on x>)`; `any()` alone asks whether there is one. */
  function any(collection: string): Test {
    expect('(');
    const [variable, first] = (next() ?? '').split(':');
    if (variable === undefined || first === undefined) throw invalid(source);
    tokens[--place] = first;
    const inner = either();
    expect(')');
    return (scope) => {
      const rows = read(scope, collection);
      return (
        Array.isArray(rows) &&
        rows.some((row: Json) => inner({ ...scope, variables: { ...scope.variables, [variable]: row } }))
      );
    };
  }

  function comparison(): Test {
    const left = operand();
    const operator = next();
    if (operator === 'in') return among(left);
    const right = operand();
    const compare = COMPARISONS[operator];
    if (compare === undefined) throw invalid(source);
    if (operator === 'ne') advanced = true;
    return (scope) => compare(left(scope), right(scope));
  }

  function among(left: Value): Test {
    const values: Value[] = [];
    expect('(');
    do values.push(operand());
    while (next() === ',');
    place -= 1;
    expect(')');
    return (scope) => values.some((value) => equal(left(scope), value(scope)));
  }

  function operand(): Value {
    const token = next();
    if (token.startsWith("'")) return constant(token.slice(1, -1).replaceAll("''", "'"));
    if (token === 'true' || token === 'false') return constant(token === 'true');
    if (token === 'null') return constant(null);
    if (/^-?\d+(\.\d+)?$/.test(token)) return constant(Number(token));
    if (/^\d/.test(token) || /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(token)) return constant(token);
    if (/^[(),]$/.test(token)) throw invalid(source);
    return (scope) => read(scope, token);
  }

  return { either, rest: () => tokens.length - place, advanced: () => advanced };
}

const constant =
  (value: Json): Value =>
  () =>
    value;

/** `a/b` of the row, or of a variable of `any`. */
function read(scope: Scope, path: string): Json {
  const [head = '', ...tail] = path.split('/');
  const start: Json = head in scope.variables ? (scope.variables[head] ?? null) : (scope.row[head] ?? null);
  return tail.reduce<Json>((value, name) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
    return (value as JsonObject)[name] ?? null;
  }, start);
}

const COMPARISONS: Readonly<Record<string, (left: Json, right: Json) => boolean>> = {
  eq: equal,
  ne: (left, right) => !equal(left, right),
  gt: (left, right) => order(left, right) > 0,
  ge: (left, right) => order(left, right) >= 0,
  lt: (left, right) => order(left, right) < 0,
  le: (left, right) => order(left, right) <= 0,
};

/** The directory compares without case. */
function equal(left: Json, right: Json): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  return left === right;
}

function order(left: Json, right: Json): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left !== 'string' || typeof right !== 'string') return Number.NaN;
  const instants = [Date.parse(left), Date.parse(right)] as const;
  if (!Number.isNaN(instants[0]) && !Number.isNaN(instants[1])) return instants[0] - instants[1];
  return left.toLowerCase().localeCompare(right.toLowerCase());
}

function textMatches(name: 'startswith' | 'endswith' | 'contains', subject: Json, part: Json): boolean {
  if (typeof subject !== 'string' || typeof part !== 'string') return false;
  const [whole, piece] = [subject.toLowerCase(), part.toLowerCase()];
  if (name === 'startswith') return whole.startsWith(piece);
  return name === 'endswith' ? whole.endsWith(piece) : whole.includes(piece);
}
