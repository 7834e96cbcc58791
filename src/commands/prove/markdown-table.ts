/** A table as the README shows it. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [heads, heads.map(() => '---'), ...rows];
  return ['', ...all.map((cells) => `| ${cells.join(' | ')} |`), ''].join('\n');
}
