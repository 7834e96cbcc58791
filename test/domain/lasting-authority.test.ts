import { describe, expect, it } from 'vitest';
import { authorityLost, movedSince } from '../../src/domain/lasting-authority.ts';
import type { Person } from '../../src/domain/person.ts';
import { BUILT_IN_POLICY, type DecidingRole } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { aPerson, aRequest, aTargetUser, IDS, NOW } from '../helpers/given.ts';

const REQUESTER = aPerson({ id: IDS.requester });
const APPROVER = aPerson({ id: IDS.approver, displayName: 'Daan Bakker' });

type Changes = {
  readonly request?: Partial<Request>;
  readonly requester?: Person | null;
  readonly inRequesterGroup?: boolean;
  readonly chains?: readonly (readonly string[])[];
  readonly approver?: Person | null;
  readonly roles?: readonly DecidingRole[];
};

function lost(changes: Changes) {
  const { approver = APPROVER, requester = REQUESTER, roles = ['approver'] } = changes;
  const found = authorityLost({
    request: aRequest({ state: 'scheduled', ...changes.request }),
    requester: { person: requester, inRequesterGroup: changes.inRequesterGroup ?? false },
    chains: changes.chains ?? [[IDS.requester]],
    approvers: [{ name: APPROVER.displayName, person: approver, roles }],
    now: NOW,
    policy: BUILT_IN_POLICY,
  });
  return [...(found.requester === null ? [] : [found.requester]), ...found.approvers].map(({ key }) => key);
}

const disabled = { accountEnabled: false } as const;
const guest = { userType: 'Guest' } as const;
const external = { home: 'elsewhere' } as const;
const takenOver = { needs: { count: 1, by: 'approver', reasons: [], withoutRequester: true } } as const;
const proposed = { proposal: { block: 'L-1', verdict: 'unanswered', byName: null } } as const;

describe('what was approved', () => {
  it.each<[string, Changes, readonly string[]]>([
    ['nobody changed', {}, []],
    ['the requester was deleted', { requester: null }, ['flow.requester-gone']],
    ['the requester was blocked', { requester: { ...REQUESTER, ...disabled } }, ['lasting.requester-blocked']],
    ['the requester is a guest', { requester: { ...REQUESTER, ...guest } }, ['lasting.requester-guest']],
    ['the requester is of elsewhere', { requester: { ...REQUESTER, ...external } }, ['lasting.requester-external']],
    ['the requester left the group that gave the right', { chains: [[]] }, ['lasting.requester-not-in-group']],
    ['the requester is in the group that gave the right', { chains: [[]], inRequesterGroup: true }, []],
    ['the requester managed them when it was asked', { chains: [[IDS.requester], []] }, []],
    ['the requester manages them only now', { chains: [[], [IDS.requester]] }, []],
    ['the approver was deleted', { approver: null, roles: [] }, ['lasting.approver-gone']],
    ['the approver was blocked', { approver: { ...APPROVER, ...disabled } }, ['lasting.approver-blocked']],
    ['the approver is a guest', { approver: { ...APPROVER, ...guest } }, ['lasting.approver-guest']],
    ['the approver is of elsewhere', { approver: { ...APPROVER, ...external } }, ['lasting.approver-external']],
    ['the approver left the group', { roles: [] }, ['lasting.approver-not-in-group']],
    ['the approver is in the other group only', { roles: ['escalation'] }, ['lasting.approver-not-in-group']],
    ['who asked is gone, and it was taken over', { requester: null, request: takenOver }, []],
    ['who blocked is gone, and Leaver proposed it', { requester: null, request: proposed }, []],
  ])('rests on people: %s', (_, changes, keys) => {
    expect(lost(changes)).toEqual(keys);
  });

  it('runs where only a manager or a department is another one, and says so', () => {
    const request = aRequest({});
    expect(movedSince(request, aTargetUser())).toBeNull();
    const moved = movedSince(request, aTargetUser({ managementChain: [IDS.director], department: 'Elsewhere' }));
    expect(JSON.stringify(moved)).toContain('lasting.moved-manager');
    expect(JSON.stringify(moved)).toContain('lasting.moved-department');
    expect(movedSince(request, aTargetUser({ found: 'soft-deleted', managementChain: [] }))).toBeNull();
  });
});
