import { blockNowCard } from '../../../cards/block-now-card.ts';
import { cardForView } from '../../../cards/card-for-view.ts';
import { changeCard } from '../../../cards/change-card.ts';
import { openCard } from '../../../cards/open-card.ts';
import { text } from '../../../domain/text.ts';
import type { CardMakers } from './card-makers.ts';
import { aPerson, IDS, minutesAfter, NOW } from './given.ts';
import { people, syncedPerson } from './people-on-cards.ts';
import { type Sample, sampleReport } from './sample-reports.ts';

/** Cards of emergencies, stops and changes of mind. */
export function overtakingCards(written: string | null): CardMakers {
  const name = written ?? 'Grady Archie';
  const person = people(written)[0] ?? aPerson();
  const by = { by: IDS.approver, byName: name, reason: written ?? 'Not this week', at: NOW };
  const pending: Sample = { targetUser: syncedPerson(written), request: { dueAt: minutesAfter(NOW, 3000) } };
  const scheduled: Sample = { ...pending, request: { ...pending.request, state: 'scheduled' } };
  const running: Sample = { ...pending, request: { state: 'running', startedAt: NOW } };
  const hold = { ...by, how: 'hold', until: minutesAfter(NOW, 1440), reminded: 0 } as const;
  const held: Sample = { ...running, request: { ...running.request, hold } };
  const stopped: Sample = {
    ...running,
    request: {
      state: 'done-with-gaps',
      startedAt: NOW,
      hold: { ...hold, how: 'stop', until: null },
      endedAt: NOW,
      note: text('flow.stopped-between', {
        name,
        reason: by.reason,
        ran: [text('step.block-sign-in.title')],
        left: [text('step.leave-groups.title'), text('step.remove-licences.title')],
      }),
    },
    states: {
      'block-sign-in': 'verified',
      'leave-groups': { state: 'waived', note: text('flow.step-stopped', { name }) },
    },
  };
  const known = [
    text('emergency.blocked-since', { name, at: { instant: NOW }, reference: 'L-1001' }),
    text('emergency.block-again'),
    text('emergency.synced', { name }),
    text('emergency.stays-planned', { reference: 'L-1010', at: { instant: minutesAfter(NOW, 3000) } }),
  ];
  const open = { kind: 'offboard', targetUserId: person.id, targetUserName: name, mayBlock: true } as const;
  const request = {
    id: IDS.request,
    reference: 'L-1010',
    version: 2,
    state: 'scheduled',
    dueAt: minutesAfter(NOW, 3000),
    choices: { kind: 'offboard' },
  } as const;
  return {
    'block-now-known': (reader) => blockNowCard({ person, hours: 4, confirmBy: null, known, shownAt: NOW }, reader),
    'change-own': (reader) =>
      changeCard(
        { report: sampleReport(pending), role: 'requester', reason: '', proposed: null, isFixed: false, error: null },
        reader,
      ),
    'change-planned': (reader) =>
      changeCard(
        {
          report: sampleReport(scheduled),
          role: 'approver',
          reason: written ?? '',
          proposed: null,
          isFixed: false,
          error: text('flow.reason-missing'),
        },
        reader,
      ),
    'change-fixed': (reader) =>
      changeCard(
        {
          report: sampleReport(scheduled),
          role: 'approver',
          reason: '',
          proposed: null,
          isFixed: true,
          error: text('flow.restore-first', { reference: 'L-1050' }),
        },
        reader,
      ),
    'change-running': (reader) =>
      changeCard(
        { report: sampleReport(running), role: 'approver', reason: '', proposed: null, isFixed: false, error: null },
        reader,
      ),
    'open-mine': (reader) => openCard({ ...open, request, mayChangeDate: true }, reader),
    'open-others': (reader) => openCard({ ...open, request: null, mayChangeDate: false }, reader),
    'approval-scheduled': (reader) =>
      cardForView({ kind: 'approver', report: sampleReport(scheduled), actions: ['change'] }, reader),
    'approval-held-by-approver': (reader) =>
      cardForView({ kind: 'approver', report: sampleReport(held), actions: ['go-on', 'change'] }, reader),
    'request-held-by-approver': (reader) =>
      cardForView({ kind: 'requester', report: sampleReport(held), actions: ['restore-instead'] }, reader),
    'request-stopped-between': (reader) =>
      cardForView({ kind: 'requester', report: sampleReport(stopped), actions: [] }, reader),
  };
}
