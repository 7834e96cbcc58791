import { distance } from 'fastest-levenshtein';

/**
 * Everything that can be typed at any time, in both languages, also in the middle of a dialog. `takes` says what may
 * follow the words; a command that takes nothing must stand alone, so that "help desk" stays a name.
 */
export const COMMANDS = [
  { name: 'offboard', takes: 'person', words: ['offboard', 'uit dienst', 'uitdienst', 'offboarding', 'offboarden'] },
  {
    name: 'block-sign-in',
    takes: 'person',
    words: [
      'block sign-in',
      'block sign in',
      'block signin',
      'block',
      'aanmelden blokkeren',
      'blokkeer aanmelden',
      'blokkeer',
    ],
  },
  { name: 'block-now', takes: 'person', words: ['block now', 'nu blokkeren', 'blokkeer nu'] },
  {
    name: 'set-aside',
    takes: 'person',
    words: [
      'set aside',
      'set aside everything',
      'set aside everything by',
      'zet opzij',
      'opzijzetten',
      'zet alles opzij',
      'zet alles opzij van',
    ],
  },
  {
    name: 'restore-user',
    takes: 'person',
    words: ['restore user', 'restore', 'gebruiker herstellen', 'herstel gebruiker', 'herstel'],
  },
  { name: 'why', takes: 'person', words: ['why', 'waarom'] },
  { name: 'status', takes: 'reference', words: ['status'] },
  { name: 'mine', takes: 'nothing', words: ['my requests', 'mijn aanvragen', 'requests', 'aanvragen'] },
  { name: 'queue', takes: 'nothing', words: ['queue', 'wachtrij', 'work', 'werk'] },
  { name: 'audit-head', takes: 'nothing', words: ['audit head', 'audit', 'auditstand'] },
  { name: 'approve', takes: 'reference', words: ['approve', 'goedkeuren', 'keur goed'] },
  { name: 'decline', takes: 'reference', words: ['decline', 'afwijzen', 'wijs af'] },
  { name: 'ask', takes: 'reference', words: ['question', 'vraag'] },
  { name: 'answer', takes: 'reference', words: ['answer', 'antwoord'] },
  { name: 'reassign', takes: 'reference', words: ['hand over', 'reassign', 'overdragen', 'draag over'] },
  { name: 'postpone', takes: 'reference', words: ['postpone', 'uitstellen', 'stel uit'] },
  { name: 'change', takes: 'reference', words: ['change date', 'move', 'datum wijzigen', 'wijzig datum', 'verplaats'] },
  {
    name: 'hold-request',
    takes: 'reference',
    words: ['hold', 'in de wacht', 'zet in de wacht', 'wacht', 'aanhouden', 'houd aan'],
  },
  { name: 'agree', takes: 'reference', words: ['agree', 'instemmen', 'akkoord'] },
  { name: 'confirm-block', takes: 'reference', words: ['confirm block', 'bevestig blokkade'] },
  { name: 'refuse-block', takes: 'reference', words: ['refuse block', 'weiger blokkade'] },
  { name: 'withdraw', takes: 'reference', words: ['withdraw', 'intrekken', 'trek in'] },
  { name: 'runbook-done', takes: 'reference', words: ['runbook done', 'draaiboek gedaan'] },
  { name: 'runbook-cannot', takes: 'reference', words: ['runbook cannot', 'cannot', 'draaiboek kan niet', 'kan niet'] },
  { name: 'runbook-file', takes: 'reference', words: ['runbook', 'draaiboek'] },
  { name: 'retry', takes: 'reference', words: ['retry', 'opnieuw'] },
  { name: 'skip', takes: 'reference', words: ['skip', 'overslaan'] },
  { name: 'pause', takes: 'nothing', words: ['pause everything', 'alles pauzeren', 'pauzeer alles'] },
  { name: 'resume', takes: 'reference', words: ['resume', 'hervatten', 'hervat'] },
  { name: 'stops', takes: 'nothing', words: ['stops', 'show stops', 'stops tonen', 'toon stops'] },
  { name: 'help', takes: 'nothing', words: ['help', 'hulp', '?'] },
  { name: 'hello', takes: 'nothing', words: ['hi', 'hello', 'hallo', 'hoi', 'hey', 'start'] },
  { name: 'cancel', takes: 'nothing', words: ['cancel', 'annuleren', 'annuleer', 'stop'] },
  { name: 'stop-request', takes: 'reference', words: ['stop', 'stopzetten', 'zet stop'] },
  { name: 'back', takes: 'nothing', words: ['back', 'terug'] },
  { name: 'language', takes: 'language', words: ['language', 'taal'] },
] as const satisfies readonly {
  readonly name: string;
  readonly takes: 'nothing' | 'person' | 'reference' | 'language';
  readonly words: readonly string[];
}[];

export type CommandName = (typeof COMMANDS)[number]['name'];

/** `rest` is what follows the words, as typed. */
export type Command = { readonly name: CommandName; readonly rest: string };

