import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIn, useFolder } from '../file-modes/used-folder.ts';
import { FIRST_VERSION, openFirstVersion } from '../first-version.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

const MAIN = join(import.meta.dirname, '../../../main.ts');

/**
 * `--only file-modes`: Leaver is started under umask 022, used and stopped, in a new folder and in one that the first
 * version left open; then nobody but the owner has a right on any file or folder of it. The control is the first
 * version.
 */
export async function fileModesProof({ say }: ProofRun): Promise<readonly ProofRow[]> {
  say('What Leaver leaves on the disk, and who may read it.');
  const folder = await mkdtemp(join(tmpdir(), 'leaver-file-modes-'));
  const first = await openFirstVersion();
  try {
    const [fresh, former] = [join(folder, 'fresh'), join(folder, 'former')];
    await useFolder(join(first.folder, 'src/main.ts'), former);
    const control = openIn(former);
    await useFolder(MAIN, fresh);
    await useFolder(MAIN, former);
    const seen = [openIn(fresh), openIn(former)];
    const open = seen.flatMap((each) => each.open);
    for (const name of open.slice(0, 10)) say(`  ${name} stands open`);
    return [
      {
        promise: 'nobody but the owner has a right on any file that Leaver keeps',
        trials: seen.reduce((sum, { all }) => sum + all, 0),
        failures: open.length,
        seed: null,
        control: { what: `the first version (${FIRST_VERSION})`, trials: control.all, failures: control.open.length },
      },
    ];
  } finally {
    await first.remove();
    await rm(folder, { recursive: true, force: true });
  }
}
