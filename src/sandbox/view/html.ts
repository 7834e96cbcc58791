/** A piece of HTML that is safe to send: everything that went into it was escaped. */
export type Html = { readonly html: string };

type Piece = Html | string | number | null | readonly Html[];

/** Template tag: every value is escaped unless it is Html itself; null is nothing. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: parts.reduce((whole, part, index) => whole + write(pieces[index - 1] ?? null) + part) };
}

/**
 * Text that a person outside chose, such as a name: without the invisible characters that reorder or hide what stands
 * around it. It still has to be escaped (`html` does).
 */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, ' ');
}

function write(piece: Piece): string {
  if (piece === null) return '';
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return piece.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return 'html' in piece ? piece.html : piece.map((each) => each.html).join('');
}
