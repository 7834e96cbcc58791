import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The table of the design, section 4: what each place may import, as path prefixes inside `src/`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['app.ts', 'app/', 'config', 'domain/errors.ts', 'sandbox/'],
  'app.ts': [''],
  'app/': [''],
  config: ['config', 'domain/errors.ts', 'domain/ad-domain.ts', 'domain/policy.ts', 'domain/step.ts', 'domain/task.ts'],
  'log.ts': [],
  'bot/': ['bot/', 'flow/', 'cards/', 'domain/', 'locales/'],
  'cards/': ['cards/', 'domain/', 'locales/'],
  'commands/': [''],
  'locales/': ['locales/', 'domain/text.ts', 'domain/errors.ts'],
  'domain/': ['domain/'],
  // The names of the sentences as a type, of which nothing is there at run time (see below): `text()` takes no other.
  'domain/text-key.ts': ['locales/en.json'],
  'connector/': ['connector/', 'domain/', 'lanes/on-premises/'],
  'flow/': ['flow/', 'domain/'],
  'lanes/cloud/': ['lanes/cloud/', 'domain/', 'flow/ports.ts'],
  'lanes/exchange/': ['lanes/exchange/', 'domain/', 'flow/ports.ts'],
  'lanes/on-premises/': ['lanes/on-premises/', 'domain/', 'flow/ports.ts'],
  'store/': ['store/', 'domain/', 'flow/ports.ts'],
  'queue/': ['queue/', 'domain/errors.ts', 'flow/ports.ts', 'store/database.ts', 'store/transactions.ts'],
  'sandbox/': ['sandbox/', 'domain/', 'locales/'],
};

/** Packages that stay behind one door. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  // Besides: the SDK and restify as they come, which the proofs of the door take for their controls.
  botbuilder: ['bot/', 'commands/prove/door/'],
  'botbuilder-dialogs': ['bot/'],
  restify: ['bot/', 'commands/prove/door/'],
  'adaptivecards-templating': ['cards/'],
  '@microsoft/microsoft-graph-client': ['lanes/cloud/'],
  '@azure/identity': ['lanes/cloud/', 'bot/managed-identity.ts'],
  ldapts: ['lanes/on-premises/', 'sandbox/'],
  // Proofs change rows as an owner of the database would.
  kysely: ['store/', 'queue/', 'commands/prove/'],
  pg: ['store/'],
  'pg-boss': ['queue/'],
  '@electric-sql/pglite': ['store/', 'queue/'],
};

const top = join(import.meta.dirname, '..');
const src = join(top, 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

describe('the house', () => {
  it('imports only along the table of the design', () => {
    const wrong = files.flatMap((file) =>
      local(file)
        .filter((target) => !mayImport(file, target))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps the packages that may be replaced behind one door', () => {
    const wrong = files.flatMap((file) =>
      (imports.get(file) ?? [])
        .filter((specifier) => ONLY_IN[specifier]?.every((place) => !file.startsWith(place)) ?? false)
        .map((specifier) => `${file} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('takes the sentences into the domain as a type only', () => {
    const source = readFileSync(join(src, 'domain/text-key.ts'), 'utf8');
    expect([...source.matchAll(/^.*\bfrom\b.*$/gm)].map(([line]) => line)).toEqual([
      "import type en from '../locales/en.json';",
    ]);
  });

  it('has no import cycle', () => {
    expect(findCycle()).toEqual([]);
  });

  it('gives every source file a place in the table', () => {
    expect(files.filter((file) => placeOf(file) === undefined)).toEqual([]);
  });

  it('reads nothing that stands beside the project: a clone alone has everything', () => {
    const code = ['src', 'test'].flatMap((place) =>
      readdirSync(join(top, place), { recursive: true, encoding: 'utf8' }).map((name) => join(place, name)),
    );
    const outside = code
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => upwards(name).filter((path) => normalize(join(dirname(name), path)).startsWith('..')));
    expect(outside).toEqual([]);
  });
});

/** Relative paths written out in a file that begin above its own folder. */
function upwards(name: string): readonly string[] {
  return [...readFileSync(join(top, name), 'utf8').matchAll(/'((?:\.\.\/)+[^'\n]*)'/g)].map((match) => match[1] ?? '');
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [
    ...text.matchAll(
      /^(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** Imports inside `src/`, as paths from `src/`. */
function local(file: string): readonly string[] {
  return (imports.get(file) ?? [])
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(src, normalize(join(src, dirname(file), specifier))));
}

function placeOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT)
    .filter((place) => file.startsWith(place))
    .sort((a, b) => b.length - a.length)[0];
}

function mayImport(file: string, target: string): boolean {
  if (target.startsWith('..')) return target === '../package.json' || target.startsWith('../cards/');
  return (MAY_IMPORT[placeOf(file) ?? ''] ?? []).some((prefix) => target.startsWith(prefix));
}

function findCycle(): readonly string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const target of local(file).filter((name) => imports.has(name))) {
      const cycle = visit(target, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  return files.map((file) => visit(file, [])).find((cycle) => cycle.length > 0) ?? [];
}
