import type { Text, TextValue } from './text.ts';
import type { TextKey } from './text-key.ts';

/** The same headline without “may be able to sign in”, for where it is said that the person can. */
export function withoutMayBe(headline: Text): Text {
  if (headline.values === undefined) return headline;
  const inner = headline.values.headline;
  // Who can sign in is not blocked for a while either.
  if (headline.key === 'report.headline.block-temporary' && typeof inner === 'object' && 'key' in inner) return inner;
  const values = Object.entries(headline.values).map(([name, value]) => [name, within(value)] as const);
  return { ...headline, key: SURE[headline.key] ?? headline.key, values: Object.fromEntries(values) };
}

function within(value: TextValue): TextValue {
  return typeof value === 'object' && 'key' in value ? withoutMayBe(value) : value;
}

const SURE: Readonly<Partial<Record<TextKey, TextKey>>> = {
  'report.headline.overwritten': 'report.headline.overwritten-by-sync',
  'report.headline.changed-back-block': 'report.headline.changed-back',
  'report.headline.changed-back-by-block': 'report.headline.changed-back-by',
  'report.headline.changed-back-unknown-block': 'report.headline.changed-back-unknown',
  'report.headline.said-not-seen-block': 'report.headline.said-not-seen',
};
