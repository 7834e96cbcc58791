import { type Html, html } from './html.ts';

/** One shape per meaning, so that nothing is said by colour alone. 16 by 16, drawn with the text's colour. */
const SHAPES = {
  enabled: html`<circle cx="8" cy="8" r="6.2"/><path d="M5.2 8.2l2 2 3.7-4.2"/>`,
  blocked: html`<circle cx="8" cy="8" r="6.2"/><path d="M3.7 3.7l8.6 8.6"/>`,
  deleted: html`<path d="M2.8 4.5h10.4M6.3 4.3V2.6h3.4v1.7M4.2 4.6l.6 8.8h6.4l.6-8.8M6.7 7v4M9.3 7v4"/>`,
  purged: html`<circle cx="8" cy="8" r="6.2" stroke-dasharray="2 2.4"/><path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"/>`,
  none: html`<path d="M4.5 8h7"/>`,
  detached: html`<path d="M6.6 4.9l1-1a3 3 0 014.3 4.3l-1 1M9.4 11.1l-1 1a3 3 0 01-4.3-4.3l1-1M2.5 2.5l11 11"/>`,
  same: html`<path d="M3.5 6h9M3.5 10h9"/>`,
  differs: html`<path d="M3.5 6h9M3.5 10h9M10.5 3l-5 10"/>`,
  sync: html`<path d="M13 6.3A5.3 5.3 0 003.4 5M3 9.7A5.3 5.3 0 0012.6 11M13.2 2.8v3.6H9.6M2.8 13.2V9.6h3.6"/>`,
  leaver: html`<path d="M9.5 2.8H3.4v10.4h6.1M7 8h6.6M11 5.4L13.6 8 11 10.6"/>`,
  console: html`<rect x="1.8" y="2.8" width="12.4" height="10.4" rx="1.6"/><path d="M4.6 6l2 2-2 2M8.4 10.2h3"/>`,
  clock: html`<circle cx="8" cy="8" r="6.2"/><path d="M8 4.4V8l2.4 1.6"/>`,
  search: html`<circle cx="7" cy="7" r="4.4"/><path d="M10.4 10.4l3.4 3.4"/>`,
  chevron: html`<path d="M6 4l4 4-4 4"/>`,
} as const;

export type IconName = keyof typeof SHAPES;

export function icon(name: IconName): Html {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}

/** On its way is no alarm: it looks otherwise than what will be turned back. */
export const AGREEMENT_ICONS = {
  'in-step': 'same',
  'on-its-way': 'sync',
  'turned-back': 'differs',
  'turned-back-later': 'differs',
} as const;
