import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // CI reads the numbers from a report; people read the default one.
    reporters: process.env.TEST_RESULTS
      ? ['default', ['json', { outputFile: `${process.env.TEST_RESULTS}/e2e.json` }]]
      : ['default'],
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/helpers/say-what-e2e-skips.ts'],
    // Longer than what a journey waits for inside, so that it says what it waited for.
    testTimeout: 600_000,
    hookTimeout: 240_000,
    fileParallelism: false,
    pool: 'forks',
  },
});
