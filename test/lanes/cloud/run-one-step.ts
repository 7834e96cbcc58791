import { randomUUID } from 'node:crypto';
import { gapsOf } from '../../../src/domain/gaps-of.ts';
import type { StepRecord } from '../../../src/domain/outcome.ts';
import { partsAfter } from '../../../src/domain/parts-after.ts';
import type { StepKind } from '../../../src/domain/step.ts';
import type { Json } from '../../../src/domain/text.ts';
import type { PerformContext } from '../../../src/flow/ports.ts';
import { aStepRecord } from '../../helpers/given.ts';
import { partsInMemory } from '../../helpers/parts-in-memory.ts';
import { idOf, type StartedTenant } from './start-tenant.ts';

export type OneStep = {
  readonly kind: StepKind;
  readonly of: string;
  readonly parameters?: Readonly<Record<string, Json>>;
};

/** A step as the flow would hand it to the lane, with facts read now. */
export async function contextOf(
  tenant: StartedTenant,
  { kind, of, parameters = {} }: OneStep,
  changes: Partial<StepRecord> = {},
): Promise<PerformContext> {
  const step = aStepRecord({
    id: randomUUID(),
    kind,
    lane: 'cloud',
    parameters,
    snapshot: null,
    evidence: null,
    intendedAt: null,
    ...changes,
  });
  const facts = await tenant.directory.readTargetUser(idOf(of));
  return {
    step,
    targetUserId: idOf(of),
    facts,
    steps: [step],
    mayGoOn: async () => true,
    parts: partsInMemory(step.parts),
  };
}

/** Looks, and where something is to be done writes the intent down and does it, as the flow does. */
export async function perform(tenant: StartedTenant, one: OneStep) {
  const before = await contextOf(tenant, one);
  const looked = await tenant.lane.look(before);
  if (looked.status !== 'needed')
    throw new Error(`${one.kind} of ${one.of} is ${looked.status}: ${JSON.stringify(looked)}`);
  const parts = partsInMemory(partsAfter(before.step.parts, looked.partsFound ?? {}));
  const snapshot = { ...before.step, snapshot: looked.snapshot, intendedAt: tenant.clock.now().toISOString() };
  const intended = { ...snapshot, parts: parts.now() };
  const performed = await tenant.lane.perform({ ...before, step: intended, parts });
  const acceptedAt = tenant.clock.now().toISOString();
  const evidence = performed.status === 'accepted' ? performed.evidence : null;
  const gaps = 'gaps' in performed ? (performed.gaps ?? []) : [];
  const after = partsAfter(parts.now(), { gaps });
  const step = { ...intended, acceptedAt, evidence, parts: after, gaps: gapsOf(after) };
  const context: PerformContext = { ...before, step, parts: partsInMemory(after) };
  return { looked, performed, context };
}

/** The same, and reads back. */
export async function run(tenant: StartedTenant, one: OneStep) {
  const done = await perform(tenant, one);
  return { ...done, verified: await tenant.lane.verify(done.context) };
}
