import { describe, expect, it } from 'vitest';
import { checkTaskGroups } from '../../src/app/check-task-groups.ts';
import { DirectoryUnavailable } from '../../src/domain/errors.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { aTask } from '../helpers/given.ts';

const ID = '98974c8e-4a94-428a-83a1-263c8df2cca4';
const config = { policy: { ...BUILT_IN_POLICY, tasks: [aTask(), aTask({ group: { id: ID, name: 'Facilities' } })] } };
const INNER = { id: 'x', name: 'Facilities\u202e team', isDynamic: false, isOwned: false };
const reads = (facts: object | null) => async () => new Map([[ID, facts as never]]);

describe('a group that the policy gives tasks to', () => {
  it.each([
    ['that Graph does not know', null, 'nobody would hear of them'],
    ['that is dynamic', { isDynamic: true, isRoleAssignable: false, inside: [] }, 'is a dynamic group'],
    [
      'that holds a dynamic one',
      { isDynamic: false, inside: [{ ...INNER, isDynamic: true }] },
      'holds a dynamic group',
    ],
    [
      'that holds a Microsoft 365 group',
      { isDynamic: false, inside: [{ ...INNER, isOwned: true }] },
      'could answer them, so nobody may; take that one out, or name another: “Facilities team” (x)',
    ],
  ])('%s is named at the start', async (_, facts, words) => {
    const [notice, ...others] = await checkTaskGroups(config, reads(facts));
    expect(notice).toContain(words);
    expect(notice).toContain('Facilities');
    expect(others).toEqual([]);
  });

  it('whose members are assigned is nobody’s worry, nor one of which Graph says nothing', async () => {
    expect(
      await checkTaskGroups(config, reads({ isDynamic: false, isRoleAssignable: false, inside: [INNER] })),
    ).toEqual([]);
    const down = () => Promise.reject(new DirectoryUnavailable('down'));
    expect(await checkTaskGroups(config, down)).toEqual([]);
  });
});
