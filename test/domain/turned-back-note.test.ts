import { describe, expect, it } from 'vitest';
import { overwrittenHeadline } from '../../src/domain/report-overwritten.ts';
import { turnedBackNote } from '../../src/domain/turned-back-note.ts';
import { aRequest, aStepRecord, NOW } from '../helpers/given.ts';

describe.each(['move-to-ou', 'return-to-ou'] as const)('an account that is in another place after %s', (kind) => {
  it.each(['ad', 'person', 'unknown'] as const)('was moved, or its place was renamed: found as %s', (how) => {
    const turnedBack = { times: 1, how, by: null, at: NOW };
    expect(turnedBackNote(kind, turnedBack).key).toBe(
      how === 'ad' ? 'flow.undone.ad-place' : `flow.overwritten.${kind}`,
    );
    const step = aStepRecord({ kind, lane: 'on-premises', state: 'overwritten', turnedBack });
    expect(overwrittenHeadline([step], aRequest({}), [step])?.key).toBe('report.headline.elsewhere');
  });
});
