import { blockNowCard } from '../../../cards/block-now-card.ts';
import { cardForView } from '../../../cards/card-for-view.ts';
import { declineCard } from '../../../cards/decline-card.ts';
import { moreCard } from '../../../cards/more-card.ts';
import { reviewCard } from '../../../cards/review-card.ts';
import { setAsideCard } from '../../../cards/set-aside-card.ts';
import type { Request } from '../../../domain/request.ts';
import { STEP_KINDS } from '../../../domain/step.ts';
import { text } from '../../../domain/text.ts';
import type { Reader } from '../../../locales/reader.ts';
import type { CardMakers } from './card-makers.ts';
import { aPerson, aSyncedTargetUser, IDS, minutesAfter, NOW } from './given.ts';

import { cloudPerson, GROUPS, named, people, syncedPerson } from './people-on-cards.ts';
import { FAILED_NOTE, type Sample, sampleReport, sampleRunbook } from './sample-reports.ts';

const NONCE = 'nonce-1';
/** Cards about a request, in every state that looks different. */
export function requestCards(written: string | null): CardMakers {
  const successor = written === null ? {} : { successorName: written };
  const cloud: Sample = {
    targetUser: cloudPerson(written),
    choices: { ...successor, account: 'delete', forwardingChecked: true },
  };
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
  const talked: Sample = { ...synced, request: { ...byName, ...talk(written) } };
  const emergency: Sample = {
    ...block(written),
    request: {
      ...begun,
      emergency: {
        confirmBy: minutesAfter(NOW, 240),
        first: { by: IDS.director, byName: written ?? 'Alex Wilber', at: NOW },
        answer: { verdict: 'refused', by: IDS.approver, byName: written ?? 'Grady Archie', at: minutesAfter(NOW, 8) },
        proposal: 'L-1043',
      },
    },
  };
  const scheduled: Sample = {
    ...cloud,
    request: { ...byName, ...approved, state: 'scheduled', dueAt: minutesAfter(NOW, 3000) },
  };
  const late: Sample = { ...cloud, request: { ...byName, ...approved, state: 'approved', dueAt: NOW, lateSince: NOW } };
  const owner = synced.targetUser.memberships.map((group) => ({ ...group, lastOwner: false }));
  const everything: Sample = {
    targetUser: { ...synced.targetUser, memberships: owner },
    choices: {
      ...successor,
      account: 'delete',
      forwardingChecked: true,
      autoReplyText: written ?? 'Please write to Lee.',
    },
    request: begun,
    states: Object.fromEntries(
      STEP_KINDS.map((kind) => [
        kind,
        { state: 'failed', note: text('flow.runbook-cannot', { reason: written ?? 'No time.' }) },
      ]),
    ),
  };
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
    'review-block': review(block(written), false, true),
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
    'approval-stuck': (reader) =>
      cardForView({ kind: 'approver', report: sampleReport(stuck), actions: ['retry', 'skip'] }, reader),
    'approval-everything-failed': (reader) =>
      cardForView({ kind: 'approver', report: sampleReport(everything), actions: ['retry', 'skip'] }, reader),
    'approval-declined': (reader) =>
      cardForView({ kind: 'approver', report: sampleReport(declined), actions: [] }, reader),
    'approval-talk': (reader) =>
      cardForView({ kind: 'approver', report: sampleReport(talked), actions: ['approve', 'decline', 'more'] }, reader),
    'request-talk': (reader) =>
      cardForView(
        { kind: 'requester', report: sampleReport(talked), actions: ['agree', 'answer', 'withdraw'] },
        reader,
      ),
    'block-now': (reader) =>
      blockNowCard(
        { person: people(written)[0] ?? aPerson(), hours: 4, confirmBy: null, known: [], shownAt: NOW },
        reader,
      ),
    'set-aside': (reader) =>
      setAsideCard(
        {
          person: people(written)[0] ?? aPerson(),
          clicks: [{ name: written ?? 'Helen Desk' }],
          stops: ['S-7'],
          rows: (['stopped', 'sent-back', 'held', 'stays', 'stays-work'] as const).map((what, at) => ({
            request: { reference: `L-10${at + 42}`, targetUserName: written ?? 'Adele Vance' },
            what,
          })),
          shownAt: NOW,
          error: text('flow.reason-missing'),
        },
        reader,
      ),
    'approval-emergency': (reader) =>
      cardForView({ kind: 'approver', report: sampleReport(emergency), actions: [] }, reader),
    'request-emergency': (reader) =>
      cardForView({ kind: 'requester', report: sampleReport(emergency), actions: [] }, reader),
    more: (reader) => moreCard({ report: sampleReport(pending), others: people(written), error: null }, reader),
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

function block(written: string | null): Sample {
  return { kind: 'block-sign-in', targetUser: syncedPerson(written) };
}

/** Two approvers, one of whom did; another hour, a colleague asked in particular, questions and answers. */
function talk(written: string | null): Partial<Request> {
  const name = written ?? 'Grady Archie';
  const remark = (at: number): Request['remarks'][number] => ({
    from: at % 2 === 0 ? 'approver' : 'requester',
    by: IDS.approver,
    byName: name,
    words: written ?? 'Is the last working day right?',
    at: minutesAfter(NOW, at),
  });
  return {
    dueAt: minutesAfter(NOW, 3000),
    needs: { count: 2, by: 'approver', reasons: [text('approval.needs.manages', { name, count: 4 })] },
    approvals: [{ verdict: 'approved', by: IDS.approver, byName: name, reason: null, at: minutesAfter(NOW, 4) }],
    assignee: { id: IDS.approver, name, byName: name },
    edited: { by: IDS.approver, byName: name, at: NOW, agreedAt: null },
    remarks: Array.from({ length: 6 }, (_, at) => remark(at)),
  };
}

function allVerified(sample: Sample): NonNullable<Sample['states']> {
  const report = sampleReport(sample);
  return Object.fromEntries(report.steps.map((step) => [step.kind, step.state === 'skipped' ? 'skipped' : 'verified']));
}
