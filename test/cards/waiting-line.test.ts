import { expect, it } from 'vitest';
import { lineRows } from '../../src/cards/parts/lines.ts';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import type { Request } from '../../src/domain/request.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { aPerson, aRequest, aTargetUser, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

const facts = aTargetUser();
const choices = someChoices('block-sign-in');
const people = { requester: aPerson(), successor: aPerson() };
const plan = assemblePlan({ choices, targetUser: facts, ...people, runs: [], now: NOW });

function rows(changes: Partial<Request>, minutes: number, locale: 'en' | 'nl' = 'en') {
  const request = aRequest({ facts, choices, plan, createdAt: NOW, startedAt: null, ...changes });
  const steps = stepRecordsOf(plan, request.id, () => 'id');
  const report = buildReport({ request, steps, now: minutesAfter(NOW, minutes) });
  return lineRows(report, { locale, timeZone: 'UTC' });
}

/** All that the part of the card shows, also what is folded. */
const shown = (drawn: ReturnType<typeof rows>) => JSON.stringify(drawn);

it.each([
  ['en', 'typically 1 minute after the approval, at the latest after 5 minutes'],
  ['nl', 'meestal 1 minuut na de goedkeuring, uiterlijk na 5 minuten'],
] as const)('a card that waits for approval says how long after it, in %s', (locale, words) => {
  const drawn = rows({ state: 'pending', dueAt: null }, 0, locale);
  expect(drawn.lines[0]).toMatchObject({ hasTimes: true, times: words });
  expect(drawn.hasLegend).toBe(true);
  expect(drawn.legend).not.toContain('●');
});

it('a card that waits for approval says the same hours later, and no hour at all', () => {
  const [first, later] = [0, 170].map((minutes) => rows({ state: 'pending', dueAt: null }, minutes));
  expect(later).toEqual(first);
  expect(shown(rows({ state: 'pending', dueAt: null }, 0))).not.toMatch(/\d\d:\d\d|●/);
});

it('a card that was approved and has not begun says how long after the start', () => {
  expect(rows({ state: 'approved', dueAt: null }, 30).lines[0]?.times).toBe(
    'typically 1 minute after the start, at the latest after 5 minutes',
  );
});

it.each(['pending', 'scheduled'] as const)('a card with a planned hour says hours from then on: %s', (state) => {
  const drawn = rows({ state, dueAt: minutesAfter(NOW, 600) }, 10);
  expect(drawn.lines[0]?.times).toBe('from 20:00 · typically 20:01 · at the latest 20:05');
});
