import { expect, it } from 'vitest';
import { confirmByOf, firstHour, mayAnswerLate, mayBlockNow, NOTHING_OF_IT } from '../../src/domain/emergency.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Emergency, Request } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import { aPerson, aRequest, IDS, minutesAfter, NOW } from '../helpers/given.ts';

it.each<[string, Partial<Person>, string]>([
  ['one of ours', {}, 'may'],
  ['a guest', { userType: 'Guest' }, 'rules.guest-requester'],
  ['a member of another organisation', { home: 'elsewhere' }, 'rules.external-requester'],
  ['blocked', { accountEnabled: false }, 'rules.blocked-requester'],
])('whether a member of the emergency group may block at once who is %s', (_, changes, expected) => {
  const asked = { actor: aPerson(changes), inEmergencyGroup: true, targetUserId: IDS.targetUser };
  expect(mayBlockNow(asked)?.key ?? 'may').toBe(expected);
});

it('sends whoever wants to be blocked at once to others who can do that, and not to a manager', () => {
  const actor = aPerson({});
  expect(mayBlockNow({ actor, inEmergencyGroup: true, targetUserId: actor.id })?.key).toBe(
    'emergency.not-for-yourself',
  );
});

it.each<[string, number | null, number]>([
  ['is the first', null, 240],
  ['follows one that has three hours left', 180, 180],
  ['follows one whose hour comes in a minute', 1, 10],
  ['follows one whose hour has just passed', -8, 10],
  ['follows one whose hour passed a quarter ago', -15, 5],
  ['follows one whose hour has passed and was not looked at', -60, 240],
])('a block at once that %s is to be confirmed by its own hour', (_, first, expected) => {
  const by = confirmByOf(NOW, 240, first === null ? null : minutesAfter(NOW, first));
  expect(by).toBe(minutesAfter(NOW, expected));
});

it.each<[string, number, number | null, number | null]>([
  ['is the first one’s', 60, 30, 30],
  ['is its own, of the first', 60, null, 60],
  ['is over, so that the next one’s own counts from then on', -60, null, null],
  ['is over as that of the first is, however late its own', 60, -60, null],
])('the hour that holds for a block upon one that stands %s', (_, own, first, expected) => {
  const emergency = { confirmBy: minutesAfter(NOW, own), answer: null, proposal: null };
  const firstBy = first === null ? null : minutesAfter(NOW, first);
  const hour = firstHour([{ emergency: { ...emergency, firstBy } }], NOW);
  expect(hour).toBe(expected === null ? null : minutesAfter(NOW, expected));
});

it.each<[string, Partial<Request>, Partial<Emergency>, boolean]>([
  ['nothing of it is in place', {}, {}, true],
  ['its undoing is proposed', {}, { notProposed: null, proposal: 'L-9' }, false],
  ['another request keeps the person out', {}, { notProposed: null, keptBy: 'L-9' }, false],
  ['another request is decided first', {}, { notProposed: { why: text('emergency.other-late'), at: NOW } }, false],
  ['an approver confirmed it', {}, { answer: { verdict: 'confirmed', by: 'a', byName: 'A', at: NOW } }, false],
  ['its request is over', { state: 'done-with-gaps' }, {}, false],
  ['it rests behind a restore', { note: text('flow.watch-rests', { reference: 'L-9' }) }, {}, false],
])('what nobody answered in time may be answered late, or not, where %s: %#', (_, changes, given, may) => {
  const answer = { verdict: 'unanswered', by: null, byName: null, at: NOW } as const;
  const notProposed = { why: text(NOTHING_OF_IT), at: NOW };
  const emergency = { confirmBy: NOW, answer, proposal: null, notProposed, ...given };
  expect(mayAnswerLate(aRequest({ state: 'watching', emergency, ...changes }))).toBe(may);
});
