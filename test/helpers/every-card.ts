import type { AdaptiveCard } from '../../src/cards/adaptive-card.ts';
import { cardForView } from '../../src/cards/card-for-view.ts';
import { choicesCard } from '../../src/cards/choices-card.ts';
import { clockCard } from '../../src/cards/clock-card.ts';
import { declineCard } from '../../src/cards/decline-card.ts';
import { formValues } from '../../src/cards/form-values.ts';
import { helpCard } from '../../src/cards/help-card.ts';
import { languageCard } from '../../src/cards/language-card.ts';
import { listCard } from '../../src/cards/list-card.ts';
import { matchesCard } from '../../src/cards/matches-card.ts';
import { messageCard } from '../../src/cards/message-card.ts';
import { personCard } from '../../src/cards/person-card.ts';
import { reviewCard } from '../../src/cards/review-card.ts';
import { welcomeCard } from '../../src/cards/welcome-card.ts';
import type { RequestKind } from '../../src/domain/choices.ts';
import type { Person } from '../../src/domain/person.ts';
import { REQUEST_STATES, type Request } from '../../src/domain/request.ts';
import { STEP_KINDS } from '../../src/domain/step.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { text } from '../../src/domain/text.ts';
import type { Reader } from '../../src/locales/reader.ts';
import {
  aMembership,
  aPerson,
  aRequest,
  aSyncedTargetUser,
  aTargetUser,
  IDS,
  minutesAfter,
  NOW,
  someChoices,
} from './given.ts';
import { FAILED_NOTE, type Sample, sampleReport, sampleRunbook } from './sample-reports.ts';

/** Every card in every state that looks different, by name; `written` replaces all that other people write. */
export function everyCard(written: string | null = null): Readonly<Record<string, (reader: Reader) => AdaptiveCard>> {
  return { ...dialogCards(written), ...requestCards(written), ...otherCards(written) };
}

const NONCE = 'nonce-1';

function people(written: string | null): readonly Person[] {
  const names = ['Adele Vance', 'Alex Wilber', 'Diego Siciliani', 'Isaiah Langer'];
  return names.map((displayName, at) =>
    aPerson({
      id: `10000000-0000-4000-8000-00000000010${at}`,
      displayName: written ?? displayName,
      jobTitle: written ?? 'Retail Manager',
      department: written ?? 'Marketing',
      managerName: written ?? 'Miriam Graham',
      accountEnabled: at !== 2,
      userType: at === 3 ? 'Guest' : 'Member',
    }),
  );
}

function cloudPerson(written: string | null): TargetUser {
  return named(aTargetUser(), written);
}

function syncedPerson(written: string | null): TargetUser {
  return named(aSyncedTargetUser(), written);
}

function named(person: TargetUser, written: string | null): TargetUser {
  if (written === null) return person;
  const { onPremises } = person;
  return {
    ...person,
    displayName: written,
    userPrincipalName: written,
    jobTitle: written,
    department: written,
    manager: { id: IDS.requester, displayName: written },
    memberships: GROUPS.map((group) => ({ ...group, name: written })),
    licences: person.licences.map((licence) => ({ ...licence, name: written })),
    onPremises:
      onPremises === null
        ? null
        : {
            ...onPremises,
            distinguishedName: written.slice(0, 600),
            samAccountName: written.slice(0, 20),
            domainName: written.slice(0, 200),
          },
  };
}

/** Twelve memberships of every class. */
export const GROUPS = (
  ['dynamic', 'synced', 'mail-enabled', 'role-assignable', 'licensing', 'microsoft-365', 'security'] as const
)
  .flatMap((group) => [group, group])
  .slice(0, 12)
  .map((group, at) =>
    aMembership({
      groupId: `20000000-0000-4000-8000-0000000001${at + 10}`,
      name: `Group ${at + 1} of the organisation`,
      class: group,
      lastOwner: at === 11,
      owner: at === 11,
    }),
  );

