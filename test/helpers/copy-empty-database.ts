import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const COPY_FOLDER = 'EMPTY_DATABASE_FOLDER';

/** Global set-up of vitest: where the processes of a run keep the empty database that `quick-pglite.ts` copies. */
export default function copyEmptyDatabase(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'empty-database-'));
  process.env[COPY_FOLDER] = folder;
  return () => rmSync(folder, { recursive: true });
}
