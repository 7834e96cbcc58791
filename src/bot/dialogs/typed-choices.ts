import type { FormValues } from '../../cards/form-values.ts';
import { REASONS } from '../../domain/choices.ts';

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
  [/^(?:successor|opvolger)[: ]+(.+)$/i, 'successorQuery'],
  [/^(?:reply text|text|antwoordtekst|tekst)[: ]+(.+)$/i, 'autoReplyText'],
  [/^(?:upn|new address|nieuw adres)[: ]+(.+)$/i, 'restoreUpn'],
];

/** A map, since anything can be typed: a record would find "constructor". */
const REASON_WORDS: ReadonlyMap<string, (typeof REASONS)[number]> = new Map([
  ['resigned', 'resigned'],
  ['ontslag genomen', 'resigned'],
  ['contract ends', 'contract-ends'],
  ['contract loopt af', 'contract-ends'],
  ['dismissed', 'dismissed'],
  ['ontslagen', 'dismissed'],
  ['security', 'security'],
  ['veiligheid', 'security'],
  ['beveiliging', 'security'],
  ['leave', 'leave'],
  ['verlof', 'leave'],
  ['other', 'other'],
  ['anders', 'other'],
]);

/**
 * Reads one typed answer at the form: every input can be typed, so that the dialog is complete without a card. Anything
 * that is none of the words is tried as a day and hour by the caller (`when`).
 */
export function readTypedChoices(typed: string): TypedChoices {
  const line = typed.trim();
  const words = line.toLowerCase();
  if (/^(done|ready|klaar|review|next|verder|volgende|controleren)$/.test(words)) return changed({}, true);
  if (/^(now|nu|at once|meteen|direct)$/.test(words)) return changed({ when: 'now' });
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
    const value = pattern.exec(line)?.[1];
    if (value !== undefined) return { [name]: value.trim() };
  }
  return null;
}

function readToggle(words: string): Partial<FormValues> | null {
  const [, name = '', answer = ''] = /^(.+?)(?:[: ]+(yes|no|ja|nee|on|off|aan|uit))?$/.exec(words) ?? [];
  const toggle = TOGGLES.find(([pattern]) => pattern.test(name))?.[1];
  return toggle === undefined ? null : { [toggle]: String(!/^(no|nee|off|uit)$/.test(answer)) };
}

function readReason(words: string): Partial<FormValues> | null {
  const named = words.replace(/^(reason|reden)[: ]+/, '');
  const reason = REASON_WORDS.get(named) ?? REASONS.find((one) => one === named);
  return reason === undefined ? null : { reason };
}
