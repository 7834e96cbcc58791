import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAppPackage } from './app-package.ts';

/**
 * `npm run manifest`: fills the placeholders of `manifest/manifest.json` from the environment, checks manifest and
 * Dutch strings against the schema of their version (offline), and zips them with the icons into `dist/leaver.zip`. The
 * same input gives the same bytes.
 */
const root = join(import.meta.dirname, '..', '..');
process.exitCode = await main(process.env);

async function main(env: NodeJS.ProcessEnv): Promise<number> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const built = await buildAppPackage(join(root, 'manifest'), { ...env, VERSION: version });
  if ('problems' in built) {
    process.stderr.write(`The Teams app was not built:\n${built.problems.map((line) => `- ${line}\n`).join('')}`);
    return 1;
  }
  const target = join(root, 'dist', 'leaver.zip');
  await mkdir(join(root, 'dist'), { recursive: true });
  await writeFile(target, built.zip);
  for (const line of built.notes) process.stdout.write(`Note: ${line}\n`);
  process.stdout.write(`dist/leaver.zip: ${built.zip.length} bytes, SHA-256 ${built.digest}\n`);
  return 0;
}
