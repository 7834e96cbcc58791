import type { CardJson } from '../../../sandbox/mini-teams/mini-teams-card.ts';

/** Some words on a card, and where they stand. */
export type Words = {
  readonly words: string;
  readonly place: 'run' | 'heading' | 'button' | 'input' | 'fallback' | 'message' | 'machine';
  /** The row that they stand in; null = none. */
  readonly row: Row | null;
  /** Runs of the same line, this one too. */
  readonly line: readonly string[];
  /** The heading above. */
  readonly under: string;
};

/** One row of steps or of lines: a sign, a title with what stands beside it, what stands below it, and a state. */
export type Row = {
  readonly title: string;
  readonly asides: readonly string[];
  readonly below: readonly string[];
  readonly state: string;
};

type Node = { readonly [key: string]: unknown };

/** Every word of a card that any client can show, hidden parts and what old clients read instead included. */
export function readSheet(card: CardJson): readonly Words[] {
  const found: Words[] = [];
  for (const name of ['fallbackText', 'speak'] as const) {
    if (typeof card[name] === 'string') found.push(loose(card[name], 'fallback'));
  }
  walk([card.body, card.actions], null, { heading: '' }, found);
  return found.filter(({ words }) => words.trim() !== '');
}

function loose(words: string, place: Words['place']): Words {
  return { words, place, row: null, line: [words], under: '' };
}

function walk(node: unknown, row: Row | null, above: { heading: string }, found: Words[]): void {
  if (Array.isArray(node)) {
    for (const each of node) walk(each, row, above, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const element = node as Node;
  const type = String(element.type ?? '');
  const put = (words: unknown, place: Words['place'], line?: readonly string[]) => {
    if (typeof words === 'string') found.push({ words, place, row, line: line ?? [words], under: above.heading });
  };
  if (type === 'TextBlock') {
    if (element.style === 'heading') above.heading = String(element.text ?? '');
    put(element.text, element.style === 'heading' ? 'heading' : 'run');
    return;
  }
  if (type === 'RichTextBlock') {
    const inlines = (element.inlines as readonly unknown[]).map(inline);
    for (const { text, machine } of inlines)
      put(
        text,
        machine ? 'machine' : 'run',
        inlines.map((each) => each.text),
      );
    return;
  }
  if (type.startsWith('Action.')) put(element.title, 'button');
  if (type.startsWith('Input.')) {
    for (const name of ['label', 'title', 'placeholder', 'errorMessage']) put(element[name], 'input');
    // A hidden one carries what only the click has to know.
    if (type === 'Input.Text' && element.isVisible !== false) put(element.value, 'input');
    for (const choice of (element.choices ?? []) as readonly Node[]) put(choice.title, 'input');
  }
  for (const fact of (element.facts ?? []) as readonly Node[])
    for (const part of ['title', 'value']) put(fact[part], 'run');
  const own = type === 'ColumnSet' ? rowOf(element) : row;
  for (const [name, value] of Object.entries(element)) if (DEEPER.has(name)) walk(value, own, above, found);
}

const DEEPER = new Set(['items', 'columns', 'rows', 'cells', 'actions', 'card', 'body', 'selectAction']);

function inline(node: unknown): { readonly text: string; readonly machine: boolean } {
  if (typeof node === 'string') return { text: node, machine: false };
  const { text, fontType } = node as Node;
  return { text: String(text ?? ''), machine: fontType === 'monospace' };
}

/** Sign, words and state stand in columns; a set without a title is no row. */
function rowOf(set: Node): Row | null {
  const [, middle, last] = (set.columns ?? []) as readonly Node[];
  const lines = linesOf(middle);
  const [head, ...below] = lines;
  if (head === undefined) return null;
  const [title = '', ...asides] = head;
  const beside = asides.map((each) => each.trim()).filter((each) => each !== '');
  const state = linesOf(last).flat().join('').trim();
  return { title: title.trim(), asides: beside, below: below.map((each) => each.join('')), state };
}

function linesOf(column: unknown): readonly (readonly string[])[] {
  if (typeof column !== 'object' || column === null) return [];
  const { type, inlines, text, items } = column as Node;
  if (type === 'RichTextBlock') return [(inlines as readonly unknown[]).map((each) => inline(each).text)];
  if (type === 'TextBlock') return [[String(text ?? '')]];
  return Array.isArray(items) ? items.flatMap(linesOf) : [];
}
