import { describe, expect, it } from 'vitest';
import { blockedSince } from '../../src/domain/blocked-since.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { aRequest, aStepRecord, minutesAfter, NOW } from '../helpers/given.ts';

const at = (minutes: number) => minutesAfter(NOW, minutes);
const block = (minutes: number, wasIn: boolean, changes: Partial<StepRecord> = {}) =>
  aStepRecord({
    kind: 'block-sign-in',
    state: 'verified',
    acceptedAt: at(minutes),
    verifiedAt: at(minutes),
    snapshot: { accountEnabled: wasIn },
    ...changes,
  });
const unblock = (minutes: number) =>
  aStepRecord({ kind: 'unblock-sign-in', state: 'verified', acceptedAt: at(minutes) });
const runs = (...steps: readonly StepRecord[]) => steps.map((step) => ({ request: aRequest(), steps: [step] }));

describe('since when somebody is blocked', () => {
  const again = block(90, false);

  it('is the hour of the first block, not of one that found them blocked', () => {
    expect(blockedSince(again, runs(block(0, true), block(30, false), again))).toBe(at(0));
    expect(blockedSince(block(0, true), [])).toBe(at(0));
  });

  it('is not known where somebody else had blocked them, or let them in between', () => {
    expect(blockedSince(again, runs(again))).toBeNull();
    expect(blockedSince(again, runs(block(0, true), unblock(20), again))).toBeNull();
    const turnedBack = { times: 1, at: at(20), by: null, how: 'person' } as const;
    expect(blockedSince(again, runs(block(0, true, { turnedBack }), again))).toBeNull();
  });

  it('is not known where Leaver did not look until the later block', () => {
    const late = block(3 * 24 * 60, false);
    expect(blockedSince(late, runs(block(0, true), late))).toBeNull();
    const looked = block(0, true, { evidence: { read: at(3 * 24 * 60 - 600) } });
    expect(blockedSince(late, runs(looked, late))).toBe(at(0));
  });

  it('begins anew with a block of somebody who could sign in', () => {
    const anew = block(60, true);
    expect(blockedSince(again, runs(block(0, true), unblock(20), anew, again))).toBe(at(60));
  });
});
