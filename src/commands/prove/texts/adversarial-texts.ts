import type { Random } from '../random.ts';

/** What one message says: its text, and mentions where that is what is odd about it. */
export type AdversarialText = { readonly text: string; readonly entities?: readonly object[] };

/** More than Teams delivers (facts: some 28 kB a message); the door takes 256 kB. */
const LONGEST = 60_000;

const WORDS = [
  'adele',
  'vance',
  '31-12',
  'may',
  'friday',
  '17:00',
  'at',
  'on',
  'pm',
  '5',
  'december',
  '2026',
  'block',
  'and',
];
const SIGNS = [
  '<at',
  '</at>',
  '!',
  '?',
  '.',
  ': ',
  ' ',
  '\u00a0',
  '&nbsp;',
  '"',
  "'",
  '\\',
  '{',
  '[',
  '{"a":',
  '\n',
  '\u202e',
  '\u0301',
  '👩‍👩‍👧‍👦',
  'İ',
  'ﷺ',
];
const COMMANDS = [
  ...[
    'offboard',
    'uit dienst',
    'block sign-in',
    'block now',
    'restore user',
    'why',
    'waarom',
    'status',
    'approve L-1001',
  ],
  ...[
    'decline L-1001',
    'question L-1001',
    'answer L-1001',
    'postpone L-1001',
    'hand over L-1001',
    'resume',
    'language',
  ],
  ...['runbook done L-1001', 'runbook cannot L-1001', 'retry L-1001', 'successor', 'reply text', 'reason', 'upn', ''],
];

/** The messages that held the first version, each in its worst form; then random ones of every kind. */
export function adversarialText(place: number, random: Random, botId: string): AdversarialText {
  const known = KNOWN[place];
  if (known !== undefined) return known(botId);
  const length = Math.round(2 ** ((random.between(0, 1_000_000) / 1_000_000) * Math.log2(LONGEST)));
  const command = COMMANDS[random.between(0, COMMANDS.length - 1)] ?? '';
  const [kinds] = [random.between(0, 3)];
  const parts = kinds === 0 ? WORDS : kinds === 1 ? SIGNS : kinds === 2 ? [...WORDS, ...SIGNS] : one(SIGNS, random);
  let text = command;
  while (text.length < length) text += `${kinds === 3 ? '' : ' '}${parts[random.between(0, parts.length - 1)]}`;
  // A sign at the end that a pattern for the end does not expect.
  if (random.between(0, 1) === 1) text += 'x';
  return { text: text.slice(0, LONGEST), ...(random.between(0, 9) === 0 ? { entities: mentions(botId, random) } : {}) };
}

function one(items: readonly string[], random: Random): readonly string[] {
  return [items[random.between(0, items.length - 1)] ?? ''];
}

function mentions(botId: string, random: Random): readonly object[] {
  const texts = ['', ' ', '<at>Leaver</at>', 'a', '<at'];
  return Array.from({ length: random.between(1, 200) }, () => ({
    type: 'mention',
    text: texts[random.between(0, texts.length - 1)],
    mentioned: { id: botId },
  }));
}

const KNOWN: readonly ((botId: string) => AdversarialText)[] = [
  () => ({ text: `offboard ${'please look at this mail and '.repeat(120)}` }),
  () => ({ text: `offboard ${'may '.repeat(4_000)}` }),
  () => ({ text: '<at'.repeat(20_000) }),
  (botId) => ({
    text: 'help me',
    entities: Array.from({ length: 24 }, () => ({ type: 'mention', text: '', mentioned: { id: botId } })),
  }),
  () => ({ text: `why ${'?'.repeat(15_000)}x` }),
  () => ({ text: `runbook done L-1001 ${'!'.repeat(15_900)}x` }),
];
