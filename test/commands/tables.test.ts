import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { authorityPage } from '../../src/commands/authority-page.ts';
import { OPERATIONS } from '../../src/domain/authority-table.ts';

describe('docs/authority.md', () => {
  it('is what `npm run tables` writes now', () => {
    expect(readFileSync(new URL('../../docs/authority.md', import.meta.url), 'utf8')).toBe(authorityPage());
  });

  it('has a section for every operation', () => {
    for (const operation of OPERATIONS) expect(authorityPage()).toContain(`\n### ${operation}\n`);
  });
});
