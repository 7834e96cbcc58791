import { describe, expect, it } from 'vitest';
import { readDevice } from '../../src/domain/device-part.ts';
import { gapsOf, partOfGap } from '../../src/domain/gaps-of.ts';
import { doneOfGroup, readInGroup } from '../../src/domain/group-part.ts';
import { howPartsEnded } from '../../src/domain/how-parts-ended.ts';
import type { Part } from '../../src/domain/part.ts';
import { partsAfter } from '../../src/domain/parts-after.ts';
import { aGroupPart, anUndonePart } from '../helpers/some-parts.ts';

const refused = anUndonePart('a', 'refused');

describe('how an attempt of a step ended', () => {
  it.each<[string, readonly Part[], ReturnType<typeof howPartsEnded>]>([
    ['a part was never answered', [aGroupPart('a'), anUndonePart('b', 'running')], 'unsure'],
    ['a part was never begun', [aGroupPart('a'), anUndonePart('b')], 'to-come'],
    ['every part was refused', [refused, anUndonePart('b', 'left')], 'refused'],
    ['one was refused, and one is done', [refused, aGroupPart('b')], 'accepted'],
    ['half of one was refused', [aGroupPart('a', { state: 'refused' })], 'accepted'],
    ['what was refused is gone', [{ ...refused, why: 'gone' }], 'accepted'],
    ['there are none', [], 'accepted'],
  ])('follows from its parts: %s', (_, parts, ending) => {
    expect(howPartsEnded(parts)).toBe(ending);
  });
});

describe('what was there before', () => {
  it.each([null, {}, { version: 2, owner: true, member: true }, { version: 1, owner: 'yes' }, ['a']])(
    'is not known where a later version wrote it, or nobody: %j',
    (stored) => expect([readInGroup(stored), readDevice(stored)]).toEqual([null, null]),
  );

  it('counts as taken where nobody knows how it ended, and not where nothing was begun', () => {
    expect(doneOfGroup(anUndonePart('a', 'running'))).toEqual({ owner: false, member: true });
    expect(doneOfGroup(anUndonePart('a'))).toBeNull();
    expect(doneOfGroup(anUndonePart('a', 'refused'))).toBeNull();
  });
});

describe('the parts that are left', () => {
  it.each(['membership', 'ownership', 'group', 'licence'] as const)('are told as they were: a %s', (kind) => {
    const gap = { end: 'refused', kind, id: 'a', name: 'A', why: 'forbidden', who: 'helpdesk', through: null } as const;
    expect(gapsOf([partOfGap(gap)])).toEqual([gap]);
    expect(gapsOf(partsAfter([], { gaps: [gap] }))).toEqual([gap]);
  });

  it('keep what is on its way as it is, and what is to be done again forgets who was to do it', () => {
    const running = anUndonePart('b', 'running');
    const toDo = ['a', 'b'].map((id) => ({ kind: 'group' as const, id, name: `Group ${id}` }));
    const parts = partsAfter([{ ...refused, why: 'forbidden', who: 'helpdesk' }, running], { toDo });
    expect(parts).toEqual([{ ...refused, state: 'planned', why: null, who: null }, running]);
  });
});
