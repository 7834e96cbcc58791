import type { Stage } from '../../stage.ts';
import type { Random } from '../random.ts';

/** What can go wrong between Leaver and the tenant for a while; each is over at the end of the phase. */
const FAULTS: readonly ((random: Random) => object)[] = [
  () => ({}),
  () => ({}),
  (random) => ({ lagMs: random.between(400, 2_500) }),
  (random) => ({ throttle: { match: '* /.*', times: random.between(3, 20), status: 429, retryAfter: 1 } }),
  (random) => ({ throttle: { match: 'PATCH /users/.*', times: random.between(1, 8), status: 503, retryAfter: null } }),
  (random) => ({ throttle: { match: 'DELETE /groups/.*', times: random.between(1, 9), status: 503, done: true } }),
  (random) => ({ refuse: { match: 'DELETE /groups/.*', times: random.between(1, 6) } }),
  (random) => ({ refuse: { match: 'PATCH /devices/.*', times: random.between(1, 3) } }),
  (random) => ({ loseAnswers: { match: 'PATCH /.*', times: random.between(1, 4) } }),
  (random) => ({ loseAnswers: { match: 'POST /.*', times: random.between(1, 4) } }),
  (random) => ({ slow: { match: 'PATCH /.*', times: random.between(1, 5), ms: random.between(500, 3_000) } }),
  (random) => ({ outage: { until: Date.now() + random.between(500, 4_000) } }),
];

/** Orders one of them, or nothing. */
export async function orderFault(stage: Stage, random: Random): Promise<void> {
  const [fault] = random.pick(FAULTS, 1);
  const order = fault?.(random) ?? {};
  // The first version's sandbox cannot refuse on order.
  if (Object.keys(order).length > 0) await stage.faults(order).catch((error: unknown) => allowUnknown(error));
}

export async function endFaults(stage: Stage): Promise<void> {
  await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
}

function allowUnknown(error: unknown): void {
  if (!(error instanceof Error) || !error.message.startsWith('the sandbox refused')) throw error;
}
