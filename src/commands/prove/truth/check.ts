import type { Chronicle, Deed, Shown } from './chronicle.ts';
import { CLAIMS } from './claims/all-claims.ts';
import { type Claim, WATCH_ENDED, WATCHED } from './claims/claim.ts';
import { NOW_CLAIMS } from './claims/now-claims.ts';
import { type Class, classOf } from './classes.ts';
import { createPast } from './past.ts';
import { createWordReader, sentencesIn, type WordReader } from './read-words.ts';
import { type Row, readSheet, type Words } from './sheet.ts';
import { compileTemplates, type Reading } from './templates.ts';
import { bare, namesIn } from './words-of-tenant.ts';

export type Disagreement = {
  readonly sort: 'unclassified' | 'untrue';
  readonly key: string | null;
  readonly words: string;
  readonly why: string;
  readonly reference: string | null;
  /** Object id of whom it is about; null = nobody knows. */
  readonly personId: string | null;
  readonly viewer: string;
  /** Tenant time, ISO UTC. */
  readonly at: string;
};

export type Verdict = {
  readonly disagreements: readonly Disagreement[];
  /** How many sentences of each class were read. */
  readonly classes: Readonly<Record<string, number>>;
  /** How often each key about state was compared. */
  readonly compared: Readonly<Record<string, number>>;
};

/** Reads everything that anybody was shown and compares each sentence about state with the tenant as it was. */
export function check(chronicle: Chronicle, messages: Readonly<Record<string, string>>): Verdict {
  const checker = createChecker(chronicle, messages);
  const disagreements: Disagreement[] = [];
  const [classes, compared]: [Record<string, number>, Record<string, number>] = [{}, {}];
  for (const shown of chronicle.shown) {
    disagreements.push(
      ...checker.judge(shown, (name, key) => {
        count(classes, name);
        if (key !== null) count(compared, key);
      }),
    );
  }
  return { disagreements, classes, compared };
}

export type Checker = ReturnType<typeof createChecker>;

/** Told the class of each sentence, and its key when it was compared with the tenant. */
type Count = (name: Class | 'name' | 'time', key: string | null) => void;

/** To be shown everything in the order in which people saw it: what a request is about stands on its first card. */
export function createChecker(chronicle: Chronicle, messages: Readonly<Record<string, string>>) {
  const { deeds } = chronicle;
  const names = namesIn(chronicle, []);
  const read = createWordReader(compileTemplates(messages), names.has);
  const past = createPast(chronicle);
  const subjects = createSubjects(chronicle);
  const before = new Map<string, Sheet>();

  const isOfStep = ({ row }: Words) => row !== null && stepOf(read, row.title) !== null;

  function claimOf(shown: Shown, sheet: Sheet, subject: Subject, words: Words, { key, values }: Reading): Claim {
    // A message has no head: what it is about was asked for as the cards of its request say.
    const kind = sheet.kind ?? before.get(subject.reference ?? '')?.kind ?? null;
    return {
      ...{ key, values, words, row: words.row, shown, named: sheet.named, rows: sheet.rows, kind },
      ...{ ...subject, past, deeds, isWatched: isWatched(shown, sheet, subject) },
      stepCalled: (title) => stepOf(read, title),
      keysOf: (title) => keysOf(read, title),
      requestCalled: (reference) => {
        const seen = before.get(reference);
        return seen === undefined ? null : { personId: subjects.personOf(reference), kind: seen.kind };
      },
      cardBefore: () => before.get(subject.reference ?? '') ?? null,
    };
  }

  function isWatched(shown: Shown, { words, rows }: Sheet, { reference, asked }: Subject): boolean {
    const hasRun = rows.some(({ title, state }) => state !== '' && stepOf(read, title) !== null);
    if (!hasRun || reference === null || shown.at - asked > WATCHED) return false;
    // What stands beside an hour is of then where the card says itself that nobody looks any more.
    return !words.some(({ words: each }) => keysOf(read, each).some((key) => WATCH_ENDED.includes(key)));
  }

  /** Everything that is wrong on this card or message. `isLie`: nothing is learnt from it. */
  function judge(shown: Shown, tell: Count = () => {}, isLie = false): readonly Disagreement[] {
    const sheet = sheetOf(shown, read);
    const { reference, personId, asked } = subjects.of(shown, sheet, isLie);
    const at = new Date(shown.at).toISOString();
    const found: Disagreement[] = [];
    const hear = (words: Words, outer: Subject | null = null): void => {
      const say = (sort: Disagreement['sort'], key: string | null, why: string) =>
        found.push({ sort, key, words: words.words, why, reference, personId, viewer: shown.viewer, at });
      const parts = read(words.words);
      if (parts === null) say('unclassified', null, `no text of the product says this (${words.place})`);
      for (const part of parts ?? []) {
        if (part.is !== 'text') {
          if (outer === null) tell(part.is === 'sign' ? 'label' : part.is, null);
          continue;
        }
        const reading = choose(part.readings, isOfStep(words));
        if (reading === null) {
          say('unclassified', part.readings[0]?.key ?? null, 'nobody said what kind of sentence this is');
          continue;
        }
        const { key } = reading;
        const predicate = words.place === 'input' || words.place === 'button' ? undefined : CLAIMS[key];
        if (outer === null || predicate !== undefined)
          tell(classOf(key) ?? 'label', predicate === undefined ? null : key);
        const own = { reference, personId, asked };
        // A plan was read for what is being asked, and what it says of an earlier request is all that this did so far.
        const subject = outer ?? (key.startsWith('plan.') ? own : subjects.namedIn(words.words, own));
        const claim = claimOf(shown, sheet, subject, words, reading);
        const problem = predicate?.(claim) ?? null;
        if (problem !== null) say('untrue', key, problem);
        for (const within of withinIn(reading, read)) hear({ ...words, words: within }, subject);
      }
    };
    for (const words of sheet.words) if (words.place !== 'machine') hear(words);
    if (!isLie && reference !== null && sheet.rows.length > 0 && !sheet.isRunbook) before.set(reference, sheet);
    return found;
  }

  /**
   * What is not so any more on a card that somebody has at this instant, of a request that ran and is still watched.
   */
  function judgeNow(shown: Shown, tell: (key: string) => void = () => {}): readonly Disagreement[] {
    const sheet = sheetOf(shown, read);
    const subject = subjects.of(shown, sheet, true);
    if (!isWatched(shown, sheet, subject)) return [];
    return sheet.words.flatMap((words): Disagreement[] => {
      if (['machine', 'input', 'button'].includes(words.place)) return [];
      return (read(words.words) ?? []).flatMap((part): Disagreement[] => {
        const reading = part.is === 'text' ? choose(part.readings, isOfStep(words)) : null;
        const predicate = reading && NOW_CLAIMS[reading.key];
        if (reading === null || predicate == null) return [];
        tell(`now: ${reading.key}`);
        const why = predicate(claimOf(shown, sheet, subject, words, reading));
        if (why === null) return [];
        const { reference, personId } = subject;
        const at = new Date(shown.at).toISOString();
        return [
          {
            sort: 'untrue',
            key: `now: ${reading.key}`,
            words: words.words,
            why,
            reference,
            personId,
            viewer: shown.viewer,
            at,
          },
        ];
      });
    });
  }

  return { judge, judgeNow };
}

