import { withAnswer } from '../domain/emergency.ts';
import { BEGUN_STATES, type EmergencyAnswer, REQUEST_STATES, type Request } from '../domain/request.ts';
import type { FlowContext } from './context.ts';
import type { Transaction } from './ports.ts';
import { stoppedBy } from './stopped-by.ts';
import type { Gone } from './what-is-gone.ts';

/**
 * The earlier blocks that a new one is made upon are answered about by it. Gives those that nobody answered meanwhile,
 * and what is to be done once the new one is stored: its number is given out only then.
 */
export async function renewEarlier(
  context: FlowContext,
  gone: readonly Gone[],
  answer: EmergencyAnswer,
  transaction: Transaction,
): Promise<{ readonly renewed: readonly Gone[]; handOver(stored: Request): Promise<void> }> {
  const renewed: Gone[] = [];
  for (const each of gone) if (await renew(context, each, answer, transaction)) renewed.push(each);
  return {
    renewed,
    async handOver(stored) {
      const { reference: next } = stored;
      for (const each of renewed) await nameLater(context, each, { ...answer, next }, transaction);
      for (const { request } of gone) await handOver(context, request, stored, transaction);
    },
  };
}

/**
 * False when somebody answered it meanwhile. In whatever state it is by now: its watch may have found the same at this
 * moment.
 */
async function renew(context: FlowContext, gone: Gone, answer: EmergencyAnswer, transaction: Transaction) {
  const { request, wasIn } = gone;
  const { emergency } = request;
  if (emergency === null) return false;
  const { expected, ...change } = withAnswer({ ...request, emergency }, { ...answer, wasIn });
  const from = REQUEST_STATES;
  return (await context.ports.requests.change(request.id, { from, ...expected }, change, transaction)) !== null;
}

async function nameLater(context: FlowContext, gone: Gone, answer: EmergencyAnswer, transaction: Transaction) {
  const { request, wasIn } = gone;
  const { emergency } = request;
  if (emergency === null) return;
  const { expected: _, ...change } = withAnswer({ ...request, emergency }, { ...answer, wasIn });
  await context.ports.requests.change(request.id, { from: REQUEST_STATES }, change, transaction);
}

/** What the earlier one had not done is the later one's: one request alone asks for the work in AD DS, and watches. */
async function handOver(
  { ports }: FlowContext,
  { id }: Request,
  { reference, requesterId, requesterName, startedAt }: Request,
  transaction: Transaction,
): Promise<void> {
  const stopped = stoppedBy({ id: requesterId, name: requesterName }, reference, startedAt ?? '');
  const { change } = ports.requests;
  const running = await change(id, { from: BEGUN_STATES }, stopped, transaction);
  if (running === null) await change(id, { from: ['done', 'done-with-gaps'] }, { wakeAt: null }, transaction);
}
