import type { Json } from '../domain/text.ts';
import type { AdaptiveCard, CardElement } from './adaptive-card.ts';

/**
 * A card as a person reads it, one line per block: an input as `[label: value]` with what can be picked below it, a
 * button as `( title )`. For `npm run tour`, for tests, and for people who read instead of look.
 */
export function cardAsText(card: AdaptiveCard): string {
  const lines = card.body.flatMap((element) => linesOf(element));
  return lines.join('\n');
}

function linesOf(value: Json | undefined): readonly string[] {
  if (isList(value)) return value.flatMap(linesOf);
  if (!isElement(value) || value.isVisible === false) return [];
  const type = string(value.type);
  if (type === 'TextBlock') return [string(value.text)];
  if (type === 'RichTextBlock')
    return [
      list(value.inlines)
        .map((run) => string(run.text))
        .join(''),
    ];
  if (type === 'ColumnSet') return columns(value);
  if (type === 'ActionSet')
    return [
      list(value.actions)
        .map((action) => `( ${string(action.title)} )`)
        .join(' '),
    ];
  if (type.startsWith('Input.')) return input(value);
  return linesOf(value.items);
}

/** A row reads as its cells: the sign of a step beside its title, the rest below. */
function columns(row: CardElement): readonly string[] {
  const [first = [], ...others] = list(row.columns).map((column) => linesOf(column.items));
  const rest = others.flat();
  if (first.length !== 1) return [...first, ...rest];
  const [title, ...details] = rest;
  return [`${first[0]} ${title ?? ''}`.trim(), ...details.map((line) => `    ${line}`)];
}

function input(element: CardElement): readonly string[] {
  const value = string(element.value);
  const label = string(element.label);
  if (element.type === 'Input.Toggle') return [`[${value === 'true' ? 'x' : ' '}] ${label}: ${string(element.title)}`];
  const choices = list(element.choices);
  if (choices.length === 0) return [`[${label}: ${value}]`];
  return [
    `[${label}]`,
    ...choices.map((choice) => `    (${string(choice.value) === value ? 'x' : ' '}) ${string(choice.title)}`),
  ];
}

function list(value: Json | undefined): readonly CardElement[] {
  return isList(value) ? value.filter(isElement) : [];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isElement(value: Json | undefined): value is CardElement {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function string(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
