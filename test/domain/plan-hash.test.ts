import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import { canonicalJson, planHash } from '../../src/domain/plan-hash.ts';
import { type Json, text } from '../../src/domain/text.ts';
import { aPlan, aPlannedStep } from '../helpers/given.ts';

const plan = aPlan({
  kind: 'offboard',
  steps: [aPlannedStep(), aPlannedStep({ kind: 'share-onedrive', parameters: { successorId: 'a' } })],
});

describe('the plan hash', () => {
  it('is SHA-256 in hex', () => {
    expect(planHash(plan)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is blind to explanations, warnings, notes and what turned out not to be needed', () => {
    const worded: Plan = {
      ...plan,
      warnings: [text('plan.warning.temporary', { name: 'Adele', at: { instant: '2026-03-09T10:00:00.000Z' } })],
      notes: [text('card.list.mine.count', { count: 3 })],
      steps: plan.steps.map((step) => ({
        ...step,
        explains: [text('card.person.manager', { name: 'Adele' })],
        skip: text('plan.skip.no-licences'),
      })),
    };
    expect(planHash(worded)).toBe(planHash(plan));
  });

  const [first = aPlannedStep(), second = aPlannedStep()] = plan.steps;
  it.each<[string, Plan]>([
    ['another kind of request', { ...plan, kind: 'block-sign-in' }],
    ['a step less', { ...plan, steps: [first] }],
    ['another order', { ...plan, steps: [second, first] }],
    ['another lane', { ...plan, steps: [{ ...first, lane: 'on-premises' }, second] }],
    ['another successor', { ...plan, steps: [first, { ...second, parameters: { successorId: 'b' } }] }],
  ])('sees %s', (_, other) => {
    expect(planHash(other)).not.toBe(planHash(plan));
  });
});

describe('canonical JSON', () => {
  it('is the same for equal values, however they were put together', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  });

  it('reads back as the value it was made of', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(JSON.stringify(JSON.parse(canonicalJson(value as Json)))).toBe(
          JSON.stringify(JSON.parse(canonicalJson(JSON.parse(JSON.stringify(value)) as Json))),
        );
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
