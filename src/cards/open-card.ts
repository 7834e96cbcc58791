import type { RequestKind } from '../domain/choices.ts';
import type { RequestState } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head, kicker } from './parts/head.ts';
import { renderCard } from './render-card.ts';
import { say } from './untrusted.ts';

export type OpenInput = {
  readonly kind: RequestKind;
  readonly targetUserId: string;
  readonly targetUserName: string;
  readonly request: {
    readonly id: string;
    readonly reference: string;
    readonly version: number;
    readonly state: RequestState;
    readonly dueAt: string | null;
    readonly choices: { readonly kind: RequestKind };
  } | null;
  readonly mayChangeDate: boolean;
  readonly mayBlock: boolean;
  /** False for a party who may not ask anything about this person. */
  readonly mayAsk?: boolean;
};

/**
 * Something is open about this person already: a party sees what, anybody else only that. Input `person` (object id)
 * travels with `start-block-sign-in`; verbs `open` and `change` are about the request that there is.
 */
export function openCard(input: OpenInput, reader: Reader): AdaptiveCard {
  const { request, targetUserName: name } = input;
  const sentences = [
    request === null ? text('card.open.others') : stands(request),
    ...(input.mayAsk === false ? [text('card.open.not-yours', { name })] : []),
    ...(input.mayBlock ? [text('card.open.block-too', { name })] : []),
  ];
  return renderCard('open', {
    ...head(
      {
        kicker: kicker(input.kind, null),
        title: name,
        headline: text('card.open.headline'),
        colour: 'warning',
        reference: request?.reference ?? null,
        says: sentences,
      },
      reader,
    ),
    sentences: sentences.map((sentence) => ({ words: say(sentence, reader) })),
    personLabel: say(text('card.why.person'), reader),
    person: input.targetUserId,
    ...buttons(buttonsOf(input), reader),
  });
}

function stands({ reference, state, dueAt, choices }: NonNullable<OpenInput['request']>) {
  const values = {
    reference,
    kind: text(`card.kind.${choices.kind}`),
    state: text(`card.request-state.${state}`),
  };
  return dueAt === null
    ? text('card.open.mine', values)
    : text('card.open.mine-at', { ...values, at: { instant: dueAt } });
}

function buttonsOf({ request, mayChangeDate, mayBlock }: OpenInput): readonly Button[] {
  const about = request === null ? null : { requestId: request.id, version: request.version };
  return [
    ...(about === null ? [] : [{ verb: 'open', ...about, style: 'positive' } as const]),
    ...(about === null || !mayChangeDate
      ? []
      : [{ verb: 'change', title: text('card.verb.change-date'), ...about } as const]),
    ...(mayBlock ? [{ verb: 'start-block-sign-in', title: text('card.open.block'), withInputs: true } as const] : []),
    { verb: 'help' },
  ];
}
