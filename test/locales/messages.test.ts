import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import en from '../../src/locales/en.json' with { type: 'json' };
import nl from '../../src/locales/nl.json' with { type: 'json' };

const english: Readonly<Record<string, string>> = en;
const dutch: Readonly<Record<string, string>> = nl;
const keys = Object.keys(english);

describe('the messages', () => {
  test('are the same in both languages', () => {
    expect(Object.keys(dutch)).toEqual(keys);
  });

  test('stand in order, so that two people seldom add at the same place', () => {
    expect(keys).toEqual([...keys].sort());
  });

  test('can all be read as ICU messages', () => {
    const broken = [english, dutch].flatMap((messages) => keys.filter((key) => !canParse(messages[key] ?? '')));
    expect(broken).toEqual([]);
  });

  test('take the same arguments in both languages', () => {
    const different = keys.filter((key) => argumentsOf(english[key]) !== argumentsOf(dutch[key]));
    expect(different).toEqual([]);
  });

  test('are translated, not copied', () => {
    const copied = keys.filter((key) => english[key] === dutch[key] && /[a-z]{4,} [a-z]{4,}/.test(english[key] ?? ''));
    expect(copied).toEqual([]);
  });

  test('that end as sentences begin as sentences', () => {
    const begun = [english, dutch].flatMap((messages) =>
      keys.filter((key) => /^\p{Ll}.*\.$/u.test(messages[key] ?? '')),
    );
    expect(begun).toEqual([]);
  });

  test('call Active Directory the local one in Dutch, beside the one in the cloud', () => {
    const sentences = keys.filter((key) => !key.startsWith('view.column.'));
    expect(sentences.filter((key) => /(?<!lokale )Active Directory/i.test(dutch[key] ?? ''))).toEqual([]);
  });

  test.each([
    ['a privileged administrator', /bevoegde beheerder|meer rechten|bevoorrechte beheerder|van bevoorrechte rollen/],
    ['a block at once', /direct(e|) (ge|)blok|noodblok/i],
    ['directory sync', /(?<!\b(de|een|volgende|latere|laatste|geziene|zonder) )adreslijstsync(?!hronisatie$)/i],
    ['what is connected, and where an account stands', /Verbonden apps|^Plaats$/],
  ])('have one word in Dutch for %s', (_, other) => {
    expect(Object.entries(nl).filter(([, message]) => other.test(message))).toEqual([]);
  });

  test('name only pages that the project has', () => {
    const said = [
      ...Object.values(english),
      ...Object.values(dutch),
      readFileSync('src/config/keys.ts', 'utf8'),
    ].join();
    expect(said).not.toMatch(/install(?:ation)? guide|installatiehandleiding/i);
    const named = said.match(/docs\/[\w-]+\.md/g) ?? [];
    expect(named.filter((page) => !existsSync(page))).toEqual([]);
    const readme = readFileSync('README.md', 'utf8');
    for (const chapter of ['Connect a tenant', 'Hybrid']) expect(readme).toContain(`\n## ${chapter}`);
  });

  test('have neither emoji nor straight quotes nor spaces at the ends', () => {
    const untidy = [english, dutch].flatMap((messages) =>
      keys.filter((key) => /\p{Extended_Pictographic}|"|^\s|\s$|\s{2}|[a-z]'[a-z]/u.test(messages[key] ?? '')),
    );
    expect(untidy).toEqual([]);
  });
});

describe('the keys in the code', () => {
  test('all exist', () => {
    const missing = KEYS_IN_CODE.filter(
      ({ pattern, written }) => !keys.some((key) => pattern.test(key) || key.startsWith(written.replace(/\.?$/, '.'))),
    )
      .filter(({ written }) => !written.startsWith('$') && !written.endsWith('.md'))
      // Configuration speaks English to an installer at a terminal; its dotted names are fields of a file.
      .filter(({ file }) => !file.startsWith('config/'))
      // The figures of POLICY_FILE by the names that they have there.
      .filter(({ file }) => file !== 'domain/settings-in-use.ts');
    expect(missing.map(({ written, file }) => `${written} (${file})`)).toEqual([]);
  });

  test('use every message', () => {
    expect(keys.filter((key) => !KEYS_IN_CODE.some(({ pattern }) => pattern.test(key)))).toEqual([]);
  });
});

function canParse(message: string): boolean {
  try {
    new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true });
    return true;
  } catch {
    return false;
  }
}

type Node = {
  readonly type: number;
  readonly value?: unknown;
  readonly options?: Readonly<Record<string, { value: Node[] }>>;
};

/** Names that the message asks for, sorted; a literal has type 0 and `#` type 7. */
function argumentsOf(message: string | undefined): string {
  const ast = new IntlMessageFormat(message ?? '', 'en', undefined, { ignoreTag: true }).getAst() as unknown as Node[];
  return [...new Set(ast.flatMap(namesIn))].sort().join(' ');
}

function namesIn({ type, value, options = {} }: Node): readonly string[] {
  const name = type === 0 || type === 7 ? [] : [String(value)];
  return [...name, ...Object.values(options).flatMap((option) => option.value.flatMap(namesIn))];
}

/**
 * String and template literals of the translated part of `src` that begin like a key, or with a variable and go on like
 * one; `${…}` in them stands for anything. The tenant view of the sandbox is an English page of its own;
 * the truth property reads texts and says none, those of the first version too.
 */
function keysInCode() {
  const prefixes = [...new Set(keys.map((key) => key.split('.')[0]))].join('|');
  const literal = new RegExp(`(['\`])((?:${prefixes}|\\$\\{[^}]*\\})\\.(?:[\\w.-]|\\$\\{[^}]*\\})+)\\1`, 'g');
  const root = new URL('../../src/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files
    .filter((file) => !file.startsWith('sandbox') && !file.startsWith('commands/prove/truth'))
    .flatMap((file) =>
      [...withoutComments(readFileSync(new URL(file, root), 'utf8')).matchAll(literal)].map(([, , written = '']) => ({
        file,
        written,
        pattern: new RegExp(`^${written.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[\\w.-]+')}$`),
      })),
    );
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

const KEYS_IN_CODE = keysInCode();
