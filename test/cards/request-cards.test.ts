import { describe, expect, test } from 'vitest';
import { approvalCard } from '../../src/cards/approval-card.ts';
import { declineCard } from '../../src/cards/decline-card.ts';
import { cardAsText } from '../../src/cards/plain-text.ts';
import { requestCard } from '../../src/cards/request-card.ts';
import { reviewCard } from '../../src/cards/review-card.ts';
import { runbookCard } from '../../src/cards/runbook-card.ts';
import { clicksOf, idsOf, inputsOf, nodes, verbsOf } from '../../src/commands/prove/gallery/card-rules.ts';
import { type Sample, sampleReport, sampleRunbook } from '../../src/commands/prove/gallery/sample-reports.ts';
import { HELD } from '../../src/domain/brakes.ts';
import type { StepState } from '../../src/domain/outcome.ts';
import { gapSentences } from '../../src/domain/report-gaps.ts';
import { text } from '../../src/domain/text.ts';
import type { Reader } from '../../src/locales/reader.ts';
import { translate } from '../../src/locales/translate.ts';
import { aMembership, aSyncedTargetUser, aTargetUser, IDS, minutesAfter, NOW } from '../helpers/given.ts';

const reader: Reader = { locale: 'en', timeZone: 'Europe/Amsterdam' };
const cloud: Sample = { targetUser: aTargetUser() };
const synced: Sample = { targetUser: aSyncedTargetUser() };
const pending: Sample = { ...cloud, request: {} };
const running: Sample = { ...synced, request: { state: 'running', startedAt: NOW } };

/** What is folded away, by the id that unfolds it. */
function foldedOf(card: { readonly body: unknown }): Readonly<Record<string, string>> {
  const folded = nodes(card.body).filter(({ isVisible }) => isVisible === false);
  return Object.fromEntries(
    folded.map((container) => [
      String(container.id),
      nodes(container)
        .map((run) => run.text ?? '')
        .join(' ')
        .trim(),
    ]),
  );
}

