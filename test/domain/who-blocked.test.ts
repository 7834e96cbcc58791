import { expect, it } from 'vitest';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { whoBlocked } from '../../src/domain/who-blocked.ts';
import { aRequest, aStepRecord, aSyncedTargetUser, minutesAfter, NOW } from '../helpers/given.ts';

const [blockedAt, seenAt, readAt] = [minutesAfter(NOW, -90), minutesAfter(NOW, -60), minutesAfter(NOW, -5)];
const { onPremises } = aSyncedTargetUser();

it.each<[string, Partial<TargetUser>, string | null]>([
  ['found it blocked, and nothing says otherwise', {}, 'L-1001'],
  ['found it blocked, and sync brought the account before that was seen', syncedAt(-61), 'L-1001'],
  ['found it blocked, and sync brought a change of the account since that was seen', syncedAt(-30), null],
  ['read it enabled before that was seen', { accountEnabled: true, readAt: minutesAfter(NOW, -61) }, 'L-1001'],
  ['read it enabled since, and found it blocked then', { accountEnabled: true }, null],
])('a request that %s names the request whose block stands, or nobody', (_, facts, reference) => {
  const earlier = {
    request: aRequest({ id: 'other', reference: 'L-1001', state: 'watching', facts: factsWith({ readAt: blockedAt }) }),
    steps: [aStepRecord({ kind: 'block-sign-in', state: 'verified', acceptedAt: blockedAt, verifiedAt: seenAt })],
  };
  const own = { request: aRequest({ id: 'own', facts: factsWith(facts) }), steps: [] };
  expect(whoBlocked('own', [earlier, own])).toBe(reference);
});

function factsWith(changes: Partial<TargetUser>): TargetUser {
  return aSyncedTargetUser({ accountEnabled: false, readAt, ...syncedAt(-600), ...changes });
}

function syncedAt(minutes: number): Partial<TargetUser> {
  return { onPremises: onPremises === null ? null : { ...onPremises, lastSync: minutesAfter(NOW, minutes) } };
}
