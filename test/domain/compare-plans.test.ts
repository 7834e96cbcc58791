import { describe, expect, it } from 'vitest';
import { comparePlans } from '../../src/domain/compare-plans.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { PlannedStep } from '../../src/domain/step.ts';
import { text } from '../../src/domain/text.ts';
import { aPlan, aPlannedStep } from '../helpers/given.ts';

const block = aPlannedStep();
const share = aPlannedStep({ kind: 'share-onedrive', parameters: { successorId: 'a' } });
const licences = aPlannedStep({ kind: 'remove-licences' });
const skipped = (step: PlannedStep): PlannedStep => ({ ...step, skip: text('plan.skip.no-licences') });
const planOf = (...steps: readonly PlannedStep[]): Plan => aPlan({ kind: 'offboard', steps });

describe('an approved plan beside the one made at run time', () => {
  it.each<[string, Plan, Plan]>([
    ['is the same', planOf(block, share, licences), planOf(block, share, licences)],
    ['is the same when only words differ', planOf(block), planOf({ ...block, explains: [text('bot.done')] })],
    ['is the same when a step is needed after all that takes nothing away', planOf(skipped(block)), planOf(block)],
    ['is the same when what was not needed is gone', planOf(block, skipped(licences)), planOf(block)],
  ])('%s', (_, approved, rebuilt) => {
    expect(comparePlans(approved, rebuilt)).toEqual({ status: 'same' });
  });

  it.each<[string, Plan, Plan]>([
    ['a step is gone', planOf(block, licences), planOf(block)],
    ['a step is no longer needed', planOf(block, licences), planOf(block, skipped(licences))],
  ])('is smaller when %s', (_, approved, rebuilt) => {
    expect(comparePlans(approved, rebuilt)).toEqual({ status: 'smaller' });
  });

  it.each<[string, Plan, Plan, string]>([
    ['a kind is new', planOf(block), planOf(block, licences), 'plan.difference.new'],
    ['a lane changed', planOf(block), planOf({ ...block, lane: 'on-premises' }), 'plan.difference.lane'],
    [
      'somebody else receives the files',
      planOf(share),
      planOf({ ...share, parameters: { successorId: 'b' } }),
      'plan.difference.parameters',
    ],
    [
      'something would be taken away that was not there before',
      planOf(skipped(licences)),
      planOf(licences),
      'plan.difference.destructive',
    ],
  ])('matters when %s', (_, approved, rebuilt, key) => {
    const compared = comparePlans(approved, rebuilt);
    expect(compared.status === 'matters' ? compared.differences.map((each) => each.key) : compared.status).toEqual([
      key,
    ]);
  });

  it('matters when the person became protected, and says why', () => {
    const refusal = text('rules.protected', { name: 'Adele', why: 'x' });
    const rebuilt = aPlan({ steps: [], refusals: [refusal] });
    expect(comparePlans(planOf(block), rebuilt)).toEqual({ status: 'matters', differences: [refusal] });
  });

  it('says a new kind that is not needed is no difference', () => {
    expect(comparePlans(planOf(block), planOf(block, skipped(licences)))).toEqual({ status: 'same' });
  });
});
