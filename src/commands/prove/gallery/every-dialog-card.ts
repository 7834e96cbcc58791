import type { AdaptiveCard } from '../../../cards/adaptive-card.ts';
import { choicesCard } from '../../../cards/choices-card.ts';
import { clockCard } from '../../../cards/clock-card.ts';
import { formValues } from '../../../cards/form-values.ts';
import { helpCard } from '../../../cards/help-card.ts';
import { matchesCard } from '../../../cards/matches-card.ts';
import { personCard } from '../../../cards/person-card.ts';
import { welcomeCard } from '../../../cards/welcome-card.ts';
import type { RequestKind } from '../../../domain/choices.ts';
import type { TargetUser } from '../../../domain/target-user.ts';
import { text } from '../../../domain/text.ts';
import type { Reader } from '../../../locales/reader.ts';
import type { CardMakers } from './card-makers.ts';
import { IDS, NOW, someChoices } from './given.ts';

import { cloudPerson, people, syncedPerson } from './people-on-cards.ts';

const NONCE = 'nonce-1';
const NO_MEMBER = { approver: false, escalation: false, emergency: false, asks: false } as const;

/** Cards of the dialogs, and those that begin one. */
export function dialogCards(written: string | null): CardMakers {
  const reports = people(written);
  const query = written ?? 'Adele';
  const error = text('flow.person-not-found');
  return {
    welcome: (reader) => welcomeCard({ approver: false, emergency: false, asks: true }, reader),
    'welcome-emergency': (reader) => welcomeCard({ approver: false, emergency: true, asks: true }, reader),
    'welcome-approver': (reader) => welcomeCard({ approver: true, emergency: false, asks: false }, reader),
    help: (reader) => helpCard({ ...NO_MEMBER, asks: true }, reader),
    'help-emergency': (reader) => helpCard({ ...NO_MEMBER, emergency: true, asks: true }, reader),
    'help-approver': (reader) => helpCard({ ...NO_MEMBER, approver: true }, reader),
    'help-escalation': (reader) => helpCard({ ...NO_MEMBER, escalation: true }, reader),
    person: (reader) => personCard({ kind: 'offboard', reports, query: '', error: null, nonce: NONCE }, reader),
    'person-many': (reader) => {
      const many = Array.from({ length: 7 }, () => reports).flat();
      return personCard({ kind: 'offboard', reports: many, query: '', error: null, nonce: NONCE }, reader);
    },
    'person-not-found': (reader) => personCard({ kind: 'offboard', reports, query, error, nonce: NONCE }, reader),
    'person-restore': (reader) =>
      personCard({ kind: 'restore-user', reports: [], query: '', error: null, nonce: NONCE }, reader),
    matches: (reader) => matchesCard({ kind: 'offboard', query, people: reports, error: null, nonce: NONCE }, reader),
    'choices-offboard': (reader) => form('offboard', cloudPerson(written), written, reader),
    'choices-error': (reader) => form('offboard', syncedPerson(written), written, reader, true),
    'choices-no-mailbox': (reader) =>
      form(
        'offboard',
        { ...cloudPerson(written), mailbox: 'none', drive: null, licences: [], memberships: [] },
        written,
        reader,
      ),
    'choices-block': (reader) => form('block-sign-in', cloudPerson(written), written, reader),
    'choices-restore': (reader) =>
      form('restore-user', { ...cloudPerson(written), accountEnabled: false }, written, reader),
    'choices-restore-conflict': (reader) =>
      form(
        'restore-user',
        {
          ...cloudPerson(written),
          found: 'soft-deleted',
          restoreConflict: {
            userPrincipalName: written ?? 'adele@contoso.example',
            displayName: written ?? 'Adele Jones',
          },
        },
        written,
        reader,
      ),
    'clock-twice': (reader) => clock('twice', ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'], reader),
    'clock-never': (reader) => clock('never', ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z'], reader),
  };
}

function form(
  kind: RequestKind,
  facts: TargetUser,
  written: string | null,
  reader: Reader,
  wrong = false,
): AdaptiveCard {
  const values = formValues(someChoices(kind));
  return choicesCard(
    {
      kind,
      facts,
      values: wrong ? { ...values, ...wrongly(written) } : values,
      errors: wrong ? [text('flow.hour-passed', { at: { instant: NOW } })] : [],
      successors: [{ id: IDS.successor, displayName: written ?? 'Lee Gu' }],
      firstDay: '2026-03-09',
      lastDay: '2027-03-09',
      zone: 'Europe/Amsterdam',
      nonce: NONCE,
    },
    reader,
  );
}

/** As somebody filled it in, to be shown again with the error. */
function wrongly(written: string | null) {
  const typed = written === null ? {} : { successorQuery: written, restoreUpn: written };
  return { when: 'at', lastDay: '2026-03-01', autoReplyText: written ?? 'Ask Lee.', ...typed };
}

function clock(problem: 'twice' | 'never', instants: readonly string[], reader: Reader): AdaptiveCard {
  return clockCard(
    { kind: 'offboard', problem, localDate: '2026-10-25', localTime: '02:30', instants, nonce: NONCE },
    reader,
  );
}
