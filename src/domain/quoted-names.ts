import { type Text, text } from './text.ts';

/** How many names a sentence has. */
export const FEW_NAMES = 5;

/**
 * At most so many names for a sentence, each in quotes, then how many more: what people call a group or a device may
 * read as words of the sentence ("iPhone of Adele" is "or Adele" in Dutch).
 */
export function quotedNames(names: readonly string[], most = FEW_NAMES): readonly Text[] {
  const more = names.length - most;
  return [...names.slice(0, most).map(quoted), ...(more > 0 ? [text('text.more', { count: more })] : [])];
}

export function quoted(name: string): Text {
  return text('text.quoted', { name });
}
