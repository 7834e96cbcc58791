import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `npm run mutants`: changes every rule about who may, one small change at a time, and runs the tests of that rule; a
 * change that no test notices is printed. Works in a copy with an installation of its own, since Stryker brings 143
 * packages that nothing else here needs. Ends with 0 when at least `--at-least` per cent (97) were noticed;
 * `-- src/domain/approval.ts` asks for one file. What survives and why stands in the README.
 */
const STRYKER = ['@stryker-mutator/core@10.1.1', '@stryker-mutator/vitest-runner@10.1.1'];

const FILES = [
  'src/domain/approval.ts',
  'src/domain/approval-needs.ts',
  'src/domain/rules.ts',
  'src/bot/gate.ts',
  'src/bot/read-token.ts',
  'src/bot/turn-guard.ts',
];
const TESTS = ['test/domain/approval*.test.ts', 'test/domain/rules.test.ts', 'test/bot/gate*.test.ts'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'at-least': { type: 'string', default: '97' } },
});

function main(): number {
  const root = join(import.meta.dirname, '..', '..');
  const copy = mkdtempSync(join(tmpdir(), 'leaver-mutants-'));
  try {
    for (const name of ['src', 'test', 'cards', 'package.json', 'package-lock.json', 'tsconfig.json'])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    writeFileSync(
      join(copy, 'vitest.mutants.config.ts'),
      `export default ${JSON.stringify({ test: { include: TESTS } })};\n`,
    );
    writeFileSync(join(copy, 'stryker.config.json'), JSON.stringify(settings()));
    for (const order of [['ci'], ['install', '--no-save', ...STRYKER]]) {
      const done = run(copy, 'npm', [...order, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
      if (done !== 0) return done;
    }
    // Stryker asks for the Node that Leaver itself runs on.
    return run(copy, process.execPath, [join('node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js'), 'run']);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function settings() {
  return {
    mutate: positionals.length === 0 ? FILES : positionals,
    plugins: ['@stryker-mutator/vitest-runner'],
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutants.config.ts', related: false },
    // TypeScript 7 has no API for what Stryker would do with it: naming a file that is not there leaves it alone.
    tsconfigFile: 'none.json',
    coverageAnalysis: 'perTest',
    reporters: ['clear-text'],
    clearTextReporter: { allowColor: false, reportTests: false },
    thresholds: { high: 100, low: 99, break: Number(values['at-least']) },
    concurrency: 1,
  };
}

function run(folder: string, command: string, words: readonly string[]): number {
  const path = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
  const { status } = spawnSync(command, words, { cwd: folder, stdio: 'inherit', env: { ...process.env, PATH: path } });
  return status ?? 1;
}

process.exitCode = main();
