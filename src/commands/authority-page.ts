import { type Authority, authorityOfKind } from '../domain/authority.ts';
import {
  AUTHORITY,
  AUTHORITY_OUTCOMES,
  type AuthorityOutcome,
  OPERATIONS,
  type Operation,
  PERSON_KINDS,
  type PersonKind,
} from '../domain/authority-table.ts';
import { delayText } from '../domain/delay-text.ts';
import { DELAY_NAMES } from '../domain/delays.ts';
import { GROUP_AUTHORITY, GROUP_KINDS } from '../domain/group-authority.ts';
import { mailboxAuthorityOf } from '../domain/mailbox-authority.ts';
import { type Text, text } from '../domain/text.ts';
import { translate } from '../locales/translate.ts';

/** docs/authority.md: the authority tables in English, as the code holds them. */
export function authorityPage(): string {
  return `${[
    '# What Leaver knows about who decides what',
    'Generated from `src/domain` by `npm run tables`; a test fails when it is stale. Sources: fact pages',
    'on hybrid identity and on Microsoft Graph, and the seed articles 000–004, which are not in this repository. How sure: documented = in Microsoft’s pages; reported = seen',
    'in the field or in others’ code; derived = concluded from those; unverified = recalled. None was tried in a live tenant.',
    '',
    '## Operations by kind of person',
    '',
    `${AUTHORITY_OUTCOMES.map((outcome) => [outcome, LETTERS[outcome]] as const)
      .map(([outcome, letter]) => `**${letter}** ${say(text(`authority.outcome.${outcome}`))}`)
      .join(' · ')}`,
    '',
    ...table(['operation', ...PERSON_KINDS], OPERATIONS.map(overviewRow)),
    '',
    ...OPERATIONS.flatMap(operationSection),
    '## Groups',
    '',
    'The group decides, not its member.',
    '',
    ...table(
      ['group', 'through Graph', 'changed', 'by Leaver', 'why', 'delay', 'how sure', 'source'],
      GROUP_KINDS.map((kind) => {
        const { outcomes, where, leaver, why, delay, sure, source } = GROUP_AUTHORITY[kind];
        const words = say(text(`authority.${why}`));
        return [kind, outcomes.join(', '), whereOf(where), leaver ? 'yes' : 'no', words, delay, sure, source];
      }),
    ),
    '',
    '## Mailboxes',
    '',
    ...table(
      ['kind of person', 'who masters the mailbox', 'outcomes', 'why', 'how sure', 'source'],
      PERSON_KINDS.map((kind) => {
        const { master, outcomes, why, sure, source } = mailboxAuthorityOf(kind);
        return [kind, master, outcomes.join(', '), say(why), sure, source];
      }),
    ),
    '',
    '## Delays',
    '',
    'With Entra Connect every 30 minutes and one site; the cards reckon with the domain’s own cycle, client and site.',
    '',
    ...table(
      ['name', 'in words'],
      DELAY_NAMES.map((name) => [name, say(delayText(name))]),
    ),
  ].join('\n')}\n`;
}

const LETTERS: Readonly<Record<AuthorityOutcome, string>> = {
  allowed: 'A',
  overwritten: 'O',
  refused: 'R',
  useless: 'U',
  elsewhere: 'E',
  'not-applicable': '–',
};

function overviewRow(operation: Operation): readonly string[] {
  const cells = PERSON_KINDS.map((kind) => {
    const { outcomes, where } = authorityOfKind(operation, kind);
    const letters = outcomes.map((outcome) => LETTERS[outcome]).join(' ');
    return outcomes.includes('not-applicable') ? letters : `${letters} · ${where ?? '–'}`;
  });
  return [operation, ...cells];
}

function operationSection(operation: Operation): readonly string[] {
  const rows = groups(operation).map(({ kinds, cell }) => [
    kinds.join(', '),
    cell.outcomes.join(', '),
    whereOf(cell.where),
    say(cell.why),
    cell.delay,
    cell.sure,
  ]);
  return [
    `### ${operation}`,
    '',
    ...table(['kinds', 'outcomes', 'lasts when done', 'why', 'delay', 'how sure'], rows),
    '',
    `Source: ${AUTHORITY[operation].source}.`,
    '',
  ];
}

/** Kinds with equal cells share a line. */
function groups(operation: Operation) {
  const found = new Map<string, { readonly kinds: PersonKind[]; readonly cell: Authority }>();
  for (const kind of PERSON_KINDS) {
    const cell = authorityOfKind(operation, kind);
    const key = JSON.stringify(cell);
    const known = found.get(key);
    if (known === undefined) found.set(key, { kinds: [kind], cell });
    else known.kinds.push(kind);
  }
  return [...found.values()];
}

function whereOf(where: Authority['where']): string {
  return say(text(`authority.where.${where ?? 'nowhere'}`));
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(names), line(names.map(() => '---')), ...rows.map(line)];
}

function say(words: Text): string {
  return translate(words, { locale: 'en', timeZone: 'UTC' });
}
