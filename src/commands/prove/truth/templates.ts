import { IntlMessageFormat } from 'intl-messageformat';

/** An English text of the product as something that a written sentence can be compared with. */
export type Template = {
  readonly key: string;
  readonly pattern: RegExp;
  /** Names of the values, in the order of the pattern's groups. */
  readonly values: readonly string[];
  /** Letters that are not values: the more, the surer the match. */
  readonly weight: number;
  /** The longest words that it always has, so that most texts need not be tried. */
  readonly always: string;
};

/** What a template said in a written sentence. */
export type Reading = {
  readonly key: string;
  /** Nothing in it is a value: the words are the product's, letter by letter. */
  readonly isFixed: boolean;
  readonly values: Readonly<Record<string, string>>;
};

type Element = {
  readonly type: number;
  readonly value?: string;
  readonly options?: Record<string, { value: Element[] }>;
};

/**
 * Every message of a locale file as a pattern; one that is a value and nothing else (`{at}`) says nothing and is left
 * out.
 */
export function compileTemplates(messages: Readonly<Record<string, string>>): readonly Template[] {
  return Object.entries(messages)
    .map(([key, message]) => compile(key, message))
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
}

/** What the whole of these words can be, the surest first. */
export function readWhole(templates: readonly Template[], words: string): readonly Reading[] {
  return templates.flatMap((template) => {
    if (!words.includes(template.always)) return [];
    const match = template.pattern.exec(words);
    if (match === null) return [];
    const values: Record<string, string> = {};
    template.values.forEach((name, place) => {
      const value = match[place + 1];
      if (value !== undefined) values[name] ??= value;
    });
    return [{ key: template.key, isFixed: template.values.length === 0, values }];
  });
}

function compile(key: string, message: string): Template {
  const ast = new IntlMessageFormat(message, 'en-GB', undefined, { ignoreTag: true }).getAst() as unknown as Element[];
  const values: string[] = [];
  const source = patternOf(ast, values, '');
  return { key, pattern: new RegExp(`^${source}$`, 'u'), values, weight: weightOf(ast), always: longest(ast) };
}

function longest(elements: readonly Element[]): string {
  const literals = elements.flatMap(({ type, value }) => (type === LITERAL ? [value ?? ''] : []));
  return literals.toSorted((one, other) => other.length - one.length)[0] ?? '';
}

function patternOf(elements: readonly Element[], values: string[], counted: string): string {
  return elements
    .map((element) => {
      if (element.type === LITERAL) return escaped(element.value ?? '');
      if (element.type === POUND) return `(${take(values, counted)}[\\d.,]+)`;
      if (element.options === undefined) return `(${take(values, element.value ?? '')}${shapeOf(element.value ?? '')})`;
      const counts = element.value ?? '';
      const options = Object.values(element.options).map(({ value }) => patternOf(value, values, counts));
      return `(?:${options.join('|')})`;
    })
    .join('');
}

const LITERAL = 0;
const POUND = 7;

function take(values: string[], name: string): string {
  values.push(name);
  return '';
}

function weightOf(elements: readonly Element[]): number {
  return elements.reduce((sum, element) => {
    if (element.type === LITERAL) return sum + (element.value ?? '').replace(/[^\p{L}\p{N}]/gu, '').length;
    const options = Object.values(element.options ?? {}).map(({ value }) => weightOf(value));
    return sum + (options.length === 0 ? 0 : Math.min(...options));
  }, 0);
}

/** An instant as it is written out, or only what of it the one before did not say. */
export const INSTANT = String.raw`(?:[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]+(?: \d{4})? )?\d{2}:\d{2}(?: [A-Z][A-Za-z]{1,4}(?:[+-]\d+)?)?`;

/** Instants and figures have a shape, so that a name is never taken for one; anything else may be any words. */
function shapeOf(name: string): string {
  if (/^(at|until|latest|earliest|typical)$/.test(name))
    return String.raw`(?:${INSTANT}|less than a minute|[\d,.]+(?: \w+)*|[├┼┤●])`;
  if (name === 'asOf') return String.raw`\d{4}-\d{2}-\d{2}`;
  if (/^(count|number|limit|status|done|days|hours|minutes|page|pages)$/.test(name)) return String.raw`[\d.,]+`;
  if (name === 'reference') return String.raw`L-\d+`;
  if (name === 'stop') return String.raw`S-\d+`;
  return '[\\s\\S]+?';
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
