import { describe, expect, it } from 'vitest';
import { progressRows } from '../../src/cards/parts/progress-rows.ts';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import type { Gap } from '../../src/domain/gap.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { endedWithGaps } from '../../src/domain/report-ending.ts';
import type { Hold, Request } from '../../src/domain/request.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import { aPerson, aRequest, aTargetUser, IDS, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

const reader = { locale: 'en', timeZone: 'UTC' } as const;
const phone: Gap = {
  end: 'left',
  kind: 'device',
  id: 'd1',
  name: 'iPhone of Adele',
  why: 'not-windows',
  who: 'device-admin',
  through: null,
};
const password: Gap = { ...phone, kind: 'password', id: 'p', name: '', why: 'new-password', who: 'helpdesk' };
const shared: Gap = { ...phone, id: 'd2', name: 'Front desk', why: 'shared', who: 'nobody' };

/** An offboarding that is over, and that left a phone to people; of a shared computer it only explains why. */
function ended(changes: Partial<Request>, left = phone) {
  const facts = aTargetUser();
  const choices = someChoices('offboard', { disableDevices: true });
  const [requester, successor] = [aPerson(), aPerson({ id: IDS.successor })];
  const plan = assemblePlan({ choices, targetUser: facts, requester, successor, runs: [], now: NOW });
  const over = { state: 'done-with-gaps', startedAt: NOW, endedAt: NOW } as const;
  const request = aRequest({ facts, choices, plan, ...over, ...changes });
  const steps: readonly StepRecord[] = stepRecordsOf(plan, request.id, () => 'id').map((step) => ({
    ...step,
    acceptedAt: NOW,
    verifiedAt: NOW,
    ...(step.kind === 'disable-devices'
      ? { state: 'skipped' as const, note: text('graph.devices.none-to-disable'), gaps: [left, shared] }
      : { state: 'verified' as const }),
  }));
  const report = buildReport({ request, steps, now: minutesAfter(NOW, 5) });
  const say = (texts: readonly Parameters<typeof translate>[0][]) => texts.map((each) => translate(each, reader));
  const rows = progressRows(report, reader, 'full').rows.map(({ title, state }) => `${title}: ${state}`);
  return {
    todo: say(report.todo).join(' '),
    notes: say(report.notes).join(' '),
    row: rows.find((row) => row.startsWith('Disable devices')),
    ending: say([endedWithGaps(request, steps)]).join(''),
  };
}

const hold = { how: 'stop', by: 'd', byName: 'Daan', reason: '', at: NOW, until: null, reminded: 0 } as const;
const answer = { verdict: 'refused', by: 'd', byName: 'Daan', at: NOW } as const;
const emergency = { confirmBy: NOW, answer, proposal: 'L-3' } as const;
const undone = text('flow.watch-ended-by', { reference: 'L-2' });

describe('what a request left to people', () => {
  it('is theirs to do as long as the request stands', () => {
    for (const note of [null, text('flow.watch-ended-by-deletion', { reference: 'L-2' })]) {
      const { todo, notes, ending } = ended({ note });
      expect(todo).toContain('disable iPhone of Adele by hand');
      expect(notes).not.toContain('Left as it is');
      expect(ending).toContain('left for people: iPhone of Adele');
    }
  });

  it.each<[string, Partial<Request>]>([
    ['that an approver stopped', { hold: hold satisfies Hold }],
    ['at once that was refused', { emergency }],
    ['that a later one turned round', { note: undone }],
  ])('is nobody’s any more, of a request %s', (_, changes) => {
    const { todo, notes, row, ending } = ended(changes);
    expect(todo).not.toContain('iPhone');
    expect(todo).toContain('somebody else registered it: Front desk');
    expect(notes).toContain('Left as it is: iPhone of Adele.');
    expect(row).toBe('Disable devices: left as it is');
    expect(ending).not.toContain('left for people');
  });

  it('is named as left where nothing else is missing', () => {
    expect(ended({ note: undone }).ending).toMatch(/^Leaver’s part is over .*; left as it is: iPhone of Adele\.$/);
  });

  it('says of a request that an approver stopped which later one gave back what it had taken', () => {
    const { notes } = ended({ hold: hold satisfies Hold, note: undone });
    expect(notes).toContain('Daan');
    expect(notes).toContain('No longer watched, because L-2 changes the same account on purpose.');
  });

  // A restore that a later block turned round, with a password that only the helpdesk could hand over.
  it('is never “every step was seen” where a new password was part of it', () => {
    const { ending } = ended({ note: undone }, password);
    expect(ending).toMatch(/^Leaver’s part is over .*; whether a new password was handed over is not known\.$/);
  });
});
