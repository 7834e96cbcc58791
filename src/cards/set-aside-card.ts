import { addressOf } from '../domain/address-of.ts';
import type { Person } from '../domain/person.ts';
import { isSetAside, type SetAside } from '../domain/set-aside.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { aboutLines } from './parts/about.ts';
import { buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { errorLines, sections } from './parts/sections.ts';
import { renderCard } from './render-card.ts';
import { say, untrusted } from './untrusted.ts';

export type SetAsideRow = {
  readonly request: { readonly reference: string; readonly targetUserName: string };
  readonly what: SetAside;
};

/** The first of two clicks to block somebody (`name`) at once. */
export type SetAsideClick = { readonly name: string };

export type SetAsideRows = {
  readonly rows: readonly SetAsideRow[];
  readonly clicks: readonly SetAsideClick[];
  /** The stops of which they were the first of two to say that they may go. */
  readonly stops: readonly string[];
};

export type SetAsideInput = SetAsideRows & {
  readonly person: Person;
  /** When it is shown, real time, ISO UTC: it goes with the click. */
  readonly shownAt: string;
  readonly error: Text | null;
};

/**
 * The last look before everything open that rests on somebody's word is set aside. Inputs `person` (object id),
 * `shownAt` and `reason`, which is compulsory; verbs `set-aside`, `set-aside-cancel`.
 */
export function setAsideCard({ person, shownAt, error, ...all }: SetAsideInput, reader: Reader): AdaptiveCard {
  const sentences = setAsideSentences(all);
  return renderCard('last-look', {
    ...head(
      {
        kicker: [text('card.set-aside.kicker')],
        title: person.displayName,
        headline: headlineOf(all),
        colour: 'attention',
        reference: null,
        says: sentences,
      },
      reader,
    ),
    errors: errorLines([error], reader),
    about: aboutLines([{ label: text('card.about.account'), words: untrusted(addressOf(person)) }], reader),
    sections: sections(
      [
        { title: 'set-aside', sentences },
        { title: 'warnings', sentences: [text('card.set-aside.warning'), text('card.block-now.nothing')] },
      ],
      reader,
    ),
    personLabel: say(text('card.why.person'), reader),
    person: person.id,
    shownAt,
    said: '',
    reasonLabel: say(text('card.set-aside.reason'), reader),
    ...buttons([{ verb: 'set-aside', withInputs: true, style: 'destructive' }, { verb: 'set-aside-cancel' }], reader),
  });
}

/** Of what people have in hand already, and of what they only confirmed or refused, nothing is set aside. */
function headlineOf({ rows, clicks, stops }: SetAsideRows): Text {
  const count = rows.filter(({ what }) => isSetAside(what) || what === 'stays').length;
  if (count > 0) return text('card.set-aside.headline', { count });
  if (clicks.length > 0) return text('card.set-aside.headline-clicks', { count: clicks.length });
  if (stops.length > 0) return text('card.set-aside.headline-words', { count: stops.length });
  const isWork = rows.some(({ what }) => what === 'stays-work');
  return text(`card.set-aside.headline-${isWork ? 'work' : 'confirmed'}`);
}

/** Whoever has more is shown how many. */
const ROWS = 20;

/** Each click, word and request by name with what becomes of it, for the look and for the answer. */
export function setAsideSentences({ rows, clicks, stops }: SetAsideRows): readonly Text[] {
  const clicked = clicks.map(({ name }) => text('card.set-aside.click', { name }));
  const said = stops.map((stop) => text('card.set-aside.word', { stop }));
  const shown = rows
    .slice(0, ROWS)
    .map(({ request: { reference, targetUserName: name }, what }) =>
      text('card.set-aside.row', { reference, name, what: text(`card.set-aside.${what}`, { reference }) }),
    );
  const more = rows.length - shown.length;
  return [...clicked, ...said, ...shown, ...(more > 0 ? [text('card.set-aside.more', { count: more })] : [])];
}
