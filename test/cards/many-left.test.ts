import { describe, expect, it } from 'vitest';
import { cardForView } from '../../src/cards/card-for-view.ts';
import { MOST_CHARACTERS, sizeOf } from '../../src/cards/fitting-card.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { viewFor } from '../../src/domain/build-view.ts';
import type { Gap } from '../../src/domain/gap.ts';
import { aRequest, aStepRecord, aTargetUser, minutesAfter, NOW } from '../helpers/given.ts';

/** Half of them refused by Microsoft 365, half of them mastered by Active Directory. */
function groupsLeft(count: number, name = (place: number) => `Group ${place} of sales`): readonly Gap[] {
  return Array.from({ length: count }, (_, place) => ({
    ...(place % 2 === 0
      ? ({ end: 'refused', why: 'forbidden', who: 'helpdesk' } as const)
      : ({ end: 'left', why: 'synced', who: 'active-directory' } as const)),
    kind: 'group',
    id: `g${place}`,
    name: name(place),
    through: null,
  }));
}

function cardWith(gaps: readonly Gap[], role: 'requester' | 'approver') {
  const seen = { state: 'verified', attempt: 1, acceptedAt: NOW, verifiedAt: NOW } as const;
  const steps = [
    aStepRecord({ kind: 'block-sign-in', ...seen }),
    aStepRecord({ kind: 'leave-groups', position: 1, ...seen, gaps }),
  ];
  const over = { state: 'done-with-gaps', startedAt: NOW, endedAt: minutesAfter(NOW, 5) } as const;
  const request = aRequest({ ...over, facts: aTargetUser() });
  const report = buildReport({ request, steps, now: minutesAfter(NOW, 20) });
  const viewer = { id: 'x', role, decides: true, answers: 'by-word', locale: 'en', timeZone: 'UTC' } as const;
  return cardForView(viewFor(report, viewer), viewer);
}

describe.each(['requester', 'approver'] as const)('where more is left than a sentence names, for the %s', (role) => {
  it.each([12, 200])('all %i groups are named with who must see to them', (count) => {
    const gaps = groupsLeft(count);
    const card = cardWith(gaps, role);
    const text = JSON.stringify(card);
    expect(gaps.filter(({ name }) => !text.includes(`“${name}”`))).toEqual([]);
    expect(text).toContain(`and ${count - 5} more`);
    expect(text).toContain(`and ${count / 2 - 5} more`);
    expect(sizeOf(card)).toBeLessThan(MOST_CHARACTERS);
  });

  it('a card of thousands still fits, and says how many it does not name', () => {
    const card = cardWith(
      groupsLeft(3_000, (place) => `${place} ${'"long" '.repeat(20)}`),
      role,
    );
    expect(sizeOf(card)).toBeLessThan(MOST_CHARACTERS);
    expect(JSON.stringify(card)).toMatch(/and 14\d\d more there/);
  });
});
