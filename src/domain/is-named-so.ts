/**
 * Whether every word of what was typed begins a word of one of these names and addresses, or is one of them whole: as
 * the directory's own search does (Learn, `$search`: tokens by prefix), so that "Anna" is no Joanna.
 */
export function isNamedSo(names: readonly string[], typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  if (names.some((name) => name.toLowerCase() === wanted)) return true;
  const words = wordsOf(wanted);
  const known = names.flatMap(wordsOf);
  return words.length > 0 && words.every((word) => known.some((each) => each.startsWith(word)));
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
