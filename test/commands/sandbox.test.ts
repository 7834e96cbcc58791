import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it.each(['--help', 'reset'])(
  'says what it takes to who types something else behind “npm run sandbox --”: %s',
  (typed) => {
    // Killed where it starts the sandbox all the same, which does not end by itself.
    const { status, stderr } = spawnSync(process.execPath, ['src/commands/sandbox.ts', typed], {
      encoding: 'utf8',
      timeout: 150_000,
      env: { ...process.env, SANDBOX_PORT: '0', DATA_DIR: 'memory' },
    });
    expect(stderr).toContain(`npm run sandbox -- --reset`);
    expect(stderr).toContain(`not “${typed}”`);
    expect(status).toBe(1);
  },
);
