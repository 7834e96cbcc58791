import { addressOf } from '../domain/address-of.ts';
import { BLOCKS } from '../domain/by-two-does.ts';
import { outsiderOf } from '../domain/outsider-of.ts';
import type { Person } from '../domain/person.ts';
import type { AnsweredBy } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { type AboutLine, aboutLines } from './parts/about.ts';
import { buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { sections } from './parts/sections.ts';
import { renderCard } from './render-card.ts';
import { say, untrusted } from './untrusted.ts';

/**
 * `hours`: how long approvers have to confirm it; `confirmBy`: until when, where an earlier block says so (ISO UTC).
 */
export type BlockNowInput = {
  readonly person: Person;
  readonly hours: number;
  readonly confirmBy: string | null;
  /** Who may confirm it; approvers where left out. */
  readonly answeredBy?: AnsweredBy | undefined;
  /** Blocked already, mastered by AD DS, what else is asked about them. */
  readonly known: readonly Text[];
  /** What the click does, where it is not the block itself. */
  readonly instead?: Text | null;
  /** When it is shown, real time, ISO UTC: it goes with the click, and what was looked at long ago decides nothing. */
  readonly shownAt: string;
};

/**
 * The last look before somebody is blocked without an approval. Inputs `person` (object id), `shownAt`, `said` (what
 * the click does) and `reason`, which may stay empty; verbs `block-now`, `block-now-cancel`.
 */
export function blockNowCard(
  { person, known, instead = null, shownAt, ...asked }: BlockNowInput,
  reader: Reader,
): AdaptiveCard {
  const warnings = instead === null ? warningsOf(known, asked) : [instead];
  return renderCard('last-look', {
    ...head(
      {
        kicker: [text('card.block-now.kicker')],
        title: person.displayName,
        headline: text(instead === null ? 'card.block-now.headline' : 'card.block-now.headline-ask'),
        colour: 'attention',
        reference: null,
        says: [...known, ...warnings],
      },
      reader,
    ),
    errors: [],
    about: aboutLines(linesOf(person, reader), reader),
    sections: sections(
      [{ title: 'warnings', sentences: [...known, ...warnings, text('card.block-now.nothing')] }],
      reader,
    ),
    personLabel: say(text('card.why.person'), reader),
    person: person.id,
    shownAt,
    said: instead?.key ?? BLOCKS,
    reasonLabel: say(text('card.block-now.reason'), reader),
    ...buttons(
      [
        {
          verb: 'block-now',
          withInputs: true,
          style: 'destructive',
          ...(instead === null ? {} : { title: text('card.block-now.ask') }),
        },
        { verb: 'block-now-cancel' },
      ],
      reader,
    ),
  });
}

/** Of somebody blocked already it is said before what another block adds (`emergency.block-again`). */
function warningsOf(known: readonly Text[], asked: Parameters<typeof whatFollows>[0]): readonly Text[] {
  const isAgain = known.some(({ key }) => key === 'emergency.block-again');
  return [...(isAgain ? [] : [text('card.block-now.does')]), whatFollows(asked)];
}

function whatFollows({
  hours,
  confirmBy,
  answeredBy = 'approver',
}: Pick<BlockNowInput, 'hours' | 'confirmBy' | 'answeredBy'>) {
  if (answeredBy !== 'approver') return text(`card.block-now.warning-${answeredBy}`);
  return confirmBy === null
    ? text('card.block-now.warning', { hours })
    : text('card.block-now.warning-until', { at: { instant: confirmBy } });
}

/** Name, work and address of an outsider are what another organisation wrote: they can be those of a colleague. */
function linesOf(person: Person, reader: Reader): readonly AboutLine[] {
  const { jobTitle, department } = person;
  const outsider = outsiderOf(person);
  const badge = outsider === null ? '' : say(text(`card.person.${outsider}`), reader);
  const label: Text = text('card.about.account');
  const work = [jobTitle, department].filter((each) => each !== null && each !== '').join(' · ');
  return [
    { label, words: untrusted(addressOf(person)), badge },
    ...(work === '' ? [] : [{ words: untrusted(work), small: true }]),
  ];
}