/** The command that a text begins with, or null; the longest words win, so that "block sign-in sam" is about Sam. */
export function readCommand(typed: string): Command | null {
  const line = typed.trim().replace(/\s+/g, ' ');
  if (REFERENCE_ALONE.test(line)) return { name: 'status', rest: withoutMarks(line) };
  const lower = withoutMarks(line.slice(0, LONGEST_WORDS)).toLowerCase();
  const isAll = withoutMarks(line).length <= lower.length;
  const found = COMMANDS.flatMap((command) => command.words.map((words) => ({ command, words })))
    .filter(
      ({ command, words }) =>
        (isAll && lower === words) ||
        (command.takes !== 'nothing' && /^[ :]/.test(lower.slice(words.length)) && lower.startsWith(words)),
    )
    .filter(({ words }) => !OF_SENTENCES.includes(words) || isAboutRequest(restAfter(words, line)))
    .sort((one, other) => other.words.length - one.words.length)[0];
  if (found === undefined) return null;
  const rest = restAfter(found.words, line);
  return { name: found.command.name, rest: withoutMarks(rest) === '' ? '' : rest };
}

/** People write a colon behind what they want as well. */
function restAfter(words: string, line: string): string {
  return line.slice(words.length).replace(/^[ :]+/, '');
}

/**
 * How sentences begin too ("cannot sign in"): the command is meant only where nothing else follows than what it is
 * about.
 */
const OF_SENTENCES: readonly string[] = ['cannot', 'kan niet'];

function isAboutRequest(rest: string): boolean {
  return withoutMarks(rest).trim() === '' || readReference(rest) !== null;
}

/** What stands on every card and message; with its letter, since a number alone may answer what a dialog asks. */
const REFERENCE_ALONE = /^l-\d{1,9}[!.]?$/i;

/** More than the longest words of a command and the blank behind them. */
const LONGEST_WORDS = 48;

/** Without `!` and `.` at its end; counted back, since `[!.]+$` would try from every one of them. */
function withoutMarks(line: string): string {
  let end = line.length;
  while (end > 0 && '!.'.includes(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end);
}

/**
 * The command that was probably meant, as it is typed; null when nothing is near enough to be offered. Every word has
 * to be near, or "please block" would be "refuse block"; three letters are near to anything, so that they count only
 * alone; and what is about a request is not meant where a name follows. What people say instead of a command leads to
 * it as well.
 */
export function nearestCommand(typed: string): string | null {
  const line = lineOf(typed);
  const [first = '', second] = line.split(' ');
  const meant = saidInstead(line);
  if (meant !== undefined) return meant;
  const starts = second === undefined ? [first] : [`${first} ${second}`, first];
  const words = COMMANDS.flatMap(({ words: all, takes }) => all.map((word) => ({ word, takes }))).filter(
    ({ word }) => word.length > 2,
  );
  const near = starts
    .flatMap((start) =>
      words.map((each) => ({ ...each, far: howFar(start, each.word), rest: line.slice(start.length) })),
    )
    .filter(({ word, far, rest }) => far !== null && (rest === '' || word.length > 3))
    .filter(({ takes, rest }) => takes !== 'reference' || rest === '' || readReference(rest) !== null)
    .sort((one, other) => (one.far ?? 0) - (other.far ?? 0))[0];
  return near?.word ?? null;
}

/** Whether a sentence was typed that says what is wanted and names no command; also while a form asks for a name. */
export function isSaidInstead(typed: string): boolean {
  return saidInstead(lineOf(typed)) != null;
}

/** As it is compared with words that are known: no longer than any of them could need. */
function lineOf(typed: string): string {
  return typed
    .trim()
    .slice(0, 4 * LONGEST_WORDS)
    .toLowerCase()
    .replace(/\s+/g, ' ');
}

/** Undefined: nothing of the kind; null = no command is meant, though one is near. */
function saidInstead(line: string): string | null | undefined {
  return SAID_INSTEAD.find(([said]) => said.test(line))?.[1];
}

/** The command that has these words. */
export function commandOf(words: string): CommandName | null {
  return COMMANDS.find(({ words: all }) => (all as readonly string[]).includes(words))?.name ?? null;
}

/** Whoever says this means somebody who leaves, or comes back. */
const SAID_INSTEAD: readonly (readonly [RegExp, string | null])[] = [
  [/^(ontslaan|ontsla|uitdiensttreding)\b/, 'uit dienst'],
  [/^haal .*\b(uit dienst|weg)\b/, 'uit dienst'],
  [/^(haal .*\bterug|terughalen)\b/, 'herstel'],
  [/^haal\b/, null],
  [/^(dismiss|terminate)\b/, 'offboard'],
];

/** Letters that differ; null when a word differs in more than a third of them, or there are more or fewer words. */
function howFar(start: string, words: string): number | null {
  const [typed, meant] = [start.split(' '), words.split(' ')];
  if (typed.length !== meant.length) return null;
  const differences = meant.map((word, at) => ({
    word,
    far: distance((typed[at] ?? '').slice(0, LONGEST_WORDS), word),
  }));
  if (differences.some(({ word, far }) => far > Math.max(1, Math.floor(word.length / 3)))) return null;
  return differences.reduce((sum, { far }) => sum + far, 0);
}

/**
 * `L-1042 too early` or `1042 too early` → the reference in capitals, and the rest; null when no reference comes first.
 */
export function readReference(rest: string): { readonly reference: string; readonly rest: string } | null {
  const [, digits, more = ''] = /^(?:l-?)?(\d{1,9})\b[\s,:]*(.*)$/is.exec(rest.trim()) ?? [];
  return digits === undefined ? null : { reference: `L-${digits}`, rest: more.trim() };
}
