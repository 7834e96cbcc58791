import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/**
 * Puts the settings of `.env` in this folder under those of the environment, which win. Gives the keys that the file
 * sets (an empty value is none): what somebody wrote down for Leaver is meant, what happens to stand in the environment
 * may not be.
 */
export function loadEnvFile(file = '.env'): ReadonlySet<string> {
  if (!existsSync(file)) return new Set();
  process.loadEnvFile(file);
  const said = Object.entries(parseEnv(readFileSync(file, 'utf8')));
  return new Set(said.flatMap(([key, value]) => ((value ?? '').trim() === '' ? [] : [key])));
}
