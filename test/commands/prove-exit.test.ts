import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('fails as a command where nothing was proved', async () => {
  const top = join(import.meta.dirname, '../..');
  const run = promisify(execFile)(process.execPath, ['src/commands/prove.ts', '--only', 'nothing'], { cwd: top });
  await expect(run).rejects.toMatchObject({ code: 1 });
});
