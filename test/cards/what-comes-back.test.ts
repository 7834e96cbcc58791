import { describe, expect, it } from 'vitest';
import { lineRows } from '../../src/cards/parts/lines.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import type { Gap } from '../../src/domain/gap.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { text } from '../../src/domain/text.ts';
import {
  aGuest,
  aPlan,
  aPlannedStep,
  aRequest,
  aStepRecord,
  aTargetUser,
  minutesAfter,
  NOW,
  someChoices,
} from '../helpers/given.ts';

const PASSWORD: Gap = {
  end: 'left',
  kind: 'password',
  id: NOW,
  name: '',
  why: 'new-password',
  who: 'helpdesk',
  through: null,
};
const seenAt = (minutes: number) => {
  const at = minutesAfter(NOW, minutes);
  return { state: 'verified', acceptedAt: at, verifiedAt: at } as const;
};
const licencesGo = { kind: 'return-licences', explains: [text('step.return-licences.effective')] } as const;

/** The line of mail, files and Teams on the card of a restore that was unblocked at NOW. */
function cardAt(
  minutes: number,
  {
    facts = aTargetUser({ accountEnabled: false }),
    unblock = {},
    licences = null,
  }: {
    readonly facts?: TargetUser;
    readonly unblock?: Partial<StepRecord>;
    readonly licences?: Partial<StepRecord> | null;
  },
) {
  const back = licences === null ? [] : [aPlannedStep(licencesGo)];
  const plan = aPlan({ kind: 'restore-user', steps: [aPlannedStep({ kind: 'unblock-sign-in' }), ...back] });
  const request = aRequest({ facts, plan, choices: someChoices('restore-user'), state: 'watching', startedAt: NOW });
  const steps = [
    aStepRecord({ kind: 'unblock-sign-in', ...seenAt(0), evidence: { read: NOW }, gaps: [], ...unblock }),
    ...(licences === null ? [] : [aStepRecord({ kind: 'return-licences', ...licences })]),
  ];
  const report = buildReport({ request, steps, now: minutesAfter(NOW, minutes) });
  const line = report.lines.find(({ id }) => id === 'open-sessions');
  return { line, live: lineRows(report, { locale: 'en', timeZone: 'UTC' }).live };
}

describe('what comes back with somebody', () => {
  it.each([
    ['files and Teams of this organisation, to a guest', aGuest({ accountEnabled: false }), /^Files and Teams of this/],
    [
      'files and Teams, where there is no mailbox',
      aTargetUser({ accountEnabled: false, mailbox: 'none' }),
      /^Files and T/,
    ],
    ['mail as well, where there is one', aTargetUser({ accountEnabled: false }), /^Mail, files and Teams/],
  ])('is said to be %s', (_, facts, promise) => {
    expect(cardAt(5, { facts }).live).toMatch(promise);
  });

  it.each([['failed'], ['needs-person'], ['overwritten'], ['waived']] as const)(
    'has no hour, and is never said to be over, while the step of its licences is %s',
    (state) => {
      for (const minutes of [5, 300]) {
        const { line, live } = cardAt(minutes, { licences: { state } });
        expect(line).toMatchObject({ state: 'unknown', latest: null });
        expect(line?.explains?.key).toBe('propagation.restore.lacks.licences');
        expect(live).not.toMatch(/work again/);
      }
    },
  );

  it.each(['new-password', 'new-password-reported'] as const)(
    'has no hour, and is never said to be over, before people know the password (%s)',
    (why) => {
      for (const minutes of [5, 300]) {
        const { line, live } = cardAt(minutes, { unblock: { gaps: [{ ...PASSWORD, why }] } });
        expect(line).toMatchObject({ state: 'unknown', latest: null });
        expect(line?.explains?.key).toBe(`propagation.restore.lacks.${why}`);
        expect(live).not.toMatch(/work again/);
      }
    },
  );

  it('is reckoned from the licences where those came later than the account', () => {
    expect(cardAt(130, { licences: seenAt(120) }).line).toMatchObject({
      state: 'expected',
      latest: minutesAfter(NOW, 150),
    });
    expect(cardAt(151, { licences: seenAt(120) }).line?.state).toBe('ended');
  });

  it('is never behind us, and has no hour, while the licences are still to come', () => {
    const { line } = cardAt(120, { licences: { state: 'planned' } });
    expect(line).toMatchObject({ state: 'unknown', latest: null });
    expect(line?.explains?.key).toBe('propagation.explains.not-made');
  });

  it('is not said to be over before signing in was seen to work', () => {
    expect(cardAt(300, { unblock: { state: 'accepted', verifiedAt: null } }).line?.state).toBe('expected');
  });
});