/**
 * Of texts that read the same, the one that claims something: of a step in its row, of a line of the clock elsewhere.
 */
function choose(readings: readonly Reading[], ofStep: boolean): Reading | null {
  const other = ofStep ? 'card.line.' : 'card.state.';
  const possible = readings.filter(({ key }) => ![null, 'page'].includes(classOf(key)));
  const placed = possible.filter(({ key }) => !key.startsWith(other));
  const known = placed.length > 0 ? placed : possible;
  return known.find(({ key }) => key in CLAIMS) ?? known[0] ?? null;
}

type Sheet = {
  readonly words: readonly Words[];
  readonly rows: readonly Row[];
  readonly named: string;
  readonly kind: string | null;
  readonly isRunbook: boolean;
};

function sheetOf({ card, text }: Shown, read: WordReader): Sheet {
  const words: readonly Words[] =
    card === null ? [{ words: text, place: 'message', row: null, line: [text], under: '' }] : readSheet(card);
  const rows = new Map(words.flatMap(({ row }) => (row === null ? [] : [[row, withState(row, read)]])));
  const isRunbook = words
    .slice(0, 6)
    .some((each) => each.words.split(' · ').some((piece) => keysOf(read, piece).includes('card.runbook.kicker')));
  const own = words
    .filter(({ words: each }) => each !== '')
    .map((each) => ({ ...each, row: each.row && (rows.get(each.row) ?? null) }));
  return {
    words: own,
    rows: isRunbook ? [] : [...rows.values()],
    isRunbook,
    named: words.map((each) => bare(each.words)).join('|'),
    kind: kindOf(words, read),
  };
}

/** A state that needs explaining stands below the title instead of beside it. */
function withState(row: Row, read: WordReader): Row {
  if (row.state !== '') return row;
  const isState = (line: string) => keysOf(read, line).some((key) => key.startsWith('card.state.'));
  const state = row.below.find(isState) ?? '';
  return { ...row, state, below: row.below.filter((line) => line !== state) };
}

/**
 * The texts of the product that another one carries (“Not confirmed yet: … {headline}”), and whole sentences that are none
 * of it: a lie there is one too. Names and figures are neither, nor are the words of people.
 */
