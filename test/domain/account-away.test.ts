import { describe, expect, it } from 'vitest';
import { isAccountAway } from '../../src/domain/account-away.ts';
import { text } from '../../src/domain/text.ts';

describe('a step that failed for want of the account', () => {
  it.each([
    [true, text('flow.refused-unchanged', { why: text('graph.refused.not-found') })],
    [true, text('flow.refused-again', { why: text('graph.refused.not-found') })],
    [false, text('flow.refused-unchanged', { why: text('graph.refused.forbidden') })],
    [false, text('flow.not-confirmed')],
    [false, null],
  ])('is told from others: %j', (isAway, note) => {
    expect(isAccountAway(note)).toBe(isAway);
  });
});
