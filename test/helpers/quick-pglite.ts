import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite as Made } from '@electric-sql/pglite';
import { COPY_FOLDER } from './copy-empty-database.ts';

export * from '@electric-sql/pglite';

/**
 * What stands for PGlite in tests (`vitest.config.ts`): the same, but an empty database in memory is a copy of one that was
 * made earlier in this run. To make one, with all of PostgreSQL's own tables, takes two to four seconds of CPU, and a run
 * begins more than a hundred; a copy takes less than one. A database in a folder is made as ever.
 */
export const PGlite = new Proxy(Made, {
  get: (target, name, receiver) => (name === 'create' ? create : (Reflect.get(target, name, receiver) as unknown)),
});

async function create(...given: Parameters<typeof Made.create>): Promise<Made> {
  return given.length === 0 ? Made.create({ loadDataDir: await copy() }) : Made.create(...given);
}

let kept: Promise<Blob> | undefined;

function copy(): Promise<Blob> {
  kept ??= readCopy().catch(makeCopy);
  return kept;
}

function file(): string {
  return join(process.env[COPY_FOLDER] ?? '', 'empty.tar');
}

async function readCopy(): Promise<Blob> {
  return new Blob([await readFile(file())]);
}

/** Renamed into place: processes that make it at the same time never read half of it. */
async function makeCopy(): Promise<Blob> {
  const first = await Made.create();
  const copied = await first.dumpDataDir('none');
  await first.close();
  const own = `${file()}.${process.pid}`;
  await writeFile(own, Buffer.from(await copied.arrayBuffer()));
  await rename(own, file());
  return copied;
}
