import { type AuditHead, type ChainedEntry, entryHash, NO_HEAD, pseudonymOf, textDigest } from './audit-entry.ts';
import type { Json } from './text.ts';

/** An entry with what lies beside the chain, as far as it is still there. */
export type KeptEntry = ChainedEntry & {
  readonly kept: {
    /** Of the pseudonyms in this entry. */
    readonly people: Readonly<Record<string, { readonly salt: string; readonly personId: string }>>;
    /** By their place in `texts`. */
    readonly texts: Readonly<Record<number, { readonly salt: string; readonly text: Json }>>;
  };
};

export const FAULTS = [
  'missing',
  'changed',
  'unlinked',
  'text-changed',
  'text-missing',
  'person-changed',
  'person-missing',
  'cut-off',
  'not-as-posted',
] as const;
/** What is wrong at an entry. */
export type ChainFault = { readonly number: number; readonly fault: (typeof FAULTS)[number] };

export type ChainCheck = {
  next(entry: KeptEntry): void;
  /** After the last one. */
  end(): {
    readonly head: AuditHead;
    readonly faults: readonly ChainFault[];
    /** Texts that were erased with a record of it. */
    readonly erased: number;
  };
};

/** The kind of an entry that says that what was kept about its subject was erased. */
export const FORGOTTEN = 'forgotten';

/**
 * Reads the chain from its first entry to its last and finds every entry that was changed, taken out, put in or moved,
 * and everything beside it that was changed, or erased without a record. That the end was cut off, or everything
 * written anew by somebody who may write, only a head that was kept elsewhere can show: `posted`.
 */
export function createChainCheck(posted: readonly AuditHead[] = []): ChainCheck {
  const faults: ChainFault[] = [];
  const absent: { readonly number: number; readonly people: readonly string[]; readonly isText: boolean }[] = [];
  const forgotten = new Set<string>();
  let head = NO_HEAD;
  const say = (number: number, fault: ChainFault['fault']) => faults.push({ number, fault });
  return {
    next(entry) {
      const { number, hash } = entry;
      if (number !== head.number + 1) say(head.number + 1, 'missing');
      if (entry.previousHash !== head.hash) say(number, 'unlinked');
      if (entryHash(entry) !== hash) say(number, 'changed');
      for (const each of posted) if (each.number === number && each.hash !== hash) say(number, 'not-as-posted');
      if (entry.kind === FORGOTTEN && entry.subject !== null) forgotten.add(entry.subject);
      for (const who of peopleIn(entry)) {
        const found = entry.kept.people[who];
        if (found === undefined) absent.push({ number, people: [who], isText: false });
        else if (pseudonymOf(found.salt, found.personId) !== who) say(number, 'person-changed');
      }
      for (const [place, { people, digest }] of entry.texts.entries()) {
        const found = entry.kept.texts[place];
        if (found === undefined) absent.push({ number, people, isText: true });
        else if (textDigest(found.salt, found.text) !== digest) say(number, 'text-changed');
      }
      if (Object.keys(entry.kept.texts).some((place) => entry.texts[Number(place)] === undefined))
        say(number, 'text-changed');
      head = { number, hash };
    },
    end() {
      for (const each of posted) if (each.number > head.number) say(each.number, 'cut-off');
      let erased = 0;
      for (const { number, people, isText } of absent) {
        if (!people.some((who) => forgotten.has(who))) say(number, isText ? 'text-missing' : 'person-missing');
        else if (isText) erased += 1;
      }
      return { head, faults, erased };
    },
  };
}

/** The pseudonyms that an entry mentions, each once. */
export function peopleIn({ actor, subject, texts }: ChainedEntry): readonly string[] {
  const mentioned = [actor, subject, ...texts.flatMap(({ people }) => people)];
  return [...new Set(mentioned.filter((who) => who !== null))];
}
