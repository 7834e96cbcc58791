import type { IncomingActivity } from './incoming-activity.ts';

/** What somebody typed; or that it was longer than what is read, and then nothing of it is obeyed. */
export type TypedText =
  | { readonly status: 'read'; readonly text: string }
  /** `most`: how many characters such a line may have. */
  | { readonly status: 'too-long'; readonly most: number };

/** A sentence with a name, a date and a reason. */
const LONGEST_LINE = 1_000;
/** A pasted result of the runbook; as much as its input on the card takes. */
const LONGEST_PASTE = 16_000;
/** Never looked at beyond this: a pasted result, its command, and mark-up around them. Teams delivers more. */
const LONGEST_READ = LONGEST_PASTE + 4_000;

/** Who pastes, says so first; the words of `runbook-done` in both languages. */
const PASTES = ['runbook done ', 'draaiboek gedaan '];

/**
 * What was typed: without the bot's own mention, with other mentions as the plain names, on one line. Whatever the
 * length, the work is bounded: the text is cut before it is read, and every pattern here passes over it once. A line
 * that was cut is never obeyed half: its end may be what mattered.
 */
export function readTyped(activity: IncomingActivity): TypedText {
  const all = activity.text ?? '';
  const own = ownMentions(activity);
  const text = own
    .reduce((left, mention) => left.replaceAll(mention, ' '), all.slice(0, LONGEST_READ))
    .replace(MARKUP, ' ')
    .replaceAll('&nbsp;', ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const start = text.slice(0, 32).toLowerCase();
  const most = PASTES.some((words) => start.startsWith(words)) ? LONGEST_PASTE : LONGEST_LINE;
  return all.length > LONGEST_READ || text.length > most ? { status: 'too-long', most } : { status: 'read', text };
}

/** Up to the next sign that opens or closes: `[^>]*` alone would look at all that follows, once for every `<at`. */
const MARKUP = /<\/?at[^<>]*>/gi;

/**
 * An empty one would double the text, once for every entity; one is enough, and who mentions more than a few is trying.
 */
function ownMentions({ entities = [], recipient }: IncomingActivity): readonly string[] {
  const own = entities.flatMap((entity) => {
    const mentioned = entity.mentioned as { readonly id?: unknown } | null | undefined;
    const isBot = entity.type === 'mention' && mentioned?.id === recipient.id;
    return isBot && typeof entity.text === 'string' && entity.text.trim() !== '' ? [entity.text] : [];
  });
  return [...new Set(own)].slice(0, MOST_MENTIONS);
}

const MOST_MENTIONS = 4;
