import { type Text, text } from '../domain/text.ts';
import { type FlowContext, realTimeIn } from './context.ts';

/**
 * Somebody asks again for a block at once that is still to come: where it rests because the service told it to, it is
 * tried now. Who clicks again knows why, and one call more is what the service can bear. Gives what to answer.
 */
export async function hurryBlock(context: FlowContext, reference: string): Promise<Text> {
  const { requests, ledger } = context.ports;
  const request = await requests.read(reference);
  const steps = request === null ? [] : await ledger.read(request.id);
  const block = steps.find(({ kind }) => kind === 'block-sign-in');
  const settled = realTimeIn(context.settings.policy.settleSeconds);
  if (request === null || block === undefined || (block.notBefore ?? '') <= settled || !RESTS.includes(block.state))
    return text('emergency.open-request', { reference });
  await ledger.move(block.id, [block.state], block.state, { notBefore: realTimeIn(0), ofAttempt: block.attempt });
  context.wake(request.id);
  return text('emergency.hurried', { reference });
}

const RESTS: readonly string[] = ['planned', 'waiting', 'ambiguous'];
