import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/domain/build-report.ts';
import type { Gap } from '../../src/domain/gap.ts';
import type { Request } from '../../src/domain/request.ts';
import { aRequest, aStepRecord, IDS, minutesAfter, NOW } from '../helpers/given.ts';

const pc: Gap = {
  kind: 'device',
  id: 'pc',
  name: 'PC-0417',
  end: 'left',
  why: 'hybrid-joined',
  who: 'active-directory',
  through: null,
};

/** What is said to come next of a block at once that left a computer to Active Directory, and what else its card says of that. */
function reportOf(changes: Partial<Request>) {
  const request = aRequest({ state: 'watching', startedAt: NOW, ...changes });
  const steps = [
    aStepRecord({ kind: 'block-sign-in', state: 'verified', acceptedAt: NOW, verifiedAt: NOW }),
    aStepRecord({ kind: 'disable-devices', state: 'skipped', gaps: [pc] }),
  ];
  return buildReport({ request, steps, now: minutesAfter(NOW, 30) });
}

describe('a block at once that was refused', () => {
  const asked = { confirmBy: minutesAfter(NOW, 60), answer: null, proposal: null };
  const by = { by: IDS.approver, byName: 'Grady Archie', at: NOW };

  it('asks nobody to go on with it, and says what stays as it is', () => {
    const { todo, notes } = reportOf({ emergency: { ...asked, answer: { verdict: 'refused', ...by } } });
    expect(JSON.stringify(todo)).not.toContain('PC-0417');
    expect(JSON.stringify(notes)).toContain('PC-0417');
  });

  it('asked for it until then', () => {
    expect(JSON.stringify(reportOf({ emergency: asked }).todo)).toContain('PC-0417');
  });
});
