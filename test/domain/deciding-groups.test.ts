import { describe, expect, it } from 'vitest';
import {
  type GroupDefect,
  type GroupFacts,
  type GroupIds,
  type InnerGroup,
  judgeGroups,
} from '../../src/domain/deciding-groups.ts';

const IDS: GroupIds = { approver: 'A1', escalation: null, emergency: null, requester: 'r1', protected: 'p1' };
const inner = (id: string, kind: Partial<InnerGroup> = {}): InnerGroup => {
  return { id, name: `Group ${id}`, isDynamic: false, isOwned: false, ...kind };
};
const holds = (...inside: readonly InnerGroup[]) => ({ isDynamic: false, isRoleAssignable: false, inside });
const PLAIN = inner('plain');
const DYNAMIC = inner('dynamic', { isDynamic: true });
const OWNED = inner('owned', { isOwned: true });
/** “All employees” as Microsoft makes it: a Microsoft 365 group with a rule. */
const EMPLOYEES = inner('employees', { isDynamic: true, isOwned: true });

/** Who is in a group in the group is in the group (`checkMemberGroups`), so what is wrong with the one is wrong with the other. */
describe('nobody decides by a group', () => {
  it.each<[string, GroupFacts | undefined, GroupDefect | null, string | null]>([
    ['that nobody could ask about: nothing is known against it', undefined, null, null],
    ['whose members are assigned, nor is anything wrong with it', holds(), null, null],
    ['that holds groups whose members are assigned, nor is anything wrong with it', holds(PLAIN), null, null],
    ['that is gone', null, 'missing', null],
    ['that is dynamic', { ...holds(), isDynamic: true }, 'dynamic', null],
    ['that is dynamic, whatever is in it', { ...holds(DYNAMIC), isDynamic: true }, 'dynamic', null],
    ['that holds a dynamic one, however many others too', holds(PLAIN, DYNAMIC), 'dynamic-inside', 'dynamic'],
    ['that holds one whose owners add whom they like', holds(PLAIN, OWNED), 'owned-inside', 'owned'],
    ['that holds one with a rule and owners: the rule is said', holds(OWNED, EMPLOYEES), 'dynamic-inside', 'employees'],
  ])('%s', (_, facts, defect, because) => {
    const known = new Map(facts === undefined ? [] : [['a1', facts]]);
    const [judged] = judgeGroups(IDS, known);
    expect([judged?.defect, judged?.because?.id ?? null]).toEqual([defect, because]);
  });

  it('that who asks is in, or who is protected: that is said first, and of no group in it', () => {
    const facts = new Map([['a1', holds(DYNAMIC)]]);
    const of = (ids: Partial<GroupIds>) => judgeGroups({ ...IDS, ...ids }, facts)[0];
    expect(of({ requester: 'a1' })).toMatchObject({ defect: 'same-as-requester', because: null });
    expect(of({ protected: 'a1' })).toMatchObject({ defect: 'same-as-protected', because: null });
  });

  it('and by the same rules the protected group is judged, but that who asks may be in it', () => {
    const of = (facts: GroupFacts, requester: string | null = null) =>
      judgeGroups({ ...IDS, requester }, new Map([['p1', facts]])).find(({ group }) => group === 'protected');
    expect(of(holds())).toMatchObject({ defect: null, tooFew: null });
    expect(of(holds(), 'p1')).toMatchObject({ defect: null });
    expect(of(holds(OWNED))).toMatchObject({ defect: 'owned-inside', because: { id: 'owned' } });
    expect(of(null)).toMatchObject({ defect: 'missing' });
    expect(of({ ...holds(), inOffice: 0 })).toMatchObject({ tooFew: 'nobody' });
    expect(of({ ...holds(), inOffice: 1 })).toMatchObject({ tooFew: null });
  });
});
