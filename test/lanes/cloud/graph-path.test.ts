import { describe, expect, it } from 'vitest';
import { at, segment } from '../../../src/lanes/cloud/graph-path.ts';
import { assertDeletable, referencePath } from '../../../src/lanes/cloud/references.ts';

const PERSON = '11111111-2222-4333-8444-555555555555';
const GROUP = 'AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee';

describe('Graph paths', () => {
  it('hold GUIDs in lower case', () => {
    expect(at`/groups/${GROUP}/members`).toBe('/groups/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee/members');
  });

  it.each([
    'adele@contoso.com',
    'guest_x.com#EXT#@contoso.com',
    `${PERSON}/`,
    `${PERSON}?$select=id`,
    `../${PERSON}`,
    'me',
    '',
    'undefined',
  ])('refuse %j in the place of a GUID', (id) => {
    expect(() => at`/users/${id}`).toThrow('by GUID only');
  });

  it('encode what other services call their things', () => {
    expect(at`/drives/${segment('b!x/#?&ä')}/root`).toBe('/drives/b!x%2F%23%3F%26%C3%A4/root');
  });

  it.each(['', '.', '..'])('refuse %j as a segment', (id) => {
    expect(() => segment(id)).toThrow('not usable in a path');
  });
});

describe('leaving a group', () => {
  it.each(['members', 'owners'] as const)('always deletes the reference among the %s', (kind) => {
    expect(referencePath(GROUP, kind, PERSON)).toBe(`/groups/${GROUP.toLowerCase()}/${kind}/${PERSON}/$ref`);
  });
});

describe('what may be deleted', () => {
  it.each([
    ['the person behind a membership', `/groups/${PERSON}/members/${PERSON}`],
    ['the person behind an ownership', `/groups/${PERSON}/owners/${PERSON}`],
    ['a group', `/groups/${PERSON}`],
    ['a deleted person for good', `/directory/deletedItems/${PERSON}`],
    ['a role assignment', `/roleManagement/directory/roleAssignments/${PERSON}`],
    ['a whole drive item', '/drives/b!x/items/root'],
    ['a reference with a query that hides the suffix', `/groups/${PERSON}/members/${PERSON}?/$ref`],
    ['a reference with a fragment that hides the suffix', `/groups/${PERSON}/members/${PERSON}#/$ref`],
  ])('does not include %s', (_, path) => {
    expect(() => assertDeletable(path)).toThrow('never deleted');
  });

  it.each([`/users/${PERSON}`, `/groups/${PERSON}/members/${PERSON}/$ref`, '/drives/b!x/items/01A/permissions/aTow'])(
    'includes %s',
    (path) => {
      expect(() => assertDeletable(path)).not.toThrow();
    },
  );
});
