import { describe, expect, it } from 'vitest';
import { isKeptOut } from '../../src/domain/is-kept-out.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { EarlierRun } from '../../src/domain/plan-input.ts';
import { text } from '../../src/domain/text.ts';
import { aRequest, aStepRecord, minutesAfter, NOW } from '../helpers/given.ts';

const runOf = (step: Partial<StepRecord>): EarlierRun => ({ request: aRequest(), steps: [aStepRecord(step)] });
const skipped = (kind: StepRecord['kind'], note: StepRecord['note']): EarlierRun =>
  runOf({ kind, note, state: 'skipped', attempt: 0, acceptedAt: null, verifiedAt: null });
const blocked = runOf({ kind: 'block-sign-in', state: 'verified', acceptedAt: NOW, verifiedAt: NOW });
const letIn = runOf({ kind: 'unblock-sign-in', state: 'verified', acceptedAt: minutesAfter(NOW, 60) });
const refused = runOf({ kind: 'unblock-sign-in', state: 'failed', acceptedAt: null, verifiedAt: null });

describe('whom Leaver keeps out by what it has written down', () => {
  it.each<[string, readonly EarlierRun[], boolean]>([
    ['nobody it did nothing about', [], false],
    ['whom it blocked', [blocked], true],
    ['whom it found blocked', [skipped('block-sign-in', text('graph.block.already'))], true],
    ['whom it could not let in', [blocked, refused], true],
    ['nobody it let in', [blocked, letIn], false],
    [
      'nobody whom a restore found let in by others',
      [blocked, skipped('unblock-sign-in', text('graph.unblock.already'))],
      false,
    ],
    ['whom it blocked anew', [blocked, letIn, blocked], true],
    ['whose restore turned out to be of no use', [blocked, skipped('unblock-sign-in', text('flow.unnecessary'))], true],
  ])('is %s', (_, runs, expected) => {
    expect(isKeptOut(runs)).toBe(expected);
  });
});