describe('the review card', () => {
  const review = (sample: Sample, more: object = {}) =>
    reviewCard({ report: sampleReport(sample), approversReachable: true, error: null, nonce: 'n', ...more }, reader);

  test('shows each step with what happens; where, whether it can be undone and when it works is one click away', () => {
    const read = cardAsText(review(cloud));
    expect(read).toContain('1 Block sign-in\n    New sign-ins to Microsoft 365 are refused.');
    expect(read).toContain('2 End open sessions · cannot be undone');
    const folded = foldedOf(review(cloud));
    expect(folded['step-1']).toMatch(/^Microsoft 365 · can be undone\..*Effective within minutes/);
    expect(folded['step-2']).toContain('Microsoft 365 · cannot be undone.');
  });

  test('speaks of a block as of one that is there only once it was made', () => {
    const before = [
      review(synced),
      approvalCard({ report: sampleReport({ ...synced, request: {} }), actions: [] }, reader),
    ];
    const since = (states: Sample['states'] = {}) =>
      cardAsText(requestCard({ report: sampleReport({ ...running, states }), actions: [] }, reader));
    for (const read of [...before.map(cardAsText), since(), since({ 'block-sign-in': 'running' })]) {
      expect(read).toContain(
        'This block will be temporary at first\nThe block in Microsoft 365 will only be temporary.',
      );
      expect(read).not.toMatch(/not a lasting block yet|is only temporary/);
    }
    expect(since({ 'block-sign-in': 'accepted' })).toContain(
      'Temporary: not a lasting block yet\nThe block in Microsoft 365 is only temporary.',
    );
  });

  test('says of figures beyond its own “at the latest” whose they are, and whether its own hours count them', () => {
    const [inCloud, ofSynced] = [foldedOf(review(cloud)), foldedOf(review(synced))].map((each) => JSON.stringify(each));
    for (const more of [/^.*?(?=24 hours)/, /^.*?24 hours.*?(?=24 hours)/])
      expect(inCloud?.match(more)?.[0]).toMatch(
        /Leaver’s reckoning.*Microsoft’s article about the admin centre still says up to $/,
      );
    for (const said of [
      '3 hours or more happen; the hours on this card count them only',
      '3 hours still happen, counted here only',
    ])
      expect(ofSynced).toContain(said);
  });

  test('names the group that decides, which a rule of the policy may make the escalation group', () => {
    const needs = { count: 1, by: 'escalation', reasons: [] } as const;
    expect(cardAsText(review(cloud))).toContain('The helpdesk decides.');
    expect(cardAsText(review({ ...cloud, request: { needs } }))).toContain('The escalation group decides.');
  });

  test('says of somebody synced that the block is temporary and who does the rest', () => {
    const read = cardAsText(review(synced));
    expect(read).toContain('The block in Microsoft 365 will only be temporary.');
    expect(read).toContain('This block will be temporary at first');
    expect(read).toContain('1 Block sign-in · temporary');
    expect(read).toContain('Disable the account in Active Directory · by the helpdesk');
  });

  test('counts the groups that stay, and says why one click away', () => {
    const card = review({
      targetUser: aTargetUser({ memberships: [aMembership(), aMembership({ name: 'Everybody', class: 'dynamic' })] }),
    });
    expect(cardAsText(card)).toContain('Leaves the group Marketing.\n    One more stays; the details say why.');
    expect(Object.values(foldedOf(card)).join()).toContain('Everybody: a rule decides who belongs');
  });

  test('unfolds what it folds away, and nothing else', () => {
    const card = review(synced);
    const toggles = nodes(card.body).filter(({ type }) => type === 'Action.ToggleVisibility');
    expect(toggles.flatMap(({ targetElements }) => targetElements).sort()).toEqual(Object.keys(foldedOf(card)).sort());
  });

  test('gives four lines of when it is effective, as minutes after the approval', () => {
    const read = cardAsText(review(synced));
    expect(read).toMatch(
      /New sign-ins stopped\n\s+[─┼├┤]+\n\s+typically 1 minute after the approval, at the latest after 5 minutes\n/,
    );
    expect(read).toMatch(/Lasting, after directory sync · not certain/);
    expect(read).toMatch(/Connected apps · unknown/);
    const folded = foldedOf(review(synced));
    expect(folded['line-open-sessions']).toContain('Microsoft’s article: 60 minutes · today: up to 15 minutes');
    expect(folded['line-account']).toContain('Active Directory decides about name, password');
  });

  test('asks for approval, changes or leaves', () => {
    expect(verbsOf(review(cloud))).toEqual(['submit', 'edit', 'cancel']);
    // Most restores leave nothing to choose.
    const back = { kind: 'restore-user', targetUser: aTargetUser({ accountEnabled: false }) } as const;
    expect(verbsOf(review(back))).toEqual(['submit', 'cancel']);
  });

  test('of what cannot be asked says why and offers no submit', () => {
    const card = review({ kind: 'restore-user', targetUser: aTargetUser({ found: 'gone' }) });
    expect(cardAsText(card)).toContain('This cannot be asked');
    expect(cardAsText(card)).not.toContain('as soon as it is approved');
    // A restore of somebody who is gone has nothing to choose.
    expect(verbsOf(card)).toEqual(['cancel']);
  });

  test('of what cannot be asked offers other choices where they could help', () => {
    const choices = { account: 'delete', forwardingChecked: false } as const;
    const refused = { kind: 'offboard', choices } as const;
    expect(verbsOf(review({ ...refused, targetUser: aTargetUser() }))).toEqual(['edit', 'cancel']);
    const protections = [{ kind: 'directory-role', name: 'User Administrator' }] as const;
    expect(verbsOf(review({ ...refused, targetUser: aTargetUser({ protections }) }))).toEqual(['cancel']);
  });

  test('says when no approver can be reached', () => {
    expect(cardAsText(review(cloud, { approversReachable: false }))).toContain('No approver can be reached');
  });

  test('says what changed since the last look', () => {
    expect(cardAsText(review(cloud, { error: text('flow.plan-changed') }))).toContain('changed while you were reading');
  });
});

