import type { AdaptiveCard } from '../../../cards/adaptive-card.ts';
import { VERBS } from '../../../cards/adaptive-card.ts';
import { MOST_CHARACTERS, MOST_CHARACTERS_WITH_SCRIPT, sizeOf } from '../../../cards/fitting-card.ts';

type Node = { readonly [key: string]: unknown };

/**
 * What is wrong with a card, as sentences: the shapes of Adaptive Cards 1.5 that Teams and the Playground draw
 * (teams.md 1.1, 1.5), and the rules of the house (teams.md 1.6, 1.9).
 */
export function brokenRules(card: AdaptiveCard): readonly string[] {
  return [
    ...(sizeOf(card) > mostCharacters(card)
      ? [`${sizeOf(card)} characters are more than ${mostCharacters(card)}`]
      : []),
    ...['lang', 'fallbackText', 'speak'].filter((name) => !isText(node(card)[name])).map((name) => `no ${name}`),
    ...(card.version === '1.5' ? [] : [`version ${card.version}`]),
    ...nodes(card.body).flatMap(shapeOf),
    ...idsOf(card)
      .filter((id, at, ids) => ids.indexOf(id) !== at)
      .map((id) => `two inputs "${id}"`),
    ...clicksOf(card).flatMap(clickRules),
  ];
}

/** Every object of a card that has a type, in reading order; fallbacks too. */
export function nodes(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodes);
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, each]) => (key === 'data' ? [] : nodes(each)));
  return 'type' in value ? [value as Node, ...inside] : inside;
}

/** The buttons that send something, without their fallbacks. */
export function clicksOf(card: AdaptiveCard): readonly Node[] {
  return nodes(card.body).filter(({ type }) => type === 'Action.Execute');
}

export function verbsOf(card: AdaptiveCard): readonly unknown[] {
  return clicksOf(card).map(({ verb }) => verb);
}

export function idsOf(card: AdaptiveCard): readonly string[] {
  return inputsOf(card).map(({ id }) => String(id));
}

export function inputsOf(card: AdaptiveCard): readonly Node[] {
  return nodes(card.body).filter(({ type }) => String(type).startsWith('Input.'));
}

/** Elements whose text clients read as Markdown: only words of our own may stand there. */
export function markdownTexts(card: AdaptiveCard): readonly string[] {
  return nodes(card.body).flatMap(({ type, text, facts }) =>
    type === 'TextBlock' ? [String(text)] : type === 'FactSet' ? [JSON.stringify(facts)] : [],
  );
}

const ANY = ['type', 'id', 'spacing', 'separator', 'isVisible', 'fallback'];
const INPUT = [...ANY, 'label', 'value', 'isRequired', 'errorMessage'];
const ACTION = ['type', 'title', 'data', 'style', 'associatedInputs', 'tooltip', 'fallback'];

/** Type → what it may have, and what it must have. */
const SHAPES: Readonly<Record<string, { readonly may: readonly string[]; readonly must: readonly string[] }>> = {
  Container: { may: [...ANY, 'style', 'bleed', 'items'], must: ['items'] },
  ColumnSet: { may: [...ANY, 'columns'], must: ['columns'] },
  Column: { may: [...ANY, 'width', 'items', 'verticalContentAlignment'], must: ['items', 'width'] },
  ActionSet: { may: [...ANY, 'actions'], must: ['actions'] },
  TextBlock: { may: [...ANY, 'text', 'wrap', 'weight', 'size', 'color', 'isSubtle', 'style'], must: ['text', 'wrap'] },
  RichTextBlock: { may: [...ANY, 'inlines'], must: ['inlines'] },
  TextRun: { may: ['type', 'text', 'weight', 'size', 'color', 'isSubtle', 'fontType'], must: [] },
  'Input.Text': { may: [...INPUT, 'isMultiline', 'maxLength', 'placeholder'], must: ['id', 'label'] },
  'Input.Date': { may: [...INPUT, 'min', 'max'], must: ['id', 'label'] },
  'Input.Time': { may: INPUT, must: ['id', 'label'] },
  'Input.Toggle': { may: [...INPUT, 'title', 'valueOn', 'valueOff', 'wrap'], must: ['id', 'label', 'title'] },
  'Input.ChoiceSet': {
    may: [...INPUT, 'choices', 'style', 'placeholder', 'wrap', 'choices.data'],
    must: ['id', 'label', 'choices'],
  },
  'Data.Query': { may: ['type', 'dataset'], must: ['dataset'] },
  'Action.Execute': { may: [...ACTION, 'verb'], must: ['title', 'verb', 'data', 'fallback', 'associatedInputs'] },
  'Action.Submit': { may: ACTION, must: ['title', 'data', 'associatedInputs'] },
  'Action.ToggleVisibility': { may: [...ACTION, 'targetElements'], must: ['title', 'targetElements'] },
};

