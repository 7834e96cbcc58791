import { hourThatHolds } from '../domain/agreement.ts';
import { asReadLast } from '../domain/as-read-last.ts';
import type { Choices, RequestKind } from '../domain/choices.ts';
import { mayBeAnswered } from '../domain/emergency.ts';
import { hasMore } from '../domain/has-more.ts';
import { listed } from '../domain/listed.ts';
import type { StepRecord } from '../domain/outcome.ts';
import { isOpen, type Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { isStoppedByBlock } from '../domain/turning-round.ts';
import type { FlowContext } from './context.ts';
import { isToldOthers, notOver } from './not-over.ts';
import { viewForPerson } from './show-request.ts';

/**
 * What else goes on about this person and leaves room for another request: parties see number, state and hour, others
 * only that something is open. A restore withdraws or stops it when it starts, and a block the restore that has not let
 * them in. Said before the form is filled in.
 */
export async function beside(
  context: FlowContext,
  actorId: string,
  kind: RequestKind,
  targetUserId: string,
): Promise<readonly Text[]> {
  return besides(context, actorId, kind, await notOver(context, targetUserId));
}

/**
 * The blocks at once about this person that nobody has answered for good, as `beside` has them: a restore that has
 * nothing to choose has no form, and ends none of them, so that its plan says nothing of them otherwise (`endedByStart`).
 */
export async function atOnceBeside(
  context: FlowContext,
  actorId: string,
  { kind, targetUserId }: Pick<Choices, 'kind' | 'targetUserId'>,
): Promise<readonly Text[]> {
  if (kind !== 'restore-user') return [];
  return besides(context, actorId, kind, (await notOver(context, targetUserId)).filter(mayBeAnswered));
}

async function besides(
  context: FlowContext,
  actorId: string,
  kind: RequestKind,
  about: readonly Request[],
): Promise<readonly Text[]> {
  const said = await Promise.all(about.map((request) => sentence(context, request, actorId, kind)));
  const hidden = about.filter((_, place) => said[place] === null);
  const told = await Promise.all(hidden.map((request) => isToldOthers(context, request)));
  return [
    ...said.flatMap((each) => (each === null ? [] : [each])),
    ...others(
      hidden.filter((_, at) => told[at]),
      kind,
    ),
  ];
}

/** A restore withdraws or stops what is open, but no block at once; what waits for people alone stays. */
function others(hidden: readonly Request[], kind: RequestKind): readonly Text[] {
  if (hidden.length === 0) return [];
  const isEnded = kind === 'restore-user' && hidden.some(({ state, emergency }) => isOpen(state) && emergency === null);
  return [text(isEnded ? 'card.choices.beside-others-restore' : 'card.choices.beside-others')];
}

/** Null for who is no party. */
async function sentence(
  context: FlowContext,
  request: Request,
  actorId: string,
  kind: RequestKind,
): Promise<Text | null> {
  if ((await viewForPerson(context, request, actorId)) === null) return null;
  const steps = await context.ports.ledger.read(request.id);
  const { says } = listed(asReadLast(request), steps);
  const { reference, startedAt, choices, emergency } = request;
  const dueAt = hourThatHolds(request);
  const values = { reference, kind: text(`card.kind.${choices.kind}`), state: says };
  if (kind !== 'restore-user' && isStoppedByBlock(request, steps))
    return text('card.choices.beside-restore-stopped', values);
  const goes = kind === 'restore-user' && emergency === null ? whenItStarts(request, steps) : '';
  if (dueAt === null || startedAt !== null) return text(`card.choices.beside${goes}`, values);
  const planned = { ...values, at: { instant: dueAt } };
  return text(goes === '' ? 'card.choices.beside-at' : 'card.choices.beside-at-withdrawn', planned);
}

/**
 * What becomes of it when the restore starts (`takeBack`): planned, it goes; running, it is stopped; watching, it
 * stays.
 */
function whenItStarts({ state }: Request, steps: readonly StepRecord[]) {
  if (state !== 'running' && state !== 'watching') return '-withdrawn';
  return state === 'running' || hasMore(steps) ? '-stopped' : '';
}
