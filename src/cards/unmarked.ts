/**
 * Text for places that clients may read as Markdown and that take no TextRun: titles of radio buttons and checkboxes
 * (Microsoft's renderer does so by default: `useMarkdownInRadioButtonAndCheckbox`, adaptivecards 3 card-elements.js),
 * and what stands for a card where it cannot be drawn. What could mark up becomes its full-width form: still read as
 * what it is, and not shown with back-slashes by clients that do not read Markdown.
 */
export function unmarked(line: string): string {
  return line.replace(ENTITY, wide).replace(MARKS, wide).replace(LIST, wide);
}

const MARKS = /[[\]<>`*_~#\\|]/g;
/** `&#91;` would come out as `[`. */
const ENTITY = /&(?=#?\w+;)/g;
/** A line that begins like an item of a list, or is a rule: `- `, `+ `, `1. `, `---`. */
const LIST = /^[-+](?=[\s-]|$)|(?<=^\d{1,9})[.)](?=\s|$)/g;

function wide(sign: string): string {
  return String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0);
}
