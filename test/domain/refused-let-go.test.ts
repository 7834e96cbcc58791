import { describe, expect, it } from 'vitest';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { isLetGoAndIn, isRefusedLetGo, keptOutSince, noteAtLook, REFUSED } from '../../src/domain/refused-let-go.ts';
import { isStillLetIn } from '../../src/domain/still-let-in.ts';
import { text } from '../../src/domain/text.ts';
import { aStepRecord, minutesAfter, NOW } from '../helpers/given.ts';

const why = text(REFUSED);
const block = (state: StepRecord['state'], note: StepRecord['note']) =>
  aStepRecord({ kind: 'block-sign-in', state, note });
const skipped = block('waived', text('flow.waived-after', { why }));
const stopped = block('waived', text('flow.step-not-tried-again', { why, name: 'Daan Bakker' }));

describe('a block that Microsoft 365 refused and that was let go', () => {
  it.each<[string, StepRecord, boolean]>([
    ['skipped by the helpdesk', skipped, true],
    ['let go with a stop', stopped, true],
    ['with the helpdesk still, where each look reads it anyway', block('needs-person', why), false],
    ['skipped, and refused for another reason', block('waived', text('flow.waived-after', { why: 'no' })), false],
    ['skipped without a word', block('waived', text('flow.waived')), false],
    ['without a note', block('waived', null), false],
  ])('is looked at: %s', (_, step, expected) => {
    expect(isRefusedLetGo(step)).toBe(expected);
    expect(isLetGoAndIn(step)).toBe(expected);
    expect(keptOutSince(step)).toBeNull();
  });

  it.each([skipped, stopped])('keeps who let it go, and since when the person is out, from look to look', (step) => {
    const first = { ...step, note: noteAtLook(step, true, NOW) };
    const later = { ...first, note: noteAtLook(first, true, minutesAfter(NOW, 60)) };
    expect(later.note).toEqual(first.note);
    expect([later.note?.key, later.note?.values?.name]).toEqual([step.note?.key, step.note?.values?.name]);
    expect(keptOutSince(later)).toBe(NOW);
    expect([isRefusedLetGo(later), isLetGoAndIn(later)]).toEqual([true, false]);
  });

  it('says again that the person can sign in once a look finds it so', () => {
    const out = { ...skipped, note: noteAtLook(skipped, true, NOW) };
    expect(isStillLetIn([out])).toBe(false);
    const back = { ...out, note: noteAtLook(out, false, minutesAfter(NOW, 60)) };
    expect(back.note).toEqual(skipped.note);
    expect(isStillLetIn([back])).toBe(true);
  });
});
