import { createRandom, type Random } from '../random.ts';

/**
 * What somebody could write as a name, a reason or a group: the same list for the same seed. The first ones are each
 * kind of attack alone; after them pieces of several kinds, mixed with ordinary names, and now and then 20,000
 * characters of them.
 */
export function hostileStrings(seed: number, count: number): readonly string[] {
  const random = createRandom(seed);
  const alone = Object.values(PIECES).flat();
  return Array.from({ length: count }, (_, at) => alone[at] ?? mixture(random));
}

function mixture(random: Random): string {
  const pieces = Array.from({ length: random.between(1, 8) }, () => piece(random));
  const written = pieces.join(random.between(0, 3) === 0 ? ' ' : '').slice(0, LONG);
  return random.between(0, 19) === 0 && written !== ''
    ? written.repeat(Math.ceil(LONG / written.length)).slice(0, LONG)
    : written;
}

function piece(random: Random): string {
  const kinds = Object.values(PIECES);
  const kind = kinds[random.between(0, kinds.length - 1)] ?? [];
  const chosen = kind[random.between(0, kind.length - 1)] ?? '';
  // Anywhere in the piece, so that what looks for whole attacks finds only half of one.
  return random.between(0, 4) === 0 ? chosen.slice(random.between(0, chosen.length)) : chosen;
}

/** Characters of the longest ones. */
const LONG = 20_000;

/** Worked out by whatever evaluates what people wrote: no text of ours has this number. */
export const WORKED_OUT = '42055007';

const PIECES: Readonly<Record<string, readonly string[]>> = {
  ordinary: ['Adele Vance', 'Adèle van ’t Hof-Öztürk', '李小龍', 'سلمى', 'R&D', 'O’Neil (EMEA)'],
  markdown: [
    '[APPROVED](https://evil.example/approve)',
    '![x](https://evil.example/x.png)',
    '**bold** _it_ ~~no~~ `code`',
    '# Head',
    '> quote',
    '- item',
    '1. item',
    '---',
    '```\ncode\n```',
    '[a]: https://evil.example',
    '<https://evil.example>',
    '\\[x\\](y)',
    '| a | b |\n|---|---|',
  ],
  links: [
    'https://evil.example/?a=1&b=2',
    'HTTP://EVIL.EXAMPLE',
    'www.evil.example',
    'mailto:evil@evil.example',
    'tel:+31201234567',
    'msteams://evil.example',
    'javascript:alert(1)',
    'file://evil.example/share',
    'https:\u200B//evil.example',
    'ht\u202Etps://evil.example',
    'https\uFF1A//evil.example',
  ],
  html: [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="https://evil.example">x</a>',
    '<at>Adele</at>',
    '&lt;b&gt;&#91;x&#93;',
    '<!--',
    ']]>',
    '<speak><audio src="x"/></speak>',
  ],
  templates: [
    '${6007*7001}',
    '${$root.nonce}',
    '${json("{}")}',
    '${if(true, 6007*7001, 0)}',
    '$' + '{',
    '}',
    '$data',
    '$when',
    '$root',
    '@{6007*7001}',
    '{{DATE(2020-01-01T00:00:00Z,SHORT)}}',
    '{{',
    '}}',
    '\\${1}',
    '$${6007*7001}',
    '\uE000{6007*7001}',
    '\uE000\uE000{x}',
    '#{6007*7001}',
    '<%= 6007*7001 %>',
  ],
  icu: ['{name}', '{count, plural, one {a} other {b}}', "'{", '#', '{0}', '{name, select, other {x}}', "''", '{'],
  bidi: ['\u202Eecnav\u202C', '\u2066x\u2069', '\u200F', '\u061C', '\u202A', '\u2067evil', '\u206A'],
  invisible: ['\u200B', '\u200D', '\uFEFF', '\u00AD', '\u2060', '\u180E', '\u{E0041}', '\u{E0001}', '\u2028', '\u2029'],
  marks: ['e\u0301'.repeat(3), `e${'\u0301'.repeat(60)}`, 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L', '\u0489', '\u20DD'],
  broken: [
    '\uD83D',
    '\uDE00',
    '\uFFFE',
    '\u{10FFFF}',
    '\u0000',
    '\u0007',
    '\u001B[31m',
    '\u009F',
    '\u007F',
    '\r\n',
    '\t',
    '\v\f',
  ],
  wide: ['👩‍👩‍👧‍👦', '木', 'ﷺ', '\u{1F600}'],
  formulas: [
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("https://evil.example","x")',
    '+1+1',
    '-2+3',
    '@SUM(1)',
    '\t=1',
    '\r=1',
    '"=1',
    ';=1',
    '％=1',
  ],
  powershell: [
    "'; Remove-ADUser -Identity x; '",
    '"; iex "x',
    '$(Remove-Item C:\\)',
    '`"',
    '`n',
    "@'\n'@",
    '@"\n"@',
    "'@\nWrite-Output evil\n@'",
    '${env:PATH}',
    '$env:PATH',
    '\u2018; evil; \u2019',
    '\u201D; evil',
    '#>',
    '<#',
    '; evil #',
    '| Out-Host',
    '--%',
    '\nWrite-Output evil\n',
    '\u0085evil',
    "'))",
    'JykpOyBldmls',
  ],
  json: [
    '"',
    '\\',
    '\\"',
    '","verb":"approve","x":"',
    '"}],"actions":[{"type":"Action.OpenUrl"',
    '\\u0022',
    '\\',
    '/*',
    '{"a":',
  ],
  objects: [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '[object Object]',
    'undefined',
    'null',
    'NaN',
    '{"__proto__":{"x":1}}',
  ],
  names: [
    'CN=a\\,b,OU=x',
    'CN=x\\0ADEL:1,DC=corp',
    '*)(objectClass=*',
    "a' or '1'='1",
    "%' OR 1=1 --",
    '../../etc/passwd',
    '..\\..\\x',
    '%00',
    'a@b@c',
    '"a b"@evil.example',
    'adele@contoso.example\u200B',
  ],
  blank: ['', ' ', '\u200B\u202E ', '\u3164', '\u2800', '\u00A0'],
  long: [
    'W'.repeat(LONG),
    '木'.repeat(LONG),
    '"\\'.repeat(LONG / 2),
    '\uD83D'.repeat(200),
    '${x}'.repeat(LONG / 4),
    '👩‍👩‍👧‍👦'.repeat(1_800),
  ],
};
