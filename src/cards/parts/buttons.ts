import { type Text, text } from '../../domain/text.ts';
import type { Reader } from '../../locales/reader.ts';
import type { Verb } from '../adaptive-card.ts';
import { say } from '../untrusted.ts';

export type Button = {
  readonly verb: Verb;
  /** The verb's own name by default. */
  readonly title?: Text;
  readonly requestId?: string;
  readonly version?: number;
  /** The hour of the request that the card shows, where the click is an answer for it; empty = it shows none. */
  readonly shownHour?: string;
  readonly nonce?: string;
  /** Whether the card's inputs travel with the click; without them nothing is validated (teams.md 1.5). */
  readonly withInputs?: boolean;
  /** The one to press, or one that ends something; Teams may draw it in colour. */
  readonly style?: 'positive' | 'destructive';
};

/** Buttons as the template needs them; the click carries `verb` twice and equal (design, section 6). */
export function buttons(list: readonly Button[], reader: Reader) {
  return {
    hasButtons: list.length > 0,
    buttons: list.map((button) => ({
      verb: button.verb,
      title: say(button.title ?? text(`card.verb.${button.verb}`), reader),
      style: button.style ?? 'default',
      inputs: button.withInputs === true ? 'auto' : 'none',
      data: clickData(button),
    })),
  };
}

function clickData({ verb, requestId, version, shownHour, nonce }: Button) {
  return {
    verb,
    ...(requestId === undefined ? {} : { requestId }),
    ...(version === undefined ? {} : { version }),
    ...(shownHour === undefined ? {} : { shownHour }),
    ...(nonce === undefined ? {} : { nonce }),
  };
}
