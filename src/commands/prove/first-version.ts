import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** The commit that the review of the first version looked at: what proofs take as their control. */
export const FIRST_VERSION = 'b70e843';

export type FirstVersion = {
  /** Absolute path of its files; its packages are this checkout's. */
  readonly folder: string;
  /** A module of it by its path from the top, such as `src/commands/stage.ts`; the caller says what it exports. */
  load<Module>(path: string): Promise<Module>;
  remove(): Promise<void>;
};

/**
 * The first version beside this one, taken out of the history into a folder of its own, so that a proof runs the same
 * trials on both: what it calls mended must fail there. Throws {@link NoFirstVersion} where the history is not there: a
 * copy without git, or a shallow one.
 */
export async function openFirstVersion(): Promise<FirstVersion> {
  const top = join(import.meta.dirname, '../../..');
  const folder = await mkdtemp(join(tmpdir(), 'leaver-first-version-'));
  const archive = join(folder, 'first-version.tar');
  await run('git', ['-C', top, 'cat-file', '-e', `${FIRST_VERSION}^{commit}`]).catch(() => {
    throw new NoFirstVersion(`commit ${FIRST_VERSION} is not in this copy of the project; fetch its whole history`);
  });
  await run('git', ['-C', top, 'archive', '--output', archive, FIRST_VERSION]);
  await run('tar', ['-x', '-f', archive, '-C', folder]);
  await symlink(join(top, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return {
    folder,
    load: (path) => import(pathToFileURL(join(folder, path)).href),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** There is nothing to compare with: the row was not tried, which says nothing about the promise. */
export class NoFirstVersion extends Error {}

const run = promisify(execFile);
