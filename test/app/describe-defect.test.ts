import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { describeDefect } from '../../src/app/describe-defect.ts';

const SECRET = 'canary-7f3a';

describe('a defect on the terminal', () => {
  it('is told by kind and place, without the address that was no address', () => {
    const error = thrownBy(() => new URL(`postgres://leaver:${SECRET}@:x`));
    const told = describeDefect(error);
    expect(told).toContain('ERR_INVALID_URL');
    expect(told).toMatch(/describe-defect\.test\.ts:\d+:\d+/);
    expect(told).not.toContain(SECRET);
  });

  it('is told without message, fields and the words of its cause', () => {
    const error = Object.assign(new Error(`at ${SECRET}\n    at ${SECRET} (x)`, { cause: new TypeError(SECRET) }), {
      detail: SECRET,
    });
    expect(describeDefect(error)).toContain('because of TypeError');
    expect(describeDefect(error)).not.toContain(SECRET);
    expect(describeDefect(SECRET)).not.toContain(SECRET);
  });

  it.each(['throw error', 'Promise.reject(error)'])('that nobody caught is told in the same way: %s', (end) => {
    const path = new URL('../../src/app/describe-defect.ts', import.meta.url).href;
    const code = `import { describeUncaught } from '${path}'; describeUncaught(); const error = Object.assign(new Error('${SECRET}'), { detail: '${SECRET}' }); ${end};`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('a defect of Leaver: Error');
    expect(stderr).not.toContain(SECRET);
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
