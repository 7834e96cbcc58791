import { expect, it } from 'vitest';
import { lineRows } from '../../src/cards/parts/lines.ts';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { aPerson, aRequest, aTargetUser, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

const facts = aTargetUser();
const choices = someChoices('block-sign-in');
const people = { requester: aPerson(), successor: aPerson() };
const plan = assemblePlan({ choices, targetUser: facts, ...people, runs: [], now: NOW });
const request = aRequest({ facts, choices, plan, state: 'done', startedAt: NOW, endedAt: NOW });
const steps = stepRecordsOf(plan, request.id, () => 'id').map(
  (step) => ({ ...step, state: 'verified', acceptedAt: NOW, verifiedAt: NOW }) as const,
);

it('a card says nothing of a look while the block itself has not begun: the look was at something else', () => {
  const running = { ...request, state: 'running', endedAt: null } as const;
  const lineOf = (block: 'planned' | 'accepted') =>
    lineRows(
      buildReport({
        request: running,
        steps: steps.map((step) =>
          step.kind === 'block-sign-in' ? { ...step, state: block, verifiedAt: null } : step,
        ),
        now: minutesAfter(NOW, 5),
      }),
      { locale: 'en', timeZone: 'UTC' },
    );
  expect(lineOf('planned').hasLive).toBe(false);
  expect(lineOf('accepted').hasLive).toBe(true);
});

it.each([
  ['en', ' · ended by 11:35 (Microsoft’s limit)'],
  ['nl', ' · uiterlijk 11:35 beëindigd (grens van Microsoft)'],
] as const)('a card says by when open sessions ended, and whose limit that is, in %s', (locale, aside) => {
  const report = buildReport({ request, steps, now: minutesAfter(NOW, 120) });
  const { lines, hasLive } = lineRows(report, { locale, timeZone: 'UTC' });
  expect(lines[1]).toMatchObject({ symbol: '✓', aside, hasTimes: false });
  expect(hasLive).toBe(false);
});

it.each([
  ['en', ' · by 10:45 at the latest, by Microsoft’s figures'],
  ['nl', ' · uiterlijk 10:45, volgens de cijfers van Microsoft'],
] as const)(
  'a card of a restore says by when mail and files were back, and whose figures say so, in %s',
  (locale, aside) => {
    const blocked = aTargetUser({ accountEnabled: false });
    const restore = someChoices('restore-user');
    const back = assemblePlan({ choices: restore, targetUser: blocked, ...people, runs: [], now: NOW });
    const asked = aRequest({
      facts: blocked,
      choices: restore,
      plan: back,
      state: 'done',
      startedAt: NOW,
      endedAt: NOW,
    });
    const done = stepRecordsOf(back, asked.id, () => 'id').map(
      (step) => ({ ...step, state: 'verified', acceptedAt: NOW, verifiedAt: NOW }) as const,
    );
    const report = buildReport({ request: asked, steps: done, now: minutesAfter(NOW, 180) });
    const { lines } = lineRows(report, { locale, timeZone: 'UTC' });
    expect(lines[1]).toMatchObject({ symbol: '✓', aside, hasTimes: false });
  },
);
