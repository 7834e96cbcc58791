/** Every sentence of a card, also those that are folded away: one click shows them. */
export function cardLines(card: unknown): readonly string[] {
  if (Array.isArray(card)) return card.flatMap(cardLines);
  if (typeof card !== 'object' || card === null) return [];
  const { type, text, inlines, ...others } = card as Readonly<Record<string, unknown>>;
  if (type === 'TextBlock') return [String(text)];
  if (type === 'RichTextBlock' && Array.isArray(inlines)) return [inlines.map(runText).join('')];
  return Object.values(others).flatMap(cardLines);
}

function runText(run: unknown): string {
  if (typeof run === 'string') return run;
  return String((run as { readonly text?: unknown }).text ?? '');
}
