/**
 * One line of CSV (RFC 4180, with its line end) in which no program finds a formula: a quote stands before everything
 * that could begin one, at the start of a cell and also after each character at which some program might split it
 * (Excel takes `;` in half of Europe), whatever quotes or spaces come first (OWASP, CSV injection). NUL is left out.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => quoted(harmless(String(cell ?? '')))).join(',')}\r\n`;
}

function harmless(text: string): string {
  const plain = text.replaceAll('\u0000', '').replace(FORMULA, "$1$2'$3");
  return /^[\t\r]/.test(plain) ? `'${plain}` : plain;
}

/** Full-width signs too: some programs take them for the ordinary ones. */
const FORMULA = /(^|[,;|\t\r\n])([\s"'\uFEFF]*)([=+\-@＝＋－＠])/g;

function quoted(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