describe('the card of the requester', () => {
  test('says the state in one sentence, before everything else', () => {
    const card = requestCard({ report: sampleReport(pending), actions: ['withdraw'] }, reader);
    expect(cardAsText(card).split('\n').slice(0, 3)).toEqual([
      'Offboarding · L-1042',
      'Adele Vance',
      '…  Waiting for IT approval since Mon 9 March 2026 11:00 CET.',
    ]);
    expect(card.fallbackText).toContain('status L-1042');
  });

  test('offers what the view allows and nothing else, with id and version', () => {
    const card = requestCard({ report: sampleReport(pending), actions: ['withdraw'] }, reader);
    expect(clicksOf(card).map(({ data }) => data)).toEqual([{ verb: 'withdraw', requestId: IDS.request, version: 1 }]);
    expect(verbsOf(requestCard({ report: sampleReport(pending), actions: [] }, reader))).toEqual([]);
  });

  test('asks for a new day and hour only where a new date may be given', () => {
    const late = sampleReport({ ...cloud, request: { state: 'approved', dueAt: NOW, lateSince: NOW } });
    const card = requestCard({ report: late, actions: ['run-now', 'new-date', 'withdraw'] }, reader);
    expect(idsOf(card)).toEqual(['lastDay', 'hour']);
    expect(clicksOf(card).map(({ verb, associatedInputs }) => [verb, associatedInputs])).toEqual([
      ['run-now', 'none'],
      ['new-date', 'auto'],
      ['withdraw', 'none'],
    ]);
    expect(idsOf(requestCard({ report: late, actions: ['run-now'] }, reader))).toEqual([]);
  });

  test('shows a running step by sign, word and hour', () => {
    const report = sampleReport({ ...running, states: { 'block-sign-in': 'accepted', 'revoke-sessions': 'verified' } });
    const read = cardAsText(requestCard({ report, actions: [] }, reader));
    expect(read).toContain('Progress · Mon 9 March, CET');
    expect(read).toContain('! Block sign-in\n    in place, but temporary 11:06');
    expect(read).toContain('✓ End open sessions\n    asked and taken in by Microsoft 365, seen 11:07');
  });

  test('says when it began where that is not when it was planned for, and that it waits for a stop to be lifted', () => {
    const read = (request: NonNullable<Sample['request']>) =>
      cardAsText(requestCard({ report: sampleReport({ ...cloud, request }), actions: [] }, reader));
    const [due, late] = [NOW, minutesAfter(NOW, 7200)];
    expect(read({ state: 'running', dueAt: due, startedAt: late })).toMatch(/14 March.*\(planned for .*9 March/);
    expect(read({ state: 'running', dueAt: due, startedAt: minutesAfter(NOW, 1) })).not.toContain('planned for');
    const held = text(HELD, { stop: 'S-1', why: text('brakes.why.everything', { by: 'Daan' }) });
    expect(read({ state: 'approved', dueAt: null, note: held })).toContain('as soon as stop S-1 is lifted');
  });

  test('is not temporary beside work in Active Directory that is not needed any more', () => {
    const states = { 'block-sign-in': 'accepted', 'revoke-sessions': 'verified' } as const;
    const blockBeside = (state: 'skipped' | 'waived') => {
      const given = { ...running, kind: 'block-sign-in', states: { ...states, 'disable-account': state } } as const;
      const report = sampleReport(given);
      return cardAsText(requestCard({ report, actions: [] }, reader)).match(/Block sign-in\n +(\D+) /)?.[1];
    };
    expect(blockBeside('skipped')).toBe('done, being checked');
    expect(blockBeside('waived')).toBe('in place, but temporary');
  });

  test('is not temporary once what decides in Active Directory is seen there, whatever else is left', () => {
    const found = { state: 'skipped', note: text('plan.skip.blocked-synced') } as const;
    const seen = { 'revoke-sessions': 'verified', 'disable-account': 'verified', 'reset-password': 'waived' } as const;
    const states = { ...seen, 'leave-ad-groups': 'failed', 'block-sign-in': found } as const;
    const facts = aSyncedTargetUser({ memberships: [aMembership({ class: 'synced' })] });
    const report = sampleReport({ targetUser: facts, request: { state: 'running', startedAt: NOW }, states });
    expect(report.steps.filter(({ lane }) => lane === 'on-premises').map(({ kind }) => kind)).toContain(
      'leave-ad-groups',
    );
    expect(cardAsText(requestCard({ report, actions: [] }, reader))).not.toContain('in place, but temporary');
  });

  test('never offers retry or skip', () => {
    const report = sampleReport({ ...running, states: { 'share-onedrive': 'failed' } });
    expect(verbsOf(requestCard({ report, actions: [] }, reader))).toEqual([]);
  });

  test('of a declined request keeps only what was asked', () => {
    const decision = { verdict: 'declined', by: IDS.approver, byName: 'Grady', reason: 'Too early.', at: NOW } as const;
    const report = sampleReport({ ...synced, request: { state: 'declined', decision, endedAt: NOW } });
    const read = cardAsText(requestCard({ report, actions: ['ask-again'] }, reader));
    expect(read).toContain('Too early.');
    expect(read).toContain('– Block sign-in');
    expect(read).not.toContain('Temporary');
    expect(read).not.toContain('When it is effective');
  });
});

describe('the card of an approver', () => {
  const both = ['approve', 'decline'] as const;
  const ONE = { count: 1, by: 'approver', reasons: [] } as const;

  test('shows the same plan as the review', () => {
    const plan = (card: Parameters<typeof cardAsText>[0]) =>
      cardAsText(card)
        .match(/What happens[\s\S]*(?=\nGood to know|\n\( )/)?.[0]
        .split('\nGood to know')[0];
    const review = reviewCard(
      { report: sampleReport(cloud), approversReachable: true, error: null, nonce: 'n' },
      reader,
    );
    const approval = approvalCard({ report: sampleReport(pending), actions: both }, reader);
    expect(plan(approval)).toBe(plan(review));
  });

  test.each([
    [null, 'Approve and start'],
    [minutesAfter(NOW, 600), 'Approve and schedule'],
  ])('due at %s says "%s"', (dueAt, title) => {
    const card = approvalCard({ report: sampleReport({ ...cloud, request: { dueAt } }), actions: both }, reader);
    expect(clicksOf(card).map((click) => click.title)).toEqual([title, 'Decline']);
  });

  test.each([
    ['who asked says when', {}, 'Approve'],
    ['an approver takes it over', { request: { needs: { ...ONE, withoutRequester: true } } }, 'Approve and start'],
    ['it is only a block', { kind: 'block-sign-in' }, 'Approve and start'],
  ] as const)('past its hour schedules nothing: %s', (_, sample: Omit<Sample, 'targetUser'>, title) => {
    const request = { ...sample.request, state: 'pending', dueAt: minutesAfter(NOW, -60) } as const;
    const report = sampleReport({ ...cloud, ...sample, request });
    const card = approvalCard({ report, actions: both }, reader);
    expect(clicksOf(card).map((click) => click.title)).toEqual([title, 'Decline']);
    // With a plain “Approve” nothing begins: no effect is reckoned from it.
    const read = cardAsText(card);
    expect(read.includes('chooses between now and a new date')).toBe(title === 'Approve');
    expect(read.includes('after the start, at the latest after')).toBe(title === 'Approve');
    expect(read.includes('after the approval, at the latest after')).toBe(title !== 'Approve');
  });

  test.each([
    [2, 0, 'Approve (then one more is needed)'],
    [2, 1, 'Approve and start'],
    [3, 0, 'Approve (then 2 more are needed)'],
  ])('that needs %i approvals and has %i says "%s": nothing starts before the last', (count, given, title) => {
    const needs = { count, by: 'approver', reasons: [] } as const;
    const first = { verdict: 'approved', by: IDS.approver, byName: 'Daan', reason: null, at: NOW } as const;
    const approvals = Array.from({ length: given }, () => first);
    const titlesAt = (dueAt: string | null) => {
      const report = sampleReport({ ...cloud, request: { needs, approvals, dueAt } });
      return clicksOf(approvalCard({ report, actions: both }, reader)).map((click) => click.title);
    };
    expect(titlesAt(null)).toEqual([title, 'Decline']);
    expect(titlesAt(minutesAfter(NOW, 600))).toEqual([title.replace('start', 'schedule'), 'Decline']);
  });

  test('has no buttons once it is decided', () => {
    expect(verbsOf(approvalCard({ report: sampleReport(running), actions: [] }, reader))).toEqual([]);
  });

  test('offers retry and skip for the steps that are stuck, the step as an input', () => {
    const report = sampleReport({ ...running, states: { 'share-onedrive': 'failed', 'leave-groups': 'overwritten' } });
    const card = approvalCard({ report, actions: ['retry', 'skip'] }, reader);
    expect(verbsOf(card)).toEqual(['retry', 'skip']);
    expect(inputsOf(card).map(({ id, value, choices }) => ({ id, value, choices }))).toEqual([
      {
        id: 'step',
        value: 'share-onedrive',
        choices: [
          { title: 'Share OneDrive files', value: 'share-onedrive' },
          { title: 'Leave groups', value: 'leave-groups' },
        ],
      },
    ]);
  });

  test('offers neither, nor asks which step, to who may answer nothing of it', () => {
    const report = sampleReport({ ...running, states: { 'share-onedrive': 'failed' } });
    const card = approvalCard({ report, actions: [] }, reader);
    expect([verbsOf(card), inputsOf(card)]).toEqual([[], []]);
  });

  test('offers first what the helpdesk is told to do about work in Active Directory that it cannot do', () => {
    const report = sampleReport({ ...running, states: { 'share-onedrive': 'failed', 'leave-groups': 'failed' } });
    const note = text('flow.runbook-cannot', { reason: 'No rights' });
    const steps = report.steps.map((step) => (step.kind === 'leave-groups' ? { ...step, note } : step));
    const card = approvalCard({ report: { ...report, steps }, actions: ['retry', 'skip'] }, reader);
    expect(inputsOf(card)[0]?.value).toBe('leave-groups');
  });

  test('to decline asks for a reason, which the client does not let go empty', () => {
    const card = declineCard({ report: sampleReport(pending), reason: 'kept', error: null }, reader);
    expect(verbsOf(card)).toEqual(['decline-confirm', 'keep']);
    expect(inputsOf(card)).toMatchObject([{ id: 'reason', isRequired: true, value: 'kept', maxLength: 280 }]);
    expect(clicksOf(card).map(({ associatedInputs }) => associatedInputs)).toEqual(['auto', 'none']);
    expect(cardAsText(card)).not.toContain('is not undone');
  });

  test('to decline what Leaver proposes says what follows for the person', () => {
    const proposal = { block: 'L-1', verdict: 'unanswered', byName: null } as const;
    const report = sampleReport({ ...cloud, request: { proposal } });
    expect(cardAsText(declineCard({ report, reason: '', error: null }, reader))).toContain('the block is not undone');
  });
});

describe('the card of what was approved', () => {
  const decision = { verdict: 'approved', by: IDS.approver, byName: 'Daan', reason: null, at: NOW } as const;
  const whenOf = (changes: Sample['request']) =>
    cardAsText(
      requestCard({ report: sampleReport({ ...cloud, request: { decision, ...changes } }), actions: [] }, reader),
    );

  test('says when it began, and not that it will once it is approved', () => {
    const begun = whenOf({ state: 'running', startedAt: minutesAfter(NOW, 5) });
    expect(begun).toContain('When  Mon 9 March 2026 11:05 CET');
    const waits = whenOf({ state: 'approved' });
    expect(waits).toContain('When  as soon as nothing else comes first');
    expect(begun + waits).not.toContain('as soon as it is approved');
  });

  test('says of what ended before it began that it never did, and not that it will once it is approved', () => {
    for (const state of ['declined', 'expired', 'withdrawn', 'stopped'] as const) {
      const over = whenOf({ state, decision: null, endedAt: NOW });
      expect(over).toContain('When  it never began');
      expect(over).not.toContain('as soon as');
    }
    // The hour that was asked for stays the one that was asked for.
    const dueAt = minutesAfter(NOW, 5);
    expect(whenOf({ state: 'declined', decision: null, endedAt: NOW, dueAt })).toContain(
      'When  Mon 9 March 2026 11:05',
    );
  });

  test.each(['en', 'nl'] as const)('says the reasons of people in quotes, each sentence by itself, in %s', (locale) => {
    const asked = { reason: 'Too long', by: 'Daan', name: 'Megan', at: { instant: NOW } };
    const headline = text('report.headline.declined', asked);
    const also = translate(text('report.headline.tasks-done', { headline, items: ['HR'] }), {
      locale,
      timeZone: 'UTC',
    });
    expect(also).toMatch(/: “Too long”\. [A-Z]/);
    const why = [
      text('lasting.held-earlier', asked),
      text('lasting.set-aside-hour', asked),
      text('lasting.set-aside-approver', asked),
      text('lasting.set-aside-requester', asked),
    ];
    const says = translate(text('report.todo.on-hold', { reason: why }), { locale, timeZone: 'UTC' });
    expect(says).toMatch(/“Too long”\. [A-Z][^.]*\. Daan [^.]*: “Too long”\. Daan [^.]*: “Too long”\.$/);
  });

  test('says both hours of what began at once because its own had passed when it was approved', () => {
    const dueAt = minutesAfter(NOW, -10);
    const words = 'When  Mon 9 March 2026 11:00 CET (planned for Mon 9 March 2026 10:50 CET)';
    expect(whenOf({ state: 'running', dueAt, startedAt: NOW })).toContain(words);
    // Approved before, and begun within the hour: at its hour.
    const before = { ...decision, at: minutesAfter(NOW, -30) };
    expect(whenOf({ state: 'running', dueAt, startedAt: NOW, decision: before })).not.toContain('planned for');
  });

  test('says of an hour to which nobody agreed that it is proposed, and which one holds', () => {
    const at = (minutes: number) => minutesAfter(NOW, minutes);
    const by = { by: IDS.approver, byName: 'Daan', at: NOW, agreedAt: null };
    const before = { dueAt: at(60), approvals: [], decision: null, when: { mode: 'now' } } as const;
    const moved = { state: 'pending', dueAt: at(120), edited: { ...by, before } } as const;
    expect(whenOf(moved)).toMatch(/When {2}Mon 9 March 2026 12:00 CET, as approved; proposed: .*13:00 CET/);
    const { before: _, ...asked } = moved.edited;
    expect(whenOf({ ...moved, edited: asked })).toMatch(/When {2}proposed: .*13:00 CET/);
    expect(whenOf({ ...moved, edited: { ...moved.edited, agreedAt: NOW } })).toMatch(/When {2}Mon .*13:00 CET/);
  });
});

describe('the card of an emergency', () => {
  const emergency = { confirmBy: minutesAfter(NOW, 240), answer: null, proposal: null };
  const sample: Sample = { ...cloud, request: { state: 'running', startedAt: NOW, emergency } };

  test('names who blocked, and nothing that an approval would have had', () => {
    const read = cardAsText(
      approvalCard({ report: sampleReport(sample), actions: ['confirm-block', 'refuse-block'] }, reader),
    );
    expect(read).toMatch(/^Emergency · /);
    expect(read).toContain('Block asked for by  ');
    expect(read).toContain('Block at once, before anybody approved it');
    expect(read).not.toMatch(/Asked by|as soon as it is approved|^Reason/m);
  });
});

describe('the runbook card', () => {
  const waiting: Sample = {
    ...running,
    states: { 'reset-password': 'needs-person', 'disable-account': 'needs-person' },
  };
  const runbook = sampleRunbook(waiting);
  const open = runbookCard({ report: sampleReport(waiting), runbook, open: true }, reader);

  test('names the account in signs that cannot be misread, and the work in its order', () => {
    const mono = nodes(open.body)
      .filter(({ fontType }) => fontType === 'monospace')
      .map((run) => run.text);
    expect(mono).toContain('adele.vance');
    expect(mono).toContain('CN=Adele Vance,OU=Staff,DC=corp,DC=contoso,DC=example');
    expect(mono).toContain(runbook.digest);
    expect(cardAsText(open)).toMatch(/1 Replace the password[\s\S]*2 Disable the account in Active Directory/);
  });

  test('holds the script to the letter, folded away', () => {
    const folded = nodes(open.body).find(({ id }) => id === 'script');
    expect(folded?.isVisible).toBe(false);
    expect(nodes(folded).map((run) => run.text)).toContain(runbook.script);
  });

  test('takes the pasted result or a reason; the script does not travel', () => {
    expect(idsOf(open)).toEqual(['result', 'reason']);
    expect(verbsOf(open)).toEqual(['runbook-done', 'runbook-cannot', 'runbook-file']);
  });

  test('names what is left to do in Active Directory beside the script, for as long as the script is to be run', () => {
    const report = sampleReport(waiting);
    const left = { end: 'left', id: '1', name: '', who: 'active-directory', through: null } as const;
    const gaps = [
      { ...left, kind: 'device', name: 'PC-0417', why: 'hybrid-joined' },
      { ...left, kind: 'ad-groups', why: 'ad-groups-unread', through: 'L-1' },
      { ...left, kind: 'device', name: 'iPhone', why: 'not-windows', who: 'device-admin' },
      { ...left, kind: 'group', name: 'GG-Tried', end: 'refused', why: 'forbidden' },
    ] as const;
    const steps = report.steps.map((step) => (step.kind === 'disable-account' ? { ...step, gaps } : step));
    const todo = [text('report.todo.runbook-block-sign-in'), ...gapSentences(steps)];
    const read = (hold: Parameters<typeof sampleReport>[0]['request']) => {
      const request = { ...report.request, ...hold };
      return cardAsText(runbookCard({ report: { ...report, request, steps, todo }, runbook, open: true }, reader));
    };
    expect(read({})).toMatch(/not by the script\n.*disable “PC-0417” there/);
    expect(read({})).toContain('groups that exist only there');
    // For somebody else, or of a step that the script tries again.
    expect(read({})).not.toMatch(/iPhone|GG-Tried/);
    expect(read({})).not.toContain('The block is temporary until');
    const hold = {
      how: 'stop',
      by: IDS.approver,
      byName: 'Daan',
      reason: 'No',
      at: NOW,
      until: NOW,
      reminded: 0,
    } as const;
    expect(read({ hold })).not.toContain('PC-0417');
  });

  test('is shown without a script that is too long for it, and still with its digest', () => {
    const long = { ...runbook, script: 'x'.repeat(40_000) };
    const card = runbookCard({ report: sampleReport(waiting), runbook: long, open: true }, reader);
    expect(cardAsText(card)).toContain('Get it as a file');
    expect(cardAsText(card)).toContain(runbook.digest);
    expect(JSON.stringify(card)).not.toContain('xxxx');
  });

  test.each(['taken', 'taken-reported', 'taken-handed-out'] as const)(
    'names the groups to put back that are %s',
    (how) => {
      const values = { reference: 'L-1', at: { instant: NOW }, items: 'GG-Finance', more: 0 };
      const kind = 'rejoin-ad-groups' as const;
      const report = sampleReport(waiting);
      const [planned, step] = [report.request.plan.steps[0], report.steps.find(({ lane }) => lane === 'on-premises')];
      if (planned === undefined || step === undefined) throw new Error('there is no step');
      const steps = [{ ...planned, kind, explains: [text(`plan.explain.${how}`, values)] }];
      const request = { ...report.request, plan: { ...report.request.plan, steps } };
      const asked = { ...step, kind, note: text('flow.attested-by', { by: 'Daan' }), explains: [] };
      const card = runbookCard(
        { report: { ...report, request, steps: [asked] }, runbook: { ...runbook, actions: [kind] }, open: true },
        reader,
      );
      expect(cardAsText(card)).toContain('GG-Finance');
    },
  );

  test.each(['restore-account', 'rejoin-ad-groups', 'return-to-ou', 'show-in-address-lists'] as const)(
    'names what %s is to give back by the word of a connector alone',
    (kind) => {
      const report = sampleReport(waiting);
      const [planned, step] = [report.request.plan.steps[0], report.steps.find(({ lane }) => lane === 'on-premises')];
      if (planned === undefined || step === undefined) throw new Error('there is no step');
      const said = text('plan.explain.connector-reported', { reference: 'L-1', items: ['GG-Finance'], more: 0 });
      const request = {
        ...report.request,
        plan: { ...report.request.plan, steps: [{ ...planned, kind, explains: [said] }] },
      };
      const asked = { ...step, kind, note: text('flow.attested-by', { by: 'Daan' }), explains: [] };
      const card = runbookCard(
        { report: { ...report, request, steps: [asked] }, runbook: { ...runbook, actions: [kind] }, open: true },
        reader,
      );
      expect(cardAsText(card)).toContain('reported it; Leaver did not read it there itself: GG-Finance.');
    },
  );

  test('says who said that it is done, and when, and asks for the result alone', () => {
    const report = sampleReport(waiting);
    const steps = report.steps.map((step) =>
      step.lane === 'on-premises'
        ? { ...step, state: 'attested' as const, at: NOW, note: text('flow.attested-by', { by: 'Daan' }) }
        : step,
    );
    const actions = steps.filter(({ lane }) => lane === 'on-premises').map(({ kind }) => kind);
    const card = runbookCard({ report: { ...report, steps }, runbook: { ...runbook, actions }, open: true }, reader);
    expect(cardAsText(card)).toContain('Done, says Daan (');
    expect(cardAsText(card)).toContain('Give the result');
    expect(cardAsText(open)).not.toContain('Give the result');
  });

  test('names the card that has the buttons where it asks to retry or to skip', () => {
    const report = sampleReport(waiting);
    const there = `“status ${report.request.reference}”`;
    const [step] = report.steps;
    if (step === undefined) throw new Error('there is no step');
    const stuck = { ...report, steps: [{ ...step, stuck: true }] };
    expect(cardAsText(runbookCard({ report: stuck, runbook: null, open: false }, reader))).toContain(there);
    expect(cardAsText(runbookCard({ report, runbook: null, open: false }, reader))).not.toContain(there);
  });

  test('has no buttons and no script once it is answered', () => {
    const closed = runbookCard({ report: sampleReport(waiting), runbook, open: false }, reader);
    expect(verbsOf(closed)).toEqual([]);
    expect(JSON.stringify(closed)).not.toContain('ConvertFrom-Json');
  });
});

describe('whoever was chosen as successor', () => {
  const seen = (sample: Sample) => cardAsText(requestCard({ report: sampleReport(sample), actions: [] }, reader));
  const sharing = (state: StepState) => seen({ ...running, states: { 'share-onedrive': state } });

  test('has the files once that was seen, and is to have them before', () => {
    expect(sharing('verified')).toMatch(/^Handed over to {2}Lee Gu/m);
    for (const read of [seen(pending), sharing('planned'), sharing('accepted')])
      expect(read).toContain('To be handed over to  Lee Gu');
  });

  test.each(['failed', 'waived', 'overwritten', 'gone'] as const)(
    'has nothing where the sharing is %s: the step says so, and no line above it otherwise',
    (state) => expect(sharing(state)).not.toMatch(/handed over to/i),
  );

  test('is no line of what a later request turned round', () => {
    const states = { 'share-onedrive': 'verified' } as const;
    const note = text('flow.watch-ended-by', { reference: 'L-1004' });
    const request = { state: 'done', startedAt: NOW, note } as const;
    expect(seen({ ...running, states, request })).not.toMatch(/handed over to/i);
  });
});
