import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeTree, makePrivateFolder } from '../../src/store/private-folder.ts';

let top: string;
let folder: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'leaver-modes-'));
  folder = join(top, 'data');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(top, { recursive: true, force: true });
});

const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);

function given(mode: number, file = 0o644): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'tenant.json'), '{}');
  chmodSync(join(folder, 'tenant.json'), file);
  chmodSync(folder, mode);
}

describe('the data folder', () => {
  it('is made for nobody else, with everything above it, whatever the umask', () => {
    const before = process.umask(0);
    expect(makePrivateFolder(join(folder, 'deeper'))).toBeNull();
    process.umask(before);
    expect(modeOf(join(folder, 'deeper'))).toBe('700');
  });

  it.each([0o755, 0o750, 0o777, 0o701, 0o2755])(
    'of ours with mode %o is closed to others, and that is said',
    (mode) => {
      given(mode);
      expect(makePrivateFolder(folder)).toMatch(
        /^DATA_DIR .+ could be read by other accounts .+ closed to them now \(0700\)/,
      );
      expect([Number.parseInt(modeOf(folder), 8) & 0o777, modeOf(join(folder, 'tenant.json'))]).toEqual([0o700, '600']);
      expect(makePrivateFolder(folder)).toBeNull();
    },
  );

  it('that nobody else may enter says nothing about what lies in it, and closes that all the same', () => {
    given(0o700);
    expect(makePrivateFolder(folder)).toBeNull();
    expect(modeOf(join(folder, 'tenant.json'))).toBe('600');
  });

  it('keeps its group where an orchestrator gave it one that we are in, and nobody else', () => {
    given(0o2775);
    expect(makePrivateFolder(folder)).toContain('0770');
    expect(modeOf(folder)).toBe('2770');
    expect(makePrivateFolder(folder)).toBeNull();
  });

  it('keeps no group that this process is not in', () => {
    given(0o2770);
    vi.spyOn(process, 'getgroups').mockReturnValue([]);
    expect(makePrivateFolder(folder)).toContain('0700');
  });

  it('of another account is refused, with what to do', () => {
    given(0o700);
    vi.spyOn(process, 'geteuid').mockReturnValue(statSync(folder).uid + 1);
    expect(() => makePrivateFolder(folder)).toThrow(/belongs to another account .+ Set a folder of Leaver’s own/);
  });

  it.runIf(process.getuid?.() === 0)('that is the root of a volume, root’s with our group, is taken', () => {
    given(0o2775);
    vi.spyOn(process, 'geteuid').mockReturnValue(1000);
    expect(makePrivateFolder(folder)).toBeNull();
    chmodSync(folder, 0o2777);
    expect(() => makePrivateFolder(folder)).toThrow('belongs to another account');
  });

  it.runIf(process.getuid?.() === 0)('of another account is refused to root as well', () => {
    given(0o700);
    chownSync(folder, 12_345, 12_345);
    expect(() => makePrivateFolder(folder)).toThrow('user id 12345');
  });

  it('is left as it is on Windows', () => {
    given(0o755);
    const platform = process.platform;
    Object.defineProperty(process, 'platform', { value: 'win32' });
    try {
      expect(makePrivateFolder(folder)).toBeNull();
      closeTree(folder);
    } finally {
      Object.defineProperty(process, 'platform', { value: platform });
    }
    expect([modeOf(folder), modeOf(join(folder, 'tenant.json'))]).toEqual(['755', '644']);
  });
});

describe('what lies in a folder', () => {
  it('is closed at any depth, however it was made', () => {
    mkdirSync(join(folder, 'base', '5'), { recursive: true });
    const file = join(folder, 'base', '5', '1249');
    writeFileSync(file, 'x');
    for (const path of [file, join(folder, 'base')]) chmodSync(path, 0o777);
    closeTree(folder);
    expect([modeOf(file), modeOf(join(folder, 'base'))]).toEqual(['700', '700']);
  });
});
