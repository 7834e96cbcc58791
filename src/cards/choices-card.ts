import { addressOf } from '../domain/address-of.ts';
import type { RequestKind } from '../domain/choices.ts';
import { conflictValues } from '../domain/conflict-values.ts';
import { isExternal } from '../domain/is-external.ts';
import type { Person } from '../domain/person.ts';
import { mailboxStanding } from '../domain/report-standing.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import type { FormValues } from './form-values.ts';
import { aboutLines } from './parts/about.ts';
import { buttons } from './parts/buttons.ts';
import { formLabels, formOptions } from './parts/form.ts';
import { head } from './parts/head.ts';
import { errorLines } from './parts/sections.ts';
import { renderCard } from './render-card.ts';
import { shownInputs } from './shown-inputs.ts';
import { say, typed, untrusted } from './untrusted.ts';

export type ChoicesInput = {
  readonly kind: RequestKind;
  readonly facts: TargetUser;
  /** What else goes on about this person. */
  readonly beside?: readonly Text[];
  readonly values: FormValues;
  /** Shown above the form; everything typed is kept. */
  readonly errors: readonly Text[];
  /** Who is offered as successor beside the target user's manager. */
  readonly successors: readonly Pick<Person, 'id' | 'displayName'>[];
  /** YYYY-MM-DD in `zone`: the days that may be picked. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** IANA zone in which day and hour are meant; shown beside them. */
  readonly zone: string;
  readonly nonce: string;
};

/** The form: only what fits this kind of request and this person (`shownInputs`); verbs `review`, `back`, `cancel`. */
export function choicesCard(input: ChoicesInput, reader: Reader): AdaptiveCard {
  const { kind, facts, values, nonce } = input;
  return renderCard('choices', {
    ...head(
      {
        kicker: [text(`card.kind.${kind}`)],
        title: facts.displayName,
        headline: text(`card.choices.${kind}`),
        colour: 'default',
        reference: null,
      },
      reader,
    ),
    errors: errorLines(input.errors, reader),
    about: person(facts, input.beside ?? [], reader),
    shows: Object.fromEntries(
      Object.keys(values).map((name) => [name, shownInputs(kind, facts).includes(name as keyof FormValues)]),
    ),
    labels: formLabels(input.zone, facts, reader),
    ...formOptions(facts, input.successors, reader),
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typed(value, 500)])),
    firstDay: input.firstDay,
    lastDay: input.lastDay,
    restoreSentences: restoreSentences(kind, facts, reader),
    ...buttons(
      [
        { verb: 'review', nonce, withInputs: true, style: 'positive' },
        { verb: 'back', nonce },
        { verb: 'cancel', nonce },
      ],
      reader,
    ),
  });
}

/** One line under the name, so that nobody fills in the form for a namesake. */
function person(facts: TargetUser, beside: readonly Text[], reader: Reader) {
  const role = [facts.jobTitle, facts.department].flatMap((part) =>
    part === null || part.trim() === '' ? [] : [untrusted(part, 64)],
  );
  const where = facts.found === 'gone' ? '' : say(identityOf(facts), reader);
  const mailbox = mailboxStanding(facts).map((each) => say(each, reader));
  const words = [untrusted(addressOf(facts)), role.join(', '), where, ...mailbox];
  const others = beside.map((each) => ({ words: say(each, reader) }));
  return aboutLines([{ words: words.filter((part) => part !== '').join(' · ') }, ...others], reader);
}

/** Whose account is elsewhere has one here all the same, unless it comes from the own AD DS. */
function identityOf(facts: TargetUser): Text {
  const { identity, userType } = facts;
  if (facts.found === 'soft-deleted' && identity !== 'synced' && !isExternal(facts))
    return text('card.identity.deleted');
  if (!isExternal(facts) || identity === 'synced') return text(`card.identity.${identity}`);
  return text(userType === 'Guest' ? 'report.standing.guest' : 'report.standing.external');
}

/** No tick and no other name counts for what AD DS brings back (`returnRefusals`). */
const HELD = { ad: 'plan.warning.addresses-held', cloud: 'card.choices.restore-conflict' } as const;

function restoreSentences(kind: RequestKind, facts: TargetUser, reader: Reader) {
  if (kind !== 'restore-user') return [];
  const conflict = facts.restoreConflict;
  const where = facts.identity === 'synced' ? 'ad' : 'cloud';
  const sentence = conflict === null ? text('card.choices.restore-plain') : text(HELD[where], conflictValues(conflict));
  return [{ words: say(sentence, reader) }];
}