const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  spacing: ['none', 'small', 'default', 'medium', 'large', 'extraLarge', 'padding'],
  color: ['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'],
  size: ['default', 'small', 'medium', 'large', 'extraLarge'],
  weight: ['default', 'lighter', 'bolder'],
  isSubtle: [true, false],
  associatedInputs: ['auto', 'none'],
};

const STYLES: Readonly<Record<string, readonly unknown[]>> = {
  Container: ['default', 'emphasis', 'good', 'attention', 'warning', 'accent'],
  TextBlock: ['default', 'heading'],
  'Input.ChoiceSet': ['compact', 'expanded', 'filtered'],
  'Action.Execute': ['default', 'positive', 'destructive'],
  'Action.Submit': ['default', 'positive', 'destructive'],
};

function shapeOf(element: Node): readonly string[] {
  const type = String(element.type);
  const shape = SHAPES[type];
  if (shape === undefined) return [`there is no element "${type}"`];
  const unknown = Object.keys(element).filter((key) => !shape.may.includes(key));
  const missing = shape.must.filter((key) => element[key] === undefined || element[key] === '');
  return [
    ...unknown.map((key) => `${type} knows no "${key}"`),
    ...missing.map((key) => `${type} ${element.id ?? ''} lacks "${key}"`),
    ...wrongValues(type, element),
  ];
}

function wrongValues(type: string, element: Node): readonly string[] {
  const wrong = Object.entries(VALUES).filter(([key, allowed]) => key in element && !allowed.includes(element[key]));
  const styles = STYLES[type];
  const style = 'style' in element && styles?.includes(element.style) !== true ? ['style'] : [];
  return [...wrong.map(([key]) => key), ...style].map((key) => `${type} has ${key} ${String(element[key])}`);
}

const CARRIED = ['verb', 'requestId', 'version', 'shownHour', 'nonce'];

/** `verb` twice and equal, ids and the shown hour only, the same in the fallback for clients without Action.Execute (teams.md 1.2). */
function clickRules(click: Node): readonly string[] {
  const data = node(click.data);
  const fallback = node(click.fallback);
  const extra = Object.keys(data).filter((key) => !CARRIED.includes(key));
  const same = ['title', 'data', 'associatedInputs'].filter(
    (key) => JSON.stringify(click[key]) !== JSON.stringify(fallback[key]),
  );
  return [
    ...(click.verb === data.verb ? [] : [`verb ${click.verb} but data.verb ${data.verb}`]),
    ...(VERBS.some((verb) => verb === click.verb) ? [] : [`nobody knows the verb ${click.verb}`]),
    ...extra.map((key) => `the click carries "${key}"`),
    ...same.map((key) => `the fallback of ${click.verb} has another ${key}`),
  ];
}

function node(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** A card that carries a whole script may be twice as long; Teams takes four times as much (teams.md fact 10). */
function mostCharacters(card: AdaptiveCard): number {
  return JSON.stringify(card).includes('#requires -Version') ? MOST_CHARACTERS_WITH_SCRIPT : MOST_CHARACTERS;
}
