import { expect, it } from 'vitest';
import { type Gap, isLess } from '../../src/domain/gap.ts';

const gap = (name: string, who: Gap['who'] = 'helpdesk'): Gap => ({
  ...{ kind: 'group', id: name, name, end: 'left', why: 'licensing', who, through: null },
});

it.each<[string, readonly Gap[], readonly Gap[], boolean]>([
  ['a part of it was done', [gap('Lists')], [gap('Finance'), gap('Lists')], true],
  ['all of it was done', [], [gap('Lists')], true],
  ['only what is nobody’s work stays', [gap('Everybody', 'nobody')], [gap('Lists')], true],
  ['nothing of it was done', [gap('Finance'), gap('Lists')], [gap('Lists')], false],
])('there is less left to people than before where %s: %#', (_, after, before, less) => {
  expect(isLess(after, before)).toBe(less);
});
