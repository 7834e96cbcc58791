import type { Stop } from '../domain/brakes.ts';
import { aloneUntil } from '../domain/lift-stop.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { heldValues } from './parts/held-values.ts';
import { errorLines } from './parts/sections.ts';
import { renderCard } from './render-card.ts';
import { say, untrusted } from './untrusted.ts';

export type StopsInput = {
  readonly stops: readonly {
    readonly stop: Stop;
    readonly trippedBy: string | null;
    /** References of the requests that it holds back. */
    readonly waiting: readonly string[];
    readonly refusal: Text | null;
  }[];
  readonly error?: Text | null;
};

/**
 * What is held back now: by whom or what, since when, how much waits, who may let it go. Input `stop` (reference), verb
 * `resume-stop`.
 */
export function stopsCard({ stops, error = null }: StopsInput, reader: Reader): AdaptiveCard {
  const shown = stops.slice(0, ROWS);
  const mine = shown.filter(({ refusal }) => refusal === null).map(({ stop }) => stop);
  return renderCard('stops', {
    ...head(
      {
        kicker: [text('card.app')],
        title: text('card.stops.title'),
        headline: text('card.stops.count', { count: stops.length }),
        colour: stops.length === 0 ? 'good' : 'attention',
        reference: null,
        says: shown.map(({ stop }) => stop.why),
      },
      reader,
    ),
    errors: errorLines([error], reader),
    rows: shown.map((row) => rowOf(row, reader)),
    hasChoice: mine.length > 0,
    stopLabel: say(text('card.stops.pick'), reader),
    stopError: say(text('card.stops.none-picked'), reader),
    // Of several none is proposed: letting go the wrong one cannot be taken back.
    stopValue: mine.length === 1 ? (mine[0]?.reference ?? '') : '',
    choices: mine.map((stop) => ({
      title: `${stop.reference} · ${say(scopeText(stop), reader)}`,
      value: stop.reference,
    })),
    ...buttons(
      [...(mine.length === 0 ? [] : [{ verb: 'resume-stop', withInputs: true } as const]), { verb: 'stops' }],
      reader,
    ),
  });
}

/** There is one at most in a scope; whoever sees more has other worries than this card. */
const ROWS = 12;

function rowOf({ stop, trippedBy, waiting }: StopsInput['stops'][number], reader: Reader) {
  const who = stop.scope.kind === 'everything' ? whoLiftsPause(stop) : whoLiftsLimit(stop);
  return {
    name: say(scopeText(stop), reader),
    reference: stop.reference,
    details: [
      say(stop.why, reader),
      ...(trippedBy === null ? [] : [say(text('card.stops.tripped-by', { reference: trippedBy }), reader)]),
      say(text('card.stops.since', { at: { instant: stop.since }, ...heldValues(waiting) }), reader),
    ].map((words) => ({ words })),
    who: say(who, reader),
  };
}

/** Alone by whoever has nothing to do with it; one of two has said so. */
function whoLiftsLimit({ reference, lift }: Stop): Text {
  if (lift == null) return text('card.stops.who.limit', { stop: reference });
  return text('card.stops.who.second', { stop: reference, name: untrusted(lift.byName, 64) });
}

/** Of one member alone it holds for an hour. */
function whoLiftsPause(stop: Stop): Text {
  if (stop.parties.length > 0) return text('card.stops.who.confirmed', { stop: stop.reference });
  return text('card.stops.who.everything', { stop: stop.reference, at: { instant: aloneUntil(stop) } });
}

function scopeText({ scope }: Stop): Text {
  return text(`brakes.scope.${scope.kind}`, { name: untrusted(scope.name, 64) });
}
