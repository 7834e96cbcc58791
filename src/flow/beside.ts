import { hourThatHolds } from '../domain/agreement.ts';
import { asReadLast } from '../domain/as-read-last.ts';
import { listed } from '../domain/listed.ts';
import { ACTIVE_STATES, isOpen, type Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { viewForPerson } from './show-request.ts';

/** As many as the form has room for; more than one open and one that only watches is rare. */
const MOST = 3;

/**
 * What else goes on about this person and leaves room for another request: parties see number, state and hour, others only
 * that something is open. Said before the form is filled in.
 */
export async function beside(context: FlowContext, actorId: string, targetUserId: string): Promise<readonly Text[]> {
  const { requests } = context.ports;
  const about = await requests.list({ targetUserId, states: ACTIVE_STATES, limit: MOST });
  const said = await Promise.all(about.map((request) => sentence(context, request, actorId)));
  const others = about.some(({ state }, place) => said[place] === null && isOpen(state));
  return [
    ...said.flatMap((each) => (each === null ? [] : [each])),
    ...(others ? [text('card.choices.beside-others')] : []),
  ];
}

/** Null for who is no party. */
async function sentence(context: FlowContext, request: Request, actorId: string): Promise<Text | null> {
  if ((await viewForPerson(context, request, actorId)) === null) return null;
  const { says } = listed(asReadLast(request), await context.ports.ledger.read(request.id));
  const { reference, startedAt, choices } = request;
  const dueAt = hourThatHolds(request);
  const values = { reference, kind: text(`card.kind.${choices.kind}`), state: says };
  return dueAt === null || startedAt !== null
    ? text('card.choices.beside', values)
    : text('card.choices.beside-at', { ...values, at: { instant: dueAt } });
}
