/**
 * A card as a client holds it: readable, fillable, and validated the way Teams does before a click leaves the client.
 */

export type CardJson = { readonly [key: string]: unknown };

type Element = { readonly [key: string]: unknown };

export type CardInput = {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  readonly value: string;
  readonly isRequired: boolean;
  readonly regex: string | null;
  readonly maxLength: number | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly choices: readonly { readonly title: string; readonly value: string }[];
};

export type CardAction = {
  readonly type: string;
  readonly title: string;
  readonly verb: string;
  readonly data: { readonly [key: string]: unknown };
  readonly associatedInputs: string;
};

/** Every object in the card, depth first, in reading order. */
export function elements(card: unknown): readonly Element[] {
  if (Array.isArray(card)) return card.flatMap(elements);
  if (typeof card !== 'object' || card === null) return [];
  const { fallback: _forOldClients, ...drawn } = card as Element;
  return [drawn, ...Object.values(drawn).flatMap(elements)];
}

export function inputsOf(card: CardJson): readonly CardInput[] {
  return elements(card.body).flatMap((element) => {
    if (typeof element.type !== 'string' || !element.type.startsWith('Input.')) return [];
    return [
      {
        id: String(element.id),
        type: element.type,
        label: String(element.label ?? ''),
        value: currentValue(element),
        isRequired: element.isRequired === true,
        regex: typeof element.regex === 'string' ? element.regex : null,
        maxLength: typeof element.maxLength === 'number' ? element.maxLength : null,
        min: element.min === undefined ? null : String(element.min),
        max: element.max === undefined ? null : String(element.max),
        choices: (element.choices ?? []) as CardInput['choices'],
      },
    ];
  });
}

function currentValue(element: Element): string {
  if (element.type === 'Input.Toggle') return String(element.value ?? element.valueOff ?? 'false');
  return String(element.value ?? '');
}

/** Buttons of the card, also those inside an ActionSet, a ShowCard or a selectAction. */
export function actionsOf(card: CardJson): readonly CardAction[] {
  return elements([card.body, card.actions]).flatMap((element) => {
    if (typeof element.type !== 'string' || !element.type.startsWith('Action.')) return [];
    return [
      {
        type: element.type,
        title: String(element.title ?? ''),
        verb: String(element.verb ?? (element.data as { verb?: unknown } | undefined)?.verb ?? ''),
        data: (element.data ?? {}) as CardAction['data'],
        associatedInputs: String(element.associatedInputs ?? 'auto'),
      },
    ];
  });
}

/** What a person reads on the card, one line per element; buttons as `[ Title ]`. */
export function textOf(card: CardJson): string {
  const known = TEXTS.get(card) ?? written(card);
  TEXTS.set(card, known);
  return known;
}

/** A card is replaced, never changed: whoever waits for words reads all cards of a chat forty times a second. */
const TEXTS = new WeakMap<CardJson, string>();

function written(card: CardJson): string {
  const lines = elements(card.body).flatMap(lineOf);
  const buttons = actionsOf(card).map((action) => `[ ${action.title} ]`);
  return [...lines, buttons.join(' ')].filter((line) => line !== '').join('\n');
}

function lineOf(element: Element): readonly string[] {
  if (element.isVisible === false) return [];
  if (element.type === 'TextBlock') return [String(element.text ?? '')];
  if (element.type === 'RichTextBlock') return [(element.inlines as unknown[]).map(inlineText).join('')];
  if (element.type === 'FactSet') {
    return (element.facts as { title: string; value: string }[]).map((fact) => `${fact.title}: ${fact.value}`);
  }
  if (typeof element.type === 'string' && element.type.startsWith('Input.')) {
    const choices = (element.choices ?? []) as { title: string }[];
    const offered = choices.length > 0 ? ` (${choices.map((choice) => choice.title).join(' | ')})` : '';
    return [`${element.label ?? element.title ?? element.id}: ${currentValue(element) || '…'}${offered}`];
  }
  return [];
}

function inlineText(inline: unknown): string {
  if (typeof inline === 'string') return inline;
  return String((inline as { text?: unknown }).text ?? '');
}

/** What a client refuses to send: unmet isRequired, regex, maxLength, min and max (teams.md 1.5). */
export function validationErrors(card: CardJson, values: Readonly<Record<string, string>>): readonly string[] {
  return inputsOf(card).flatMap((input) => {
    const value = values[input.id] ?? '';
    if (value === '') return input.isRequired ? [`${input.id} is required`] : [];
    if (input.regex !== null && !new RegExp(input.regex).test(value)) return [`${input.id} does not match`];
    if (input.maxLength !== null && value.length > input.maxLength) return [`${input.id} is too long`];
    if (input.min !== null && value < input.min) return [`${input.id} is below ${input.min}`];
    if (input.max !== null && value > input.max) return [`${input.id} is above ${input.max}`];
    return [];
  });
}
