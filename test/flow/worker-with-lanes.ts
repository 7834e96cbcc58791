import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { StepKind } from '../../src/domain/step.ts';
import type { Ports, StepLane } from '../../src/flow/ports.ts';
import type { Database } from '../../src/store/database.ts';
import { NOW } from '../helpers/given.ts';

type Lanes = {
  readonly now?: () => string;
  readonly cloud?: Partial<StepLane>;
  /** Left out = there is no such lane. */
  readonly onPremises?: Partial<StepLane>;
};

/**
 * A worker with these lanes: what they are not told to do otherwise is needed, accepted and seen. `sent`: the steps that they
 * accepted so.
 */
export function workerWithLanes(
  database: Database,
  { now = () => NOW, cloud = {}, onPremises }: Lanes = {},
): BrakeWorker & { readonly sent: readonly StepKind[] } {
  const sent: StepKind[] = [];
  const willing: Omit<StepLane, 'lane'> = {
    idempotent: () => true,
    look: async () => ({ status: 'needed', snapshot: null }),
    async perform({ step }) {
      sent.push(step.kind);
      return { status: 'accepted', evidence: null };
    },
    verify: async () => ({ status: 'seen', evidence: null }),
  };
  const other: Ports['lanes'] =
    onPremises === undefined ? {} : { 'on-premises': { ...willing, ...onPremises, lane: 'on-premises' } };
  const lanes: Ports['lanes'] = { cloud: { ...willing, ...cloud, lane: 'cloud' }, ...other };
  const worker = createBrakeWorker(database, {
    policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
    now: () => new Date(now()),
    onChange: () => {},
    replace: (ports) => ({ ...ports, lanes }),
  });
  return { ...worker, sent };
}
