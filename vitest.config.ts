import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const QUICK_PGLITE = fileURLToPath(new URL('test/helpers/quick-pglite.ts', import.meta.url));

export default defineConfig({
  plugins: [
    {
      name: 'quick-pglite',
      enforce: 'pre',
      resolveId: (source, importer) =>
        source === '@electric-sql/pglite' && importer !== QUICK_PGLITE ? QUICK_PGLITE : null,
    },
  ],
  test: {
    // CI reads the numbers from a report; people read the default one.
    reporters: process.env.TEST_RESULTS
      ? ['default', ['json', { outputFile: `${process.env.TEST_RESULTS}/test.json` }]]
      : ['default'],
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    globalSetup: [
      'test/helpers/count-graph-checks.ts',
      'test/helpers/say-what-is-skipped.ts',
      'test/helpers/copy-empty-database.ts',
    ],
    // Longer than what a journey waits for inside, so that it says what it waited for.
    testTimeout: 400_000,
    // A hook may make an Active Directory domain, beside others that do.
    hookTimeout: 400_000,
    // What is waited for comes as quickly as the machine allows: never a verdict about speed.
    expect: { poll: { timeout: 150_000 } },
    pool: 'forks',
    // Journeys wait for settle times rather than compute (a third of a core each): more workers than cores.
    maxWorkers: 5,
  },
});
