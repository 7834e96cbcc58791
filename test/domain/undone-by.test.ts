import { describe, expect, it } from 'vitest';
import type { StepKind } from '../../src/domain/step.ts';
import { undoneBy } from '../../src/domain/undone-by.ts';
import { aRequest, aStepRecord, minutesAfter, NOW } from '../helpers/given.ts';

const restore = aRequest({ id: 'restore', reference: 'L-1001', startedAt: NOW });
const unblock = aStepRecord({ kind: 'unblock-sign-in', state: 'verified', acceptedAt: minutesAfter(NOW, 1) });

function runOf(kind: StepKind, acceptedAt: string | null) {
  const request = aRequest({ id: kind, reference: 'L-1002', startedAt: minutesAfter(NOW, 5) });
  return { request, steps: [aStepRecord({ kind, acceptedAt })] };
}

describe('what a later request did otherwise', () => {
  it('is that request’s doing, and nobody else’s', () => {
    const runs = [{ request: restore, steps: [unblock] }, runOf('block-sign-in', minutesAfter(NOW, 6))];
    expect(undoneBy(unblock, restore, runs)).toBe('L-1002');
    const left = aStepRecord({ kind: 'rejoin-groups', acceptedAt: NOW });
    expect(undoneBy(left, restore, [runOf('leave-groups', minutesAfter(NOW, 6))])).toBe('L-1002');
  });

  it('is not its doing before it did it, nor of something else', () => {
    expect(undoneBy(unblock, restore, [runOf('block-sign-in', null)])).toBeNull();
    expect(undoneBy(unblock, restore, [runOf('block-sign-in', minutesAfter(NOW, -6))])).toBeNull();
    expect(undoneBy(unblock, restore, [runOf('leave-groups', minutesAfter(NOW, 6))])).toBeNull();
    expect(undoneBy(unblock, restore, [{ request: restore, steps: [unblock] }])).toBeNull();
  });
});
