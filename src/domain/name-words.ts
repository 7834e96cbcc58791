/**
 * The words of a name, of an address or of what is typed, in small letters. What is typed means somebody where each of
 * its words begins one of theirs, as the directory's own search does (Learn, `$search`: tokens by prefix), so that
 * "Anna" is no Joanna.
 */
export function nameWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
