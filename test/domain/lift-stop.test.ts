import { describe, expect, it } from 'vitest';
import { SCOPE_KINDS, type ScopeKind, type Stop } from '../../src/domain/brakes.ts';
import { isFree, liftingBy, type Resumer } from '../../src/domain/lift-stop.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';

const OTHER = '99999999-0000-4000-8000-000000000009';
const YES = { inOffice: true, isApprover: true, isEmergency: true } as const;
const PEOPLE: readonly Resumer[] = [OTHER, IDS.requester, IDS.approver, IDS.director].flatMap((id) =>
  [
    YES,
    { ...YES, isApprover: false },
    { ...YES, isEmergency: false },
    { ...YES, isApprover: false, isEmergency: false },
    { ...YES, inOffice: false },
  ].map((role) => ({ id, ...role })),
);
const FREE = { now: NOW, isAnybodyFree: true, first: null } as const;

function aStop(kind: ScopeKind, changes: Partial<Stop> = {}): Stop {
  return {
    reference: 'S-1',
    scope: { kind, key: IDS.director, name: 'Somebody' },
    why: { key: `brakes.why.${kind}` },
    since: NOW,
    by: null,
    trippedBy: IDS.request,
    parties: [IDS.requester, IDS.approver],
    ...changes,
  };
}

const howOf = (stop: Stop, actor: Resumer, given: Parameters<typeof liftingBy>[2] = FREE) =>
  liftingBy(stop, actor, given).how;

describe('lifting a stop', () => {
  it('of everything is not said to be for the emergency group alone: later any approver may', () => {
    const stranger = { id: OTHER, inOffice: true, isApprover: false, isEmergency: false };
    const pause = aStop('everything', { parties: [] });
    expect(liftingBy(pause, stranger, FREE)).toMatchObject({ why: { key: 'brakes.refused.not-yours' } });
  });

  it.each(SCOPE_KINDS)('of kind %s alone is for exactly those whom the rule names', (kind) => {
    const stop = aStop(kind, { parties: kind === 'everything' ? [] : [IDS.requester, IDS.approver] });
    const allowed = PEOPLE.filter((actor) => howOf(stop, actor) === 'lifts');
    const expected = PEOPLE.filter(
      ({ id, inOffice, isApprover, isEmergency }) =>
        inOffice && (kind === 'everything' ? isEmergency : isApprover && id === OTHER),
    );
    expect(allowed).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });

  it.each(SCOPE_KINDS.filter((kind) => kind !== 'everything'))(
    'of kind %s takes any two where everybody had to do with what counted, and never one twice',
    (kind) => {
      const stop = aStop(kind);
      const nobody = { ...FREE, isAnybodyFree: false };
      const notFree = PEOPLE.filter((actor) => !isFree(stop, actor));
      const first = notFree.filter((actor) => howOf(stop, actor, nobody) === 'first');
      expect(first).toEqual(
        notFree.filter(({ inOffice, isApprover, isEmergency }) => inOffice && (isApprover || isEmergency)),
      );
      for (const { id } of first) {
        const second = first.filter((actor) => howOf(stop, actor, { ...nobody, first: id }) === 'lifts');
        expect(second).toEqual(first.filter((actor) => actor.id !== id));
      }
      // As long as somebody lifts it alone, two others do not.
      expect(first.map((actor) => howOf(stop, actor))).toEqual(first.map(() => 'refused'));
    },
  );

  it.each([
    [[], 0, 'refused'],
    [[], 59, 'refused'],
    [[], 60, 'lifts'],
    [[IDS.director], 600, 'refused'],
  ] as const)(
    'by an approver, of a pause that %j confirmed, after %j minutes: %j; it never takes the emergency group that long',
    (parties, minutes, how) => {
      const stop = aStop('everything', { parties });
      const given = { ...FREE, now: minutesAfter(NOW, minutes) };
      expect(howOf(stop, { id: OTHER, ...YES, isEmergency: false }, given)).toBe(how);
      expect(howOf(stop, { id: OTHER, ...YES, isApprover: false }, given)).toBe('lifts');
    },
  );
});
