import { describe, expect, it } from 'vitest';
import { fateOf, GROUP_AUTHORITY } from '../../src/domain/group-authority.ts';
import { GROUP_CLASSES } from '../../src/domain/target-user.ts';
import { aMembership } from '../helpers/given.ts';

describe('what leaving all cloud groups does about a membership', () => {
  it.each([
    ['dynamic', 'dynamic'],
    ['synced', 'synced'],
    ['mail-enabled', 'mail-enabled'],
    ['role-assignable', 'role-assignable'],
    ['licensing', 'licensing'],
    ['microsoft-365', 'removed'],
    ['security', 'removed'],
  ] as const)('%s → %s', (groupClass, fate) => {
    expect(fateOf(aMembership({ class: groupClass }))).toBe(fate);
  });

  it.each(['microsoft-365', 'security'] as const)('keeps the membership of the last owner of a %s group', (kind) => {
    expect(fateOf(aMembership({ class: kind, lastOwner: true, owner: true }))).toBe('last-owner');
  });

  it('is removed by Leaver exactly where the table says that Leaver does it', () => {
    const removed = GROUP_CLASSES.filter((each) => fateOf(aMembership({ class: each })) === 'removed');
    expect(removed).toEqual(GROUP_CLASSES.filter((each) => GROUP_AUTHORITY[each].leaver));
  });
});
