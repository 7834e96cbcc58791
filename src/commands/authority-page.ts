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
    ...WHOSE_WORD,
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

/** Issue 9, section 4. */
const WHOSE_WORD = [
  '## Whose word a request rests on',
  '',
  'Who asked and who approved are read live, in one batch with what protects the person. Nobody counts any more who is',
  'disabled, deleted, a guest or of another organisation; an approver out of the deciding group; a requester out of the',
  'requester group where that was the right. Who was moved to another manager or department counts, and that is said.',
  '',
  ...table(
    ['when it is read', 'somebody counts no more', 'the person became protected'],
    [
      [
        'last approval',
        'a new version, of which no approval is given yet',
        'that click approves nothing and stops the request; where it cannot be read, it approves nothing',
      ],
      ['start, unless within 15 seconds of it', 'the same', 'the request is stopped'],
      [
        'before a change after more than five minutes of waiting',
        'held by Leaver; what ends access and was begun is finished',
        'nothing more is written; what is left is named for a privileged administrator',
      ],
    ],
  ),
  '',
  'Who counts no more is replaced by current approvers who know of it: an approval given before is none of them, and the',
  'same person may give it anew. **One** where the plan needs one. **Two** where it deletes the account, also where',
  '`allowSingleApproverForDeletion` lets one person decide that, and where the policy asks for two: built in, of people',
  'who manage others or own ten groups; more where the policy asks for more. This is the rule of every moment above,',
  'whether one or several are lost, who asked or who approved.',
  '',
  '## Who answers what is left to people',
  '',
  'A step that failed or was turned back (retry, skip), the work in Active Directory (its script, a result, Done, Cannot)',
  'and a task that somebody cannot do or that is late (let go) are for the approvers of the helpdesk, whoever decided',
  'about the request: where the escalation group alone was asked, they get card and message once something is left. The',
  'escalation group answers only where no approver is left whose word counts, read live; where nobody is left, the card',
  'says that it waits for somebody else in the approver group. Never who asked for it, nor whom it is about; nothing is',
  'taken from whose word was set aside. Who made a block at once as one of two may try again and give a result, and lets',
  'nothing go on their own word. Buttons, cards and messages go to those from whom the click is taken.',
];

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
