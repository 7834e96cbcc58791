import type { FormValues } from '../../cards/form-values.ts';
import { type Choices, disablesDevices, REASONS, type Reason, type When } from '../../domain/choices.ts';
import type { Person } from '../../domain/person.ts';
import { type Text, text } from '../../domain/text.ts';
import { isGuid } from '../incoming-activity.ts';
import { type ClockQuestion, readWhen } from './read-when.ts';

export type ReadChoices =
  | { readonly status: 'complete'; readonly choices: Choices }
  /** Every problem of the form at once; nothing that was typed is lost. */
  | { readonly status: 'problems'; readonly problems: readonly Text[] }
  | { readonly status: 'clock'; readonly question: ClockQuestion };

export type ChoicesContext = {
  /** What was proposed for this person: what the form does not ask about stays as it is here. */
  readonly base: Choices;
  readonly zone: string;
  /** Tenant time, ISO UTC. */
  readonly now: string;
  /** Which moment was meant, ISO UTC, once a clock question was answered. */
  readonly meant: string | null;
  /** How far ahead the last day may lie. */
  readonly days: number;
  /** Who is offered as successor beside the proposed one, for the name. */
  readonly known: () => Promise<readonly Pick<Person, 'id' | 'displayName'>[]>;
  /** Looks up who was typed as successor. */
  readonly findSuccessor: (query: string) => Promise<readonly Person[]>;
};

/**
 * The filled form as choices. A client's own validation is a convenience; everything is read again here (teams.md 1.5).
 */
export async function readChoices(form: FormValues, context: ChoicesContext): Promise<ReadChoices> {
  const { base, zone, now, meant } = context;
  const when = base.kind === 'restore-user' ? base.when : readWhen({ form, zone, now, meant, days: context.days });
  const successor = base.kind === 'offboard' ? await readSuccessor(form, context) : null;
  const problems = [...problemsIn(when), ...problemsIn(successor)];
  if (problems.length > 0) return { status: 'problems', problems };
  if (isClockQuestion(when)) return { status: 'clock', question: when.clock };
  const choices = { ...base, ...detailsOf(form, base), ...(successor as object | null), when: when as When };
  return { status: 'complete', choices };
}

type Problem = { readonly problem: Text };
type Successor = Pick<Choices, 'successorId' | 'successorName'>;

function detailsOf(form: FormValues, base: Choices): Partial<Choices> {
  if (base.kind === 'restore-user') return { restoreAs: restoreAs(form) };
  const reason = REASONS.find((one) => one === form.reason) ?? base.reason;
  return base.kind === 'block-sign-in' ? { reason } : offboardDetails(form, reason);
}

function offboardDetails(form: FormValues, reason: Reason): Partial<Choices> {
  const sentence = form.autoReplyText.trim();
  return {
    reason,
    autoReply: form.autoReply === 'true',
    autoReplyText: sentence === '' ? null : sentence,
    shareFiles: form.shareFiles === 'true',
    leaveGroups: form.leaveGroups === 'true',
    removeLicences: form.removeLicences === 'true',
    takeMailboxLicence: form.takeMailboxLicence === 'true',
    resetPassword: form.resetPassword === 'true',
    disableDevices: form.disableDevices === 'by-reason' ? disablesDevices(reason) : form.disableDevices === 'true',
    hideFromAddressLists: form.hideFromAddressLists === 'true',
    moveToOu: form.moveToOu === 'true',
    account: form.account === 'delete' ? 'delete' : 'keep',
    forwardingChecked: form.forwardingChecked === 'true',
  };
}

function restoreAs(form: FormValues): Choices['restoreAs'] {
  const userPrincipalName = form.restoreUpn.trim();
  const dropConflictingAddresses = form.dropConflicts === 'true';
  if (userPrincipalName === '' && !dropConflictingAddresses) return null;
  return { userPrincipalName: userPrincipalName === '' ? null : userPrincipalName, dropConflictingAddresses };
}

async function readSuccessor(form: FormValues, context: ChoicesContext): Promise<Successor | Problem> {
  const query = form.successorQuery.trim();
  if (query !== '') return searchSuccessor(query, context);
  const id = form.successor.trim().toLowerCase();
  if (id === '') return { successorId: null, successorName: null };
  if (!isGuid(id)) return searchSuccessor(id, context);
  const { base, known } = context;
  if (id === base.successorId) return { successorId: id, successorName: base.successorName };
  const named = (await known()).find((person) => person.id === id);
  return { successorId: id, successorName: named?.displayName ?? null };
}

async function searchSuccessor(query: string, { findSuccessor }: ChoicesContext): Promise<Successor | Problem> {
  const people = await findSuccessor(query);
  const [only] = people;
  if (only === undefined) return { problem: text('bot.successor.nobody', { query }) };
  if (people.length > 1) return { problem: text('bot.successor.several', { query, count: people.length }) };
  return { successorId: only.id, successorName: only.displayName };
}

function problemsIn(read: object | null): readonly Text[] {
  return read !== null && 'problem' in read ? [(read as Problem).problem] : [];
}

function isClockQuestion(read: object): read is { readonly clock: ClockQuestion } {
  return 'clock' in read;
}
