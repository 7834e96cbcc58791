/** What a click was answered: its sentence, or what its card says where cards are not shown. */
export function wordsOf(body: string): string {
  const { type, value } = JSON.parse(body) as { readonly type: string; readonly value: unknown };
  if (type !== 'application/vnd.microsoft.card.adaptive') return String(value);
  return (value as { readonly fallbackText: string }).fallbackText;
}
