import { hasMore } from '../domain/has-more.ts';
import { ACTIVE_STATES, type EmergencyAnswer, type Request, type RequestState } from '../domain/request.ts';
import type { FlowContext } from './context.ts';
import type { RequestChange } from './ports.ts';
import { stoppedBy } from './stopped-by.ts';

/** What is left of a block at once that an approver refuses is let go, as of anything that an approver stops. */
export async function letGoWhenRefused(
  { ports }: FlowContext,
  { id, state }: Request,
  { verdict, by, byName, at }: EmergencyAnswer,
): Promise<Pick<RequestChange, 'hold' | 'wakeAt'>> {
  if (verdict !== 'refused' || by === null || byName === null || !ACTIVE.includes(state)) return {};
  const steps = await ports.ledger.read(id);
  const isLeft = hasMore(steps) || steps.some((step) => step.state === 'needs-person' || step.state === 'failed');
  return isLeft ? stoppedBy({ id: by, name: byName }, '', at) : {};
}

const ACTIVE: readonly RequestState[] = ACTIVE_STATES;
