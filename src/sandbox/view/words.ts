import type { KeyAfter } from '../../domain/text-key.ts';
import { type Locale, readLocale, translate } from '../../locales/translate.ts';
import { type Html, html } from './html.ts';

/** The view's sentences in one language; keys without their `view.` prefix. */
export type Words = {
  readonly locale: Locale;
  say(key: KeyAfter<'view.'>, values?: Readonly<Record<string, string | number>>): string;
};

export function createWords(locale: Locale): Words {
  const reader = { locale, timeZone: 'UTC' };
  return {
    locale,
    say: (key, values) => translate({ key: `view.${key}`, ...(values === undefined ? {} : { values }) }, reader),
  };
}

/** The language asked for in the address, else the first one of the browser that we speak, else English. */
export function chooseLocale(asked: string | null, accepted: string | undefined): Locale {
  const tags = (accepted ?? '').split(',').map((tag) => tag.split(';')[0] ?? '');
  return [asked, ...tags].map(readLocale).find((locale) => locale !== null) ?? 'en';
}

/** An instant; in UTC until the page's script writes it in the reader's own zone. */
export function instant(at: string | null, style: 'moment' | 'clock' = 'moment'): Html {
  if (at === null) return html`<span class="none">–</span>`;
  const [day = '', time = ''] = at.split('T');
  return html`<time datetime="${at}" data-style="${style}">${day} ${time.slice(0, 5)} UTC</time>`;
}