function dialogCards(written: string | null): Readonly<Record<string, (reader: Reader) => AdaptiveCard>> {
  const reports = people(written);
  const query = written ?? 'Adele';
  const error = text('flow.person-not-found');
  return {
    welcome: (reader) => welcomeCard({ approver: false }, reader),
    'welcome-approver': (reader) => welcomeCard({ approver: true }, reader),
    help: (reader) => helpCard({ approver: false }, reader),
    'help-approver': (reader) => helpCard({ approver: true }, reader),
    person: (reader) => personCard({ kind: 'offboard', reports, query: '', error: null, nonce: NONCE }, reader),
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
      values: wrong ? { ...values, when: 'at', lastDay: '2026-03-01', autoReplyText: written ?? 'Ask Lee.' } : values,
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

function clock(problem: 'twice' | 'never', instants: readonly string[], reader: Reader): AdaptiveCard {
  return clockCard(
    { kind: 'offboard', problem, localDate: '2026-10-25', localTime: '02:30', instants, nonce: NONCE },
    reader,
  );
}

function requestCards(written: string | null): Readonly<Record<string, (reader: Reader) => AdaptiveCard>> {
  const cloud: Sample = { targetUser: cloudPerson(written), choices: { account: 'delete', forwardingChecked: true } };
  const synced: Sample = {
    targetUser: {
      ...syncedPerson(written),
      memberships: named({ ...aSyncedTargetUser(), memberships: GROUPS }, written).memberships,
    },
  };
  const byName = { requesterName: written ?? 'Miriam Graham' };
  const approved = {
    decision: {
      verdict: 'approved',
      by: IDS.approver,
      byName: written ?? 'Grady Archie',
      reason: null,
      at: minutesAfter(NOW, 4),
    },
  } as const;
  const begun = { ...byName, ...approved, state: 'running', startedAt: minutesAfter(NOW, 4) } as const;
  const running: Sample = {
    ...synced,
    request: begun,
    states: {
      'block-sign-in': { state: 'accepted', note: text('flow.temporary') },
      'revoke-sessions': 'verified',
      'reset-password': 'needs-person',
      'disable-account': 'needs-person',
      'set-auto-reply': 'running',
    },
  };
  const stuck: Sample = {
    ...synced,
    request: begun,
    states: {
      'block-sign-in': { state: 'overwritten', note: text('flow.overwritten.block-sign-in') },
      'revoke-sessions': 'verified',
      'disable-account': 'attested',
      'share-onedrive': { state: 'failed', note: FAILED_NOTE },
      'leave-groups': 'ambiguous',
    },
  };
  const done: Sample = {
    ...cloud,
    request: { ...begun, state: 'done', endedAt: minutesAfter(NOW, 12) },
    states: allVerified(cloud),
  };
  const declined: Sample = {
    ...cloud,
    request: {
      ...byName,
      state: 'declined',
      endedAt: minutesAfter(NOW, 4),
      decision: { ...approved.decision, verdict: 'declined', reason: written ?? 'The last working day is the 31st.' },
    },
  };
  const pending: Sample = { ...synced, request: byName };
  const scheduled: Sample = {
    ...cloud,
    request: { ...byName, ...approved, state: 'scheduled', dueAt: minutesAfter(NOW, 3000) },
  };
  const late: Sample = { ...cloud, request: { ...byName, ...approved, state: 'approved', dueAt: NOW, lateSince: NOW } };
  const everything: Sample = {
    ...synced,
    choices: { account: 'delete', forwardingChecked: true, autoReplyText: written ?? 'Please write to Lee.' },
    request: begun,
    states: Object.fromEntries(
      STEP_KINDS.map((kind) => [
        kind,
        { state: 'failed', note: text('flow.runbook-cannot', { reason: written ?? 'No time.' }) },
      ]),
    ),
  };
  const block: Sample = { kind: 'block-sign-in', targetUser: syncedPerson(written) };
  const restore: Sample = { kind: 'restore-user', targetUser: { ...syncedPerson(written), accountEnabled: false } };
  const refused: Sample = { kind: 'restore-user', targetUser: { ...cloudPerson(written), found: 'gone' } };
  const review =
    (sample: Sample, approversReachable = true, error: boolean = false) =>
    (reader: Reader) =>
      reviewCard(
        {
          report: sampleReport(sample),
          approversReachable,
          error: error ? text('flow.plan-changed') : null,
          nonce: NONCE,
        },
        reader,
      );
  return {
    'review-cloud': review(cloud),
    'review-synced': review(synced),
    'review-everything': review({ ...everything, request: undefined }),
    'review-block': review(block, false, true),
    'review-restore': review(restore),
    'review-refused': review(refused),
    'request-pending': (reader) =>
      cardForView({ kind: 'requester', report: sampleReport(pending), actions: ['withdraw'] }, reader),
    'request-scheduled': (reader) =>
      cardForView({ kind: 'requester', report: sampleReport(scheduled), actions: ['withdraw'] }, reader),
    'request-late': (reader) =>
      cardForView(
        { kind: 'requester', report: sampleReport(late), actions: ['run-now', 'new-date', 'withdraw'] },
        reader,
      ),
    'request-running': (reader) =>
      cardForView({ kind: 'requester', report: sampleReport(running), actions: [] }, reader),
    'request-stuck': (reader) => cardForView({ kind: 'requester', report: sampleReport(stuck), actions: [] }, reader),
    'request-done': (reader) => cardForView({ kind: 'requester', report: sampleReport(done), actions: [] }, reader),
    'request-declined': (reader) =>
      cardForView({ kind: 'requester', report: sampleReport(declined), actions: ['ask-again'] }, reader),
    'approval-pending': (reader) =>
      cardForView({ kind: 'approver', report: sampleReport(pending), actions: ['approve', 'decline'] }, reader),
    'approval-running': (reader) =>
      cardForView({ kind: 'approver', report: sampleReport(running), actions: [] }, reader),
    'approval-stuck': (reader) => cardForView({ kind: 'approver', report: sampleReport(stuck), actions: [] }, reader),
    'approval-everything-failed': (reader) =>
      cardForView({ kind: 'approver', report: sampleReport(everything), actions: [] }, reader),
    'approval-declined': (reader) =>
      cardForView({ kind: 'approver', report: sampleReport(declined), actions: [] }, reader),
    decline: (reader) => declineCard({ report: sampleReport(pending), reason: '', error: null }, reader),
    'decline-error': (reader) =>
      declineCard(
        { report: sampleReport(pending), reason: written ?? '', error: text('flow.decline-needs-reason') },
        reader,
      ),
    runbook: (reader) =>
      cardForView(
        { kind: 'runbook', report: sampleReport(running), runbook: sampleRunbook(running), open: true },
        reader,
      ),
    'runbook-closed': (reader) =>
      cardForView({ kind: 'runbook', report: sampleReport(done), runbook: null, open: false }, reader),
  };
}

function allVerified(sample: Sample): NonNullable<Sample['states']> {
  const report = sampleReport(sample);
  return Object.fromEntries(report.steps.map((step) => [step.kind, step.state === 'skipped' ? 'skipped' : 'verified']));
}

function otherCards(written: string | null): Readonly<Record<string, (reader: Reader) => AdaptiveCard>> {
  const requests = REQUEST_STATES.flatMap((state, at) =>
    [state, state].map((each, half) => listed(each, at * 2 + half, written)),
  );
  return {
    'list-mine': (reader) => listCard({ kind: 'mine', requests, page: 1 }, reader),
    'list-mine-last': (reader) => listCard({ kind: 'mine', requests, page: 99 }, reader),
    'list-queue': (reader) => listCard({ kind: 'queue', requests: requests.slice(0, 3), page: 1 }, reader),
    'list-empty': (reader) => listCard({ kind: 'mine', requests: [], page: 1 }, reader),
    'list-queue-empty': (reader) => listCard({ kind: 'queue', requests: [], page: 1 }, reader),
    language: (reader) => languageCard({ confirmed: false }, reader),
    'language-confirmed': (reader) => languageCard({ confirmed: true }, reader),
    message: (reader) =>
      messageCard(
        {
          title: text('card.person.manager', { name: written ?? 'Unknown words' }),
          sentences: [text('flow.not-yours')],
          colour: 'warning',
          buttons: [{ verb: 'start-offboard' }, { verb: 'help' }],
        },
        reader,
      ),
  };
}

function listed(state: Request['state'], at: number, written: string | null): Request {
  const name = written ?? 'Adele Vance';
  const dueAt = at % 3 === 0 ? minutesAfter(NOW, at * 600) : null;
  return aRequest({
    state,
    reference: `L-10${at + 10}`,
    targetUserName: name,
    requesterName: written ?? 'Miriam Graham',
    dueAt,
  });
}
