import { isOverInVain } from '../domain/over-in-vain.ts';
import { REQUEST_STATES, type Request } from '../domain/request.ts';
import type { FlowContext } from './context.ts';

/**
 * The block that a proposal was to undo says what became of it: that it ended without letting the person in, for as
 * long as that is so. Called whenever the proposal is looked at; told again, it changes nothing.
 */
export async function followProposal(context: FlowContext, request: Request): Promise<void> {
  if (request.proposal === null) return;
  const { requests, ledger } = context.ports;
  const block = await requests.read(request.proposal.block);
  const emergency = block?.emergency ?? null;
  if (block === null || emergency?.proposal !== request.reference) return;
  const inVain = isOverInVain(request, await ledger.read(request.id));
  if (inVain === (emergency.inVain === true)) return;
  const expected = { from: REQUEST_STATES, proposal: request.reference };
  await requests.change(block.id, expected, { emergency: { ...emergency, inVain } });
  context.nudge(block.id);
}
