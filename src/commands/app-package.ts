import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { ZipFile } from 'yazl';

export type AppPackage =
  | { readonly zip: Buffer; readonly digest: string; readonly notes: readonly string[] }
  | { readonly problems: readonly string[] };

/** What stands in for a placeholder that the environment does not fill: good enough to try, not to publish. */
const TRIAL: Readonly<Record<string, string>> = {
  TEAMS_APP_ID: '5d1a5c0e-9f39-4c3f-8f0a-3f6c8f1f7a10',
  MICROSOFT_APP_ID: '00000000-0000-4000-8000-000000000000',
  MANIFEST_DEVELOPER_NAME: 'Your organisation',
  MANIFEST_WEBSITE_URL: 'https://www.example.com',
  MANIFEST_PRIVACY_URL: 'https://www.example.com/privacy',
  MANIFEST_TERMS_URL: 'https://www.example.com/terms',
};

/** A fixed time stamp: the same input must give the same bytes. */
const STAMP = new Date('2020-01-01T00:00:00Z');

/**
 * The Teams app package: manifest.json, nl.json and two icons at the root of a zip, nothing else (teams.md section 2).
 * Checked offline against the JSON schema of the manifest's version; every problem is listed.
 */
export async function buildAppPackage(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<AppPackage> {
  const values = { ...env, MICROSOFT_APP_ID: env.MICROSOFT_APP_ID ?? env.MicrosoftAppId };
  const [manifestText, dutchText, color, outline] = await Promise.all([
    readFile(join(folder, 'manifest.json'), 'utf8'),
    readFile(join(folder, 'nl.json'), 'utf8'),
    readFile(join(folder, 'color.png')),
    readFile(join(folder, 'outline.png')),
  ]);
  const { filled, missing } = fillPlaceholders(manifestText, values);
  const problems = [
    ...(await schemaProblems('manifest.json', 'MicrosoftTeams.schema.json', filled)),
    ...(await schemaProblems('nl.json', 'MicrosoftTeams.Localization.schema.json', dutchText)),
    ...iconProblems('color.png', color, 192),
    ...iconProblems('outline.png', outline, 32),
    ...missingTranslations(filled, dutchText),
  ];
  if (problems.length > 0) return { problems };
  const zip = await zipped({
    'manifest.json': Buffer.from(filled),
    'nl.json': Buffer.from(dutchText),
    'color.png': color,
    'outline.png': outline,
  });
  const notes = missing.map((key) => `${key} is not set; a trial value is in the package. Set it before you upload.`);
  return { zip, digest: createHash('sha256').update(zip).digest('hex'), notes };
}

function fillPlaceholders(template: string, values: Readonly<Record<string, string | undefined>>) {
  const missing: string[] = [];
  const filled = template.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined || value === '') missing.push(key);
    // JSON.stringify escapes what a value could break out with; its quotes are the template's own.
    return JSON.stringify(value === undefined || value === '' ? (TRIAL[key] ?? '') : value).slice(1, -1);
  });
  return { filled, missing };
}

async function schemaProblems(name: string, schemaName: string, text: string): Promise<readonly string[]> {
  const version = (JSON.parse(text) as { $schema: string }).$schema.split('/').at(-2) ?? '';
  const schemas = dirname(createRequire(import.meta.url).resolve('@microsoft/app-manifest/package.json'));
  const path = join(schemas, 'build', 'json-schemas', 'teams', version, schemaName);
  const schema = JSON.parse(await readFile(path, 'utf8')) as object;
  const ajv = new Ajv.default({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(ajv as unknown as Parameters<typeof addFormats.default>[0]);
  const validate = ajv.compile(schema);
  if (validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${name}${instancePath}: ${message ?? 'is not valid'}`,
  );
}

/** Width and height stand in the first chunk of a PNG. */
function iconProblems(name: string, png: Buffer, size: number): readonly string[] {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  return width === size && height === size
    ? []
    : [`${name} is ${width} x ${height}; it must be ${size} x ${size} pixels`];
}

function missingTranslations(manifestText: string, dutchText: string): readonly string[] {
  const dutch = JSON.parse(dutchText) as Record<string, string>;
  const manifest = JSON.parse(manifestText) as { bots: { commandLists: { commands: object[] }[] }[] };
  const wanted = manifest.bots.flatMap(({ commandLists }, bot) =>
    commandLists.flatMap(({ commands }, list) =>
      commands.flatMap((_, command) =>
        ['title', 'description'].map((part) => `bots[${bot}].commandLists[${list}].commands[${command}].${part}`),
      ),
    ),
  );
  return wanted.filter((key) => dutch[key] === undefined).map((key) => `nl.json has no ${key}`);
}

function zipped(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(content, name, { mtime: STAMP, mode: 0o644 });
  zip.end();
  return buffer(zip.outputStream);
}
