import { CARD_NAMES, cardHarm, carelessHarm } from '../content/card-harm.ts';
import { hostileStrings } from '../content/hostile-strings.ts';
import { carelessLogHarm, logHarm } from '../content/log-harm.ts';
import { carelessMessageHarm, messageHarm } from '../content/message-harm.ts';
import { carelessScriptHarm, scriptHarm } from '../content/script-harm.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

type Locale = Parameters<typeof cardHarm>[2];

/**
 * `--only content`: strings that somebody could write as a name, a reason, a group or a distinguished name, through
 * every card, messages, scripts and the log. In CI each goes through some of the cards in turn. The control lays the
 * same words out without care: put in by replacing, read as Markdown, quoted into the script.
 */
export async function contentProof({ short, seed, trials, say }: ProofRun): Promise<readonly ProofRow[]> {
  const strings = hostileStrings(seed, trials ?? (short ? 300 : 5_000));
  const share = short ? 9 : 1;
  say(`${strings.length} hostile strings through ${CARD_NAMES.length} cards, messages, scripts and the log.`);
  let cards = 0;
  const harmful = strings.filter((written, at) => {
    const locale = at % 2 === 0 ? 'en' : 'nl';
    const names = CARD_NAMES.filter((_, card) => (card + at) % share === 0);
    cards += names.length;
    const harm = [
      ...names.flatMap((name) => cardHarm(name, written, locale).map((what) => `${name}: ${what}`)),
      ...elsewhere(written, at, locale, { messageHarm, scriptHarm, logHarm }),
    ];
    if (harm.length > 0) say(`${JSON.stringify(written.slice(0, 60))} → ${harm.slice(0, 3).join('; ')}`);
    return harm.length > 0;
  });
  const careless = { messageHarm: carelessMessageHarm, scriptHarm: carelessScriptHarm, logHarm: carelessLogHarm };
  const sample = strings.slice(0, 300);
  const caught = sample.filter((written, at) => {
    const name = CARD_NAMES[at % CARD_NAMES.length] ?? '';
    return carelessHarm(name, written).length > 0 && elsewhere(written, at, 'nl', careless).length > 0;
  });
  return [
    {
      promise: 'what people write stays words: no link, markup, placeholder, script line or unseen sign',
      trials: strings.length,
      failures: harmful.length,
      seed,
      control: { what: 'words put in without care', trials: sample.length, failures: caught.length },
      figures: { cards, messages: strings.length * MESSAGES_EACH, scripts: strings.length, logLines: strings.length },
    },
  ];
}

/** Sentences of ours that each string is put into; which ones goes on from string to string. */
const MESSAGES_EACH = 8;

type Harm = {
  readonly messageHarm: typeof messageHarm;
  readonly scriptHarm: typeof scriptHarm;
  readonly logHarm: typeof logHarm;
};

function elsewhere(written: string, at: number, locale: Locale, harm: Harm): readonly string[] {
  const messages = Array.from({ length: MESSAGES_EACH }, (_, each) =>
    harm.messageHarm(written, at * MESSAGES_EACH + each, locale ?? 'nl'),
  );
  return [...messages.flat(), ...harm.scriptHarm(written, at * 7), ...harm.logHarm(written)];
}
