import { text } from '../../domain/text.ts';
import type { Reader } from '../../locales/reader.ts';
import { say, untrusted } from '../untrusted.ts';

/**
 * The label of an hour, and below it the zone it is meant in: beside a day, the name of a zone would break in the
 * middle.
 */
export function hourField(isShown: boolean, reader: Reader) {
  const zone = text('card.request.zone', { zone: untrusted(reader.timeZone, 64) });
  return {
    hourLabel: say(text('card.request.new-hour'), reader),
    zones: isShown ? [{ words: say(zone, reader) }] : [],
  };
}
