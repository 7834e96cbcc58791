import type { FormValues } from '../../cards/form-values.ts';
import { REASONS } from '../../domain/choices.ts';
import { text } from '../../domain/text.ts';
import { LOCALES } from '../../locales/reader.ts';
import { translate } from '../../locales/translate.ts';

/** What a typed line changes on the form; `done` = show the plan. Null = nothing was understood. */
export type TypedChoices = {
  readonly changes: Partial<FormValues>;
  readonly done: boolean;
  readonly when: string | null;
};

/** Toggles that can be typed with yes or no behind them: "files no", "bestanden nee". */
const TOGGLES: readonly (readonly [RegExp, keyof FormValues])[] = [
  [/^(files|bestanden|onedrive)$/, 'shareFiles'],
  [/^(groups|groepen)$/, 'leaveGroups'],
  [/^(licences|licenses|licenties)$/, 'removeLicences'],
  [/^(mailbox licence|mailbox license|postvaklicentie)$/, 'takeMailboxLicence'],
  [/^(password|wachtwoord)$/, 'resetPassword'],
  [/^(devices|apparaten)$/, 'disableDevices'],
  [/^(hide|address lists?|address book|verbergen|adreslijst(en)?|adresboek)$/, 'hideFromAddressLists'],
  [/^(move|move account|verplaatsen|account verplaatsen)$/, 'moveToOu'],
  [/^(auto-?reply|reply|automatisch antwoord|antwoord)$/, 'autoReply'],
  [/^(forwarding checked|no forwarding|doorsturen gecontroleerd|geen doorsturen)$/, 'forwardingChecked'],
  [/^(drop conflicts|drop addresses|adressen laten vallen)$/, 'dropConflicts'],
];

/** Inputs that take words behind them: "successor Sam Rivera", "reply text I have left". */
const FIELDS: readonly (readonly [RegExp, keyof FormValues])[] = [
  [/^(?:successor|opvolger)[: ]+/i, 'successorQuery'],
  [/^(?:reply text|text|antwoordtekst|tekst)[: ]+/i, 'autoReplyText'],
  [/^(?:upn|new address|nieuw adres)[: ]+/i, 'restoreUpn'],
];

const ANSWERS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['ja', true],
  ['on', true],
  ['aan', true],
  ['no', false],
  ['nee', false],
  ['off', false],
  ['uit', false],
]);
/** The longest name of a toggle has three words; its answer is one. */
const MOST_WORDS = 4;

/** A map, since anything can be typed: a record would find "constructor". */
const REASON_WORDS: ReadonlyMap<string, (typeof REASONS)[number]> = new Map([
  ['ontslag genomen', 'resigned'],
  ['contract loopt af', 'contract-ends'],
  ['dismissed', 'dismissed'],
  ['ontslagen', 'dismissed'],
  ['beveiliging', 'security'],
  ['leave', 'leave'],
  ['verlof', 'leave'],
  ['anders', 'other'],
  // As the form says it, in either language: what can be read can be typed.
  ...LOCALES.flatMap((locale) =>
    REASONS.map((reason) => {
      const shown = translate(text(`card.reason.${reason}`), { locale, timeZone: 'UTC' });
      return [shown.toLowerCase(), reason] as const;
    }),
  ),
]);

/**
 * Reads one typed answer at the form: every input can be typed, so that the dialog is complete without a card. Anything
 * that is none of the words is tried as a day and hour by the caller (`when`).
 */
export function readTypedChoices(typed: string): TypedChoices {
  const line = typed.trim();
  const words = line.toLowerCase();
  if (/^(done|ready|klaar|review|next|verder|volgende|controleren)$/.test(words)) return changed({}, true);
  if (/^(now|nu|at once|meteen|direct)$/.test(words)) return changed({ when: 'now', lastDay: '' });
  if (/^(keep|behouden|bewaren)( account)?$/.test(words)) return changed({ account: 'keep' });
  if (/^(delete|verwijderen)( account)?$/.test(words)) return changed({ account: 'delete' });
  const field = readField(line) ?? readToggle(words) ?? readReason(words);
  return field === null ? { changes: {}, done: false, when: line } : changed(field);
}

function changed(changes: Partial<FormValues>, done = false): TypedChoices {
  return { changes, done, when: null };
}

function readField(line: string): Partial<FormValues> | null {
  for (const [pattern, name] of FIELDS) {
    const words = pattern.exec(line)?.[0];
    if (words !== undefined && words.length < line.length) return { [name]: line.slice(words.length).trim() };
  }
  return null;
}

function readToggle(words: string): Partial<FormValues> | null {
  const parts = words.split(/[: ]+/, MOST_WORDS + 1);
  if (parts.length > MOST_WORDS) return null;
  const answer = parts.length > 1 && ANSWERS.has(parts.at(-1) ?? '') ? parts.pop() : undefined;
  const toggle = TOGGLES.find(([pattern]) => pattern.test(parts.join(' ')))?.[1];
  return toggle === undefined ? null : { [toggle]: String(ANSWERS.get(answer ?? 'yes')) };
}

function readReason(words: string): Partial<FormValues> | null {
  const named = words.replace(/^(reason|reden)[: ]+/, '');
  const reason = REASON_WORDS.get(named) ?? REASONS.find((one) => one === named);
  return reason === undefined ? null : { reason };
}
