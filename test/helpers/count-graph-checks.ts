import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COUNTER } from './openapi.ts';

/** Global set-up of vitest: says at the end of a run how many Graph requests were held against the description. */
export default function countGraphChecks(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'graph-checks-'));
  const file = join(folder, 'count');
  writeFileSync(file, '');
  process.env[COUNTER] = file;
  return () => {
    const count = statSync(file).size;
    rmSync(folder, { recursive: true });
    console.log(`${count} Graph requests checked against the OpenAPI description.`);
  };
}
