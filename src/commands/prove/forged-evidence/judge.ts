import { administrativeIn, isAdministrativePlace } from './administrative.ts';
import type { AdGroup } from './forest.ts';
import type { ForgedState } from './forged-states.ts';

/** What was seen of a restore after a state of before had come to Leaver. */
export type Seen = {
  /** What scripts and connectors were told to give back, as text. */
  readonly orders: readonly string[];
  /** Parameters of the restore's steps, as the ledger has them. */
  readonly ledger: string;
  /** Lines of each card that people decide and work by. */
  readonly cards: {
    readonly review: readonly string[];
    readonly approval: readonly string[];
    readonly work: readonly WorkCard[];
  };
  /** Of the account at the end, in Active Directory. */
  readonly memberOf: readonly string[];
  readonly place: string;
  /** Those that were given back, as JSON. */
  readonly attributes: string;
};

/** `order`: what this work alone gives back, as text; null = the card of a restore that nobody did by hand. */
export type WorkCard = { readonly order: string | null; readonly lines: readonly string[] };

export type Judged = {
  /** On its way back, or back, and not named as reported on review, approval and work card. */
  readonly unnamed: readonly string[];
  /** Back, and never to come back on any road. */
  readonly administrative: readonly string[];
  /** Really taken, read by Leaver, and not back. */
  readonly lost: readonly string[];
};

/**
 * Reads only what went out and what is so in the end. What Leaver did not read itself is given back nowhere, or it is
 * named to everybody as reported; what administers comes back nowhere, whoever read it. `honest`: what was really taken
 * and read has to be back, or giving nothing back would be enough.
 */
export function judge(state: ForgedState, seen: Seen, honest: readonly AdGroup[]): Judged {
  const things = [
    ...state.groups.map(asGroup),
    ...(state.place === null ? [] : [asPlace(state.place)]),
    ...Object.entries(state.attributes).map(asAttribute),
  ];
  const isOwnRead = state.road === 'ldaps';
  return {
    unnamed: isOwnRead ? [] : things.filter((each) => isBack(each, seen) && !isNamed(each, seen)).map(nameOf),
    administrative: things.filter((each) => each.administers && isThere(each, seen)).map(nameOf),
    lost: honest
      .map(asGroup)
      .filter((each) => !isThere(each, seen))
      .map(nameOf),
  };
}

type Thing = {
  readonly name: string;
  readonly marks: readonly string[];
  readonly administers: boolean;
  readonly kind: 'group' | 'place' | 'attribute';
};

function asGroup(group: AdGroup): Thing {
  const administers = administrativeIn(group);
  return { kind: 'group', name: commonName(group.dn), marks: [plain(group.dn), plain(group.sid)], administers };
}

/** Whatever its values: cards can name no more than the attribute. */
function asAttribute([name, values]: readonly [string, readonly string[]]): Thing {
  return { kind: 'attribute', name, marks: values.map(plain), administers: false };
}

/** On cards it stands as people write it: `corp.contoso.example/Staff/Payroll`. */
function asPlace(place: string): Thing {
  const parts = place.split(/(?<!\\),/).map((part) => part.replace(/^[^=]*=/, ''));
  const isDomain = (_: string, at: number) => /^DC=/i.test(place.split(/(?<!\\),/)[at] ?? '');
  const path = parts.filter((part, at) => !isDomain(part, at)).toReversed();
  const name = [parts.filter(isDomain).join('.'), ...path].join('/');
  return { kind: 'place', name, marks: [plain(place)], administers: isAdministrativePlace(`${place},`) };
}

function isBack(thing: Thing, seen: Seen): boolean {
  return [...seen.orders, seen.ledger].some((each) => holds(each, thing)) || isThere(thing, seen);
}

function isThere(thing: Thing, { memberOf, place, attributes }: Seen): boolean {
  const { kind, marks } = thing;
  if (kind === 'attribute') return holds(attributes, thing);
  if (kind === 'place') return marks.some((mark) => plain(place).endsWith(`,${mark}`));
  return memberOf.some((group) => marks.includes(plain(group)));
}

/** A mark may be the beginning of another one: …-512 of …-5120. */
function holds(text: string, { marks }: Thing): boolean {
  const said = plain(text);
  return marks.some((mark) => {
    for (let at = said.indexOf(mark); at !== -1; at = said.indexOf(mark, at + 1))
      if (!/\d/.test(said[at + mark.length] ?? '')) return true;
    return false;
  });
}

/** Work is in several turns: the card of each names what that turn gives back, and one what no turn's order holds. */
function isNamed(thing: Thing, { cards: { review, approval, work } }: Seen): boolean {
  const isOn = (lines: readonly string[]) => lines.some((line) => line.includes(thing.name) && REPORTED.test(line));
  const turns = work.filter(({ order }) => order === null || holds(order, thing));
  const isOnWork = turns.length > 0 ? turns.every(({ lines }) => isOn(lines)) : work.some(({ lines }) => isOn(lines));
  return [review, approval].every(isOn) && isOnWork;
}

/** Whatever words it has: that somebody else says so. */
const REPORTED = /report|says|gemeld|volgens|connector/i;

/** As orders, ledger and directory may spell the same name; JSON writes a backslash twice. */
function plain(text: string): string {
  return text
    .replaceAll('\\\\', '\\')
    .replaceAll(/\s*((?<!\\)[,=])\s*/g, '$1')
    .toLowerCase();
}

function commonName(dn: string): string {
  return dn
    .replace(/^CN=/i, '')
    .replace(/(?<!\\),.*$/s, '')
    .replaceAll('\\', '');
}

function nameOf({ kind, name }: Thing): string {
  return `${kind} ${name}`;
}