function withinIn(reading: Reading, read: WordReader): readonly string[] {
  const texts = Object.values(reading.values).filter((words) => read(words)?.some(({ is }) => is === 'text'));
  return [...new Set([...texts, ...sentencesIn(reading).filter((words) => read(words) === null)])];
}

/** What is asked for, as the line above the name says: “Active Directory work · Restore user · L-1010”. */
function kindOf(words: readonly Words[], read: WordReader): string | null {
  const head = words.find(({ place }) => place === 'run')?.words ?? '';
  const keys = head.split(' · ').flatMap((each) => keysOf(read, each));
  return keys.find((key) => key.startsWith('card.kind.'))?.slice('card.kind.'.length) ?? null;
}

type Subject = { readonly reference: string | null; readonly personId: string | null; readonly asked: number };

/**
 * Whom a card is about: by the address beside “Account” when the request was first shown, and by its number from then
 * on.
 */
function createSubjects({ moments, deeds }: Chronicle) {
  const known = new Map<string, Subject>();
  const addresses = new Map<string, Map<string, string>>();
  const seen = new Set<unknown>();
  for (const { state } of moments)
    for (const person of Object.values(state.people)) {
      if (seen.has(person)) continue;
      seen.add(person);
      const upn = person.cloud?.userPrincipalName ?? person.ad?.userPrincipalName ?? '';
      for (const name of [upn, upn.replace(/^[0-9a-f]{32}/, ''), person.cloud?.mail ?? ''])
        if (name !== '') hold(addresses, bare(name), person.id, bare(person.cloud?.displayName ?? ''));
    }
  /** Of several who had the address, the one whom the card calls by name. */
  const addressed = (words: readonly Words[], named: string): string | null => {
    const account = words.find(({ line }) => /^Account\s*$/.test(line[0]?.trim() ?? '') && line.length > 1);
    // On forms the address stands beside the job: “adele@contoso.com · Retail Manager, Operations · lives in Microsoft
    // 365”.
    const form = words.find(({ place, words: each }) => place === 'run' && /^\S+@\S+ · /.test(each));
    const held =
      addresses.get(bare(account?.line[1] ?? form?.words.split(' · ')[0] ?? '')) ?? new Map<string, string>();
    const called = [...held].find(([, name]) => name !== '' && named.includes(name));
    return called?.[0] ?? [...held.keys()][0] ?? null;
  };
  /** What Leaver proposes itself nobody submitted: it was asked for when the block it names was refused, or just now. */
  const askedBefore = (at: number, words: readonly Words[]): number => {
    const isProposed = words.some(({ line }) => /^Proposed by\s*$/.test(line[0]?.trim() ?? ''));
    const isNamed = (reference: string | null) => words.some(({ words: each }) => each.includes(reference ?? '§'));
    const isAsking = isProposed
      ? ({ verb, reference }: Deed) => verb === 'refuse-block' && isNamed(reference)
      : ({ verb }: Deed) => ['submit', 'block-now'].includes(verb);
    return deeds.findLast((deed) => deed.at <= at && isAsking(deed))?.at ?? at;
  };
  return {
    personOf: (reference: string): string | null => known.get(reference)?.personId ?? null,
    /** On a form or an answer a sentence that names an open request of the same person is about that one. */
    namedIn(words: string, subject: Subject): Subject {
      const named = subject.reference === null ? known.get(/L-\d+/.exec(words)?.[0] ?? '') : undefined;
      return named !== undefined && named.personId === subject.personId
        ? { ...subject, asked: Math.min(named.asked, subject.asked) }
        : subject;
    },
    of({ at, text, card }: Shown, { words, named }: Sheet, isLie: boolean): Subject {
      // A card's own number stands in its first line; others that it names stand below.
      const head = card === null ? text : (words.find(({ place }) => place === 'run')?.words ?? '');
      const reference = /L-\d+/.exec(head)?.[0] ?? null;
      const personId = addressed(words, named);
      const first = known.get(reference ?? '');
      if (first !== undefined) return first;
      const subject = { reference, personId, asked: reference === null ? at : askedBefore(at, words) };
      if (!isLie && reference !== null && personId !== null) known.set(reference, subject);
      return subject;
    },
  };
}

function keysOf(read: WordReader, words: string): readonly string[] {
  const [part] = read(words) ?? [];
  return part?.is === 'text' ? part.readings.map(({ key }) => key) : [];
}

function stepOf(read: WordReader, title: string): string | null {
  const key = keysOf(read, title).find((each) => /^step\.[a-z-]+\.title$/.test(each));
  return key?.split('.')[1] ?? null;
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function hold(addresses: Map<string, Map<string, string>>, address: string, id: string, name: string): void {
  const held = addresses.get(address) ?? new Map<string, string>();
  if (!held.has(id)) held.set(id, name);
  addresses.set(address, held);
}
