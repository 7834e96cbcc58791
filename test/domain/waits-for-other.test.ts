import { expect, it } from 'vitest';
import { waitsForOther } from '../../src/domain/waits-for-other.ts';
import { aRequest, minutesAfter, NOW } from '../helpers/given.ts';

const [expiresAt, until] = [minutesAfter(NOW, 600), { instant: minutesAfter(NOW, 600) }];
const edited = { by: 'a', byName: 'Daan', at: NOW, agreedAt: null } as const;
const MEGAN = { reference: 'L-1011', requesterName: 'Megan', expiresAt };
const values = { reference: 'L-1011', name: 'Megan', until };

it.each([
  ['emergency.other-undecided', { state: 'pending' }, { reference: 'L-1011', until }],
  ['emergency.other-to-agree', { state: 'pending', edited }, values],
  [
    'emergency.other-undecided',
    { state: 'pending', edited: { ...edited, agreedAt: NOW } },
    { reference: 'L-1011', until },
  ],
  [
    'emergency.other-late',
    { state: 'approved', lateSince: NOW },
    { ...values, until: { instant: minutesAfter(NOW, 1440) } },
  ],
  [
    'emergency.other-goes-on',
    { state: 'running' },
    { reference: 'L-1011', state: { key: 'card.request-state.running' } },
  ],
] as const)(
  '%s: what keeps an undoing from being proposed says for whom it waits, and until when',
  (key, other, said) => {
    expect(waitsForOther(aRequest({ ...MEGAN, ...other }))).toEqual({ key, values: said });
  },
);
